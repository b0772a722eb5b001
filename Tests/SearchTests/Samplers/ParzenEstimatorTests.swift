import Expressions
import Testing

@testable import Search

/// The same mixture by its formulas, one kernel and one parameter at a time in double precision.
struct PlainParzenEstimator {
    private let space: Space
    private let observations: [Configuration]
    private let priorWeight = 1.0
    /// Each parameter's kernels' means and deviations, the prior's last.
    private var kernels: [(means: [Double], deviations: [Double])] = []

    init(space: Space, observations: [Configuration], endpoints: Bool = false) {
        self.space = space
        self.observations = observations
        for (axis, parameter) in zip(space.axes, space.parameters) {
            let coordinates = observations.compactMap { $0[parameter.name].flatMap { axis.coordinate(of: $0) } }
            let deviations = coordinates.indices.map { Self.deviation(coordinates, $0, endpoints) }
            kernels.append((coordinates + [0.5], deviations + [1]))
        }
    }

    /// The log density of a configuration: on a line of the unit coordinate, elsewhere of the value.
    func logDensity(of configuration: Configuration) -> Double {
        let n = observations.count
        var weights = (0..<n).map { index -> Double in
            guard n >= 25, index < n - 25 else { return 1 }
            let ramp = n - 25
            return ramp == 1 ? 1 / Double(n) : 1 / Double(n) + (1 - 1 / Double(n)) * Double(index) / Double(ramp - 1)
        }
        weights.append(n == 0 ? 1 : priorWeight)
        let total = weights.reduce(0, +)
        var sum = 0.0
        for kernel in 0...n {
            var product = weights[kernel] / total
            for (index, parameter) in space.parameters.enumerated() {
                guard let value = configuration[parameter.name] else { continue }
                product *= factor(index, parameter.name, value, kernel)
            }
            sum += product
        }
        return Elementary.log(sum)
    }

    private func factor(_ index: Int, _ name: String, _ value: Value, _ kernel: Int) -> Double {
        let axis = space.axes[index]
        let n = observations.count
        if case .category(let count) = axis.kind {
            let share = priorWeight / Double(n + 1)
            let isOwn = kernel < n && observations[kernel][name] == value
            return kernel == n ? 1 / Double(count) : (share + (isOwn ? 1 : 0)) / (1 + share * Double(count))
        }
        let mean = kernels[index].means[kernel]
        let deviation = kernels[index].deviations[kernel]
        func mass(_ low: Double, _ high: Double) -> Double {
            Elementary.exp(NormalDistribution.logMass(from: (low - mean) / deviation, to: (high - mean) / deviation))
        }
        if case .grid = axis.kind, let cell = axis.cell(of: value) {
            let (low, high) = axis.edges(ofCell: cell)
            return mass(low, high) / mass(0, 1)
        }
        let z = ((axis.coordinate(of: value) ?? .nan) - mean) / deviation
        return Elementary.exp(-0.5 * z * z) / deviation / 2.5066282746310002 / mass(0, 1)
    }

    private static func deviation(_ coordinates: [Double], _ kernel: Int, _ endpoints: Bool) -> Double {
        let n = coordinates.count
        let order = coordinates.indices.sorted { (coordinates[$0], $0) < (coordinates[$1], $1) }
        let place = order.firstIndex(of: kernel) ?? 0
        var gaps: [Double] = []
        if place > 0 { gaps.append(coordinates[kernel] - coordinates[order[place - 1]]) }
        if place < n - 1 { gaps.append(coordinates[order[place + 1]] - coordinates[kernel]) }
        if endpoints || n == 1 {
            if place == 0 { gaps.append(coordinates[kernel]) }
            if place == n - 1 { gaps.append(1 - coordinates[kernel]) }
        }
        return min(max(gaps.max() ?? 0, 1 / min(100, Double(n + 2))), 1)
    }
}

@Suite struct ParzenEstimatorTests {
    static func space() throws -> Space {
        try Space(parameters: [
            Parameter(name: "category", domain: .choice([.string("a"), .string("b"), .string("c")])),
            Parameter(name: "depth", domain: .int(low: 1, high: 6)),
            Parameter(name: "fine", domain: .int(low: 0, high: 5000)),
            Parameter(name: "lr", domain: .float(low: 1e-5, high: 1, log: true)),
            Parameter(name: "one", domain: .choice([.int(7)])),
            Parameter(name: "units", domain: .int(low: 1, high: 300, log: true)),
            Parameter(name: "x", domain: .float(low: -3, high: 5)),
        ])
    }

    static func configurations(_ count: Int, _ space: Space, seed: UInt64) throws -> [Configuration] {
        try (0..<count).map { index in
            var generator = Generator(seed: seed, trial: index)
            return try RandomSampler().suggest(in: space, after: History(direction: .minimize), using: &generator)
        }
    }

    /// Every candidate's log density under the laid-out estimator, with the terms added that it leaves out.
    static func densities(
        of candidates: [Configuration], after observations: [Configuration], _ space: Space,
        endpoints: Bool = false
    ) throws -> [Double] {
        let table = observations.reduce(into: TrialTable(space)) { $0.append($1) }
        let estimator = ParzenEstimator(
            table: table, parameters: Array(space.parameters.indices), rows: (0..<Int32(observations.count)).map { $0 },
            options: ParzenEstimator.Options(endpoints: endpoints))
        var points = ParzenCandidates(dimensions: estimator.dimensions.count, capacity: candidates.count)
        var generator = Generator(seed: 0, trial: 0)
        points.append(candidates.map { _ in 0 }, from: estimator, using: &generator)
        for (candidate, configuration) in candidates.enumerated() {
            for (dimension, parameter) in estimator.parameters.enumerated() {
                let value = try #require(configuration[space.parameters[parameter].name])
                points.set(candidate, dimension, to: value, of: space.axes[parameter])
            }
        }
        return zip(candidates, estimator.logDensities(of: points)).map { configuration, density in
            space.parameters.enumerated().reduce(density) { sum, parameter in
                let axis = space.axes[parameter.offset]
                if axis.count == 1 { return sum }
                if case .category = axis.kind { return sum }
                guard case .grid = axis.kind, let cell = configuration[parameter.element.name].flatMap(axis.cell) else {
                    return sum - 0.91893853320467274178
                }
                return sum - 0.91893853320467274178 + Elementary.log(axis.mass(ofCell: cell))
            }
        }
    }

    @Test("densities are those of the formulas", arguments: [0, 1, 2, 9, 26, 140], [false, true])
    func oracle(observed: Int, endpoints: Bool) throws {
        let space = try Self.space()
        let observations = try Self.configurations(observed, space, seed: 31)
        let candidates = try Self.configurations(24, space, seed: 32)
        let plain = PlainParzenEstimator(space: space, observations: observations, endpoints: endpoints)
        let fast = try Self.densities(of: candidates, after: observations, space, endpoints: endpoints)
        for (candidate, density) in zip(candidates, fast) {
            let expected = plain.logDensity(of: candidate)
            #expect(abs(density - expected) < 2e-3 * max(1, abs(expected)), "\(candidate)")
        }
    }

    @Test("repeated and clustered observations too")
    func clusters() throws {
        let space = try Self.space()
        let few = try Self.configurations(5, space, seed: 33)
        let observations = (0..<150).map { few[$0 % 5] }
        let candidates = try few + Self.configurations(10, space, seed: 34)
        let plain = PlainParzenEstimator(space: space, observations: observations)
        for (candidate, density) in zip(candidates, try Self.densities(of: candidates, after: observations, space)) {
            let expected = plain.logDensity(of: candidate)
            #expect(abs(density - expected) < 2e-3 * max(1, abs(expected)), "\(candidate)")
        }
    }

    @Test("draws follow the density")
    func draws() throws {
        let space = try Space(parameters: [
            Parameter(name: "category", domain: .choice([.string("a"), .string("b"), .string("c")])),
            Parameter(name: "depth", domain: .int(low: 1, high: 6)),
        ])
        let observations = try Self.configurations(3, space, seed: 35)
        let table = observations.reduce(into: TrialTable(space)) { $0.append($1) }
        let estimator = ParzenEstimator(table: table, parameters: [0, 1], rows: [0, 1, 2], options: .init())
        let plain = PlainParzenEstimator(space: space, observations: observations)
        var generator = Generator(seed: 36, trial: 0)
        var counts = [[Int]](repeating: [Int](repeating: 0, count: 6), count: 3)
        let draws = 20_000
        var points = ParzenCandidates(dimensions: 2, capacity: draws)
        points.append(estimator.drawKernels(draws, using: &generator), from: estimator, using: &generator)
        for draw in 0..<draws { counts[points.cell(draw, 0)][points.cell(draw, 1)] += 1 }
        for category in 0..<3 {
            for depth in 0..<6 {
                let cell = Configuration([
                    "category": space.axes[0].value(ofCell: category), "depth": .int(depth + 1),
                ])
                let expected = Elementary.exp(plain.logDensity(of: cell))
                let deviation = (expected * (1 - expected) / Double(draws)).squareRoot()
                #expect(abs(Double(counts[category][depth]) / Double(draws) - expected) < 5 * deviation)
            }
        }
    }

    @Test("weights rise with age up to the newest 25")
    func ages() {
        let (few, total) = ParzenEstimator.ageWeights(count: 3, flat: 25, prior: 0.5, paddedTo: 8)
        #expect(few == [1, 1, 1, 0.5, 0, 0, 0, 0])
        #expect(total == 3.5)
        let (many, _) = ParzenEstimator.ageWeights(count: 29, flat: 25, prior: 1, paddedTo: 32)
        let start = Float(1.0 / 29)
        #expect(many[0] == start)
        #expect(abs(many[1] - (start + (1 - start) / 3)) < 1e-6)
        #expect(Array(many[3..<30]) == [Float](repeating: 1, count: 27))
    }
}

extension ParzenCandidates {
    /// Puts one parameter of a candidate at a value.
    fileprivate mutating func set(_ candidate: Int, _ dimension: Int, to value: Value, of axis: Axis) {
        guard let coordinate = axis.coordinate(of: value) else { return }
        setPoint(candidate, dimension, coordinate: coordinate, cell: axis.count == nil ? 0 : axis.cell(of: value) ?? 0)
    }
}
