import Expressions
import Foundation
import Search

/// Curves of a known kind over a space of four ranges, made from a seed.
///
/// How good a configuration is in the end is a bowl about a hidden optimum with some ripples; how it comes there depends on
/// the kind. Every configuration has a training of its own: the same one whenever it is asked for.
struct SyntheticCurves: CurveProblem {
    enum Kind: String, CaseIterable {
        /// The better the end, the slower the way there: early ranks are the reverse of the final ones.
        case crossing
        /// Nothing is to be seen until a take-off, which comes at a time that says nothing of the end.
        case takeoff
        /// All are nearly equal, and every epoch has noise of the size of the differences.
        case flat
        /// A part of the space diverges, the good configurations are near it, and some have a spike on the way.
        case diverging
    }

    let kind: Kind
    let name: String
    let direction = Direction.minimize
    let space: Space
    let steps = 50

    private static let names = ["a", "b", "c", "d"]
    private let optimum: [Double]
    private let weights: [Double]
    private let phase: [Double]
    private let medianLoss: Double

    /// Two problems of each kind.
    static func all() throws -> [SyntheticCurves] {
        try Kind.allCases.flatMap { kind in try (1...2).map { try SyntheticCurves(kind, seed: $0) } }
    }

    init(_ kind: Kind, seed: Int) throws {
        self.kind = kind
        name = "\(kind.rawValue)-\(seed)"
        space = try Space(parameters: Self.names.map { Parameter(name: $0, domain: .float(low: 0, high: 1)) })
        var generator = Generator(seed: 0x5EED, trial: seed)
        optimum = Self.names.map { _ in 0.15 + 0.7 * generator.uniform() }
        weights = Self.names.map { _ in 0.5 + 2 * generator.uniform() }
        phase = Self.names.map { _ in 6 * generator.uniform() }
        var losses: [Double] = []
        let (optimum, weights, phase) = (optimum, weights, phase)
        for _ in 0..<4_001 {
            let point = Self.names.map { _ in generator.uniform() }
            if kind == .diverging, Self.excess(point, optimum) > 0 {
                losses.append(.infinity)
            } else {
                losses.append(Self.quality(point, optimum, weights, phase))
            }
        }
        medianLoss = min(losses.sorted()[losses.count / 2], 2)
    }

    func curve(of configuration: Configuration) -> [Double] {
        let point = point(of: configuration)
        let quality = Self.quality(point, optimum, weights, phase)
        var noise = Noise(point)
        return (1...steps).map { epoch in
            let time = Double(epoch) / Double(steps)
            switch kind {
            case .crossing:
                let speed = 3 + 40 * quality
                return quality + (2 - quality) * exp(-speed * time) - exp(-speed) * (2 - quality)
            case .takeoff:
                let start = 0.15 + 0.6 * point[0]
                let drop = time < start ? 0 : 1 - exp(-9 * (time - start) / (1 - start))
                return 2 - (2 - quality) * drop / (1 - exp(-9)) + 0.002 * noise.next()
            case .flat:
                return 1 + 0.05 * quality + exp(-12 * time) + 0.02 * noise.next()
            case .diverging:
                let excess = Self.excess(point, optimum)
                if excess > 0, time > 0.6 / (1 + 10 * excess) { return .nan }
                let spike = abs(excess) < 0.05 && abs(time - 0.3) < 0.03 ? 5.0 : 0
                return quality + 1.5 * exp(-(4 + 10 * point[1]) * time) + spike + 0.005 * noise.next()
            }
        }
    }

    /// Of the end without its noise.
    func regret(of configuration: Configuration, _ curve: [Double]) -> Double {
        guard let last = curve.last, last.isFinite else { return 2 }
        return min(max(Self.quality(point(of: configuration), optimum, weights, phase) / medianLoss, 0), 2)
    }

    private func point(of configuration: Configuration) -> [Double] {
        Self.names.map { configuration[$0]?.number ?? 0 }
    }

    /// From 0 at the optimum to about 1.
    private static func quality(_ point: [Double], _ optimum: [Double], _ weights: [Double], _ phase: [Double])
        -> Double
    {
        var sum = 0.0
        for index in point.indices {
            let distance = point[index] - optimum[index]
            let ripple = 1 - cos(12 * distance)
            sum += weights[index] * distance * distance + 0.03 * (1 + sin(phase[index])) * ripple
        }
        return sum / (0.35 + sum)
    }

    /// How far beyond the edge of stability, below 0 within it; the optimum lies just within.
    private static func excess(_ point: [Double], _ optimum: [Double]) -> Double {
        (point[0] - optimum[0]) + 0.5 * (point[1] - optimum[1]) - 0.08
    }

    /// Normal numbers that depend on a configuration alone.
    private struct Noise {
        private var generator: Generator

        init(_ point: [Double]) {
            let key = point.reduce(UInt64(0x9E37_79B9)) { ($0 ^ $1.bitPattern) &* 0x100_0000_01B3 }
            generator = Generator(seed: key, trial: 0)
        }

        mutating func next() -> Double {
            (-2 * log(1 - generator.uniform())).squareRoot() * cos(2 * .pi * generator.uniform())
        }
    }
}
