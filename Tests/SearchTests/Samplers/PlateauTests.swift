import Expressions
import Testing

@testable import Search

@Suite struct PlateauTests {
    /// Trials at random points of a square that ended with these values; nil is a failure.
    private static func history(
        _ values: [Double?], direction: Direction = .minimize, at place: (Int) -> (Double, Double)? = { _ in nil }
    ) throws -> History {
        var history = History(direction: direction, space: try square())
        for (number, value) in values.enumerated() {
            var generator = Generator(seed: 3, trial: number)
            let (x, y) = place(number) ?? (generator.uniform(), generator.uniform())
            let configuration = Configuration(["x": .float(x), "y": .float(y)])
            history.apply(.started(number: number, configuration: configuration))
            history.apply(.ended(number: number, outcome: value.map { .completed(value: $0) } ?? .failed(reason: "")))
        }
        return history
    }

    private static func square() throws -> Space {
        try Space(parameters: ["x", "y"].map { Parameter(name: $0, domain: .float(low: 0, high: 1)) })
    }

    private static func noise(_ count: Int, _ scale: Double) -> [Double] {
        (0..<count).map { number in
            var generator = Generator(seed: 8, trial: number)
            return 5 + scale * generator.normal()
        }
    }

    @Test("four trials are too few to be a plateau, and several objectives have none")
    func extent() throws {
        #expect(Plateau(of: try Self.history([1, 1, 1, 1])) == nil)
        #expect(Plateau(of: try Self.history([1, 1, 1, 1, 1])) != nil)
        #expect(Plateau(of: History(directions: [.minimize, .minimize])) == nil)
    }

    @Test(
        "values are level that are equal but for rounding, whatever failed",
        arguments: [
            ([1, 1, 1, 1, 1], true), ([1, nil, 1, .nan, nil], true), ([nil, nil, nil, nil, nil], true),
            ([0.1, 0.1 + 1e-14, 0.1, 0.1, 0.1], true), ([0.1, 0.1 + 1e-9, 0.1, 0.1, 0.1], false),
            ([-.infinity, -.infinity, -.infinity, nil, nil], true), ([-.infinity, 1, 1, 1, 1], false),
            ([0, 0, 0, 0, 1e-300], false),
        ] as [([Double?], Bool)])
    func level(values: [Double?], isLevel: Bool) throws {
        let plateau = try #require(Plateau(of: try Self.history(values)))
        #expect(plateau.isLevel == isLevel)
        let negated = try Self.history(values.map { $0.map { -$0 } }, direction: .maximize)
        #expect(Plateau(of: negated)?.isLevel == isLevel)
    }

    @Test("it is level at the top where half of the trials are as good as the best")
    func top() throws {
        func isLevelAtTheTop(_ values: [Double?]) throws -> Bool? {
            Plateau(of: try Self.history(values))?.isLevelAtTheTop
        }
        #expect(try isLevelAtTheTop([1, 1, 1, 2, 3, 4]) == true)
        #expect(try isLevelAtTheTop([1, 1, 1, 2, 3, 4, 5]) == false)
        #expect(try isLevelAtTheTop([1, 1, 2, 2, 2]) == false)
        #expect(try isLevelAtTheTop([1, 2, 2, 2, 2]) == false)
    }

    @Test("values are in doubt that are narrow or mostly tied, and no others")
    func doubt() throws {
        func isDoubtful(_ values: [Double?]) throws -> Bool? { Plateau(of: try Self.history(values))?.isDoubtful }
        #expect(try isDoubtful(Self.noise(40, 1e-6)) == true)
        #expect(try isDoubtful(Self.noise(40, 1e-3)) == false)
        #expect(try isDoubtful(Self.noise(40, 0.02).map { ($0 * 100).rounded() }) == true)
        #expect(try isDoubtful([1, 2, 3, 4, 5, 5]) == false)
    }

    @Test("the best stands out where it is better than noise would make it")
    func outlier() throws {
        func standsOut(_ values: [Double?]) throws -> Bool? { Plateau(of: try Self.history(values))?.bestStandsOut }
        #expect(try standsOut(Self.noise(40, 1e-6)) == false)
        #expect(try standsOut(Self.noise(40, 1e-6) + [4.9]) == true)
        #expect(try standsOut([1, 1, 1, 1, 1, 0.9]) == true)
        #expect(try standsOut([1, 1, 1, 1, 1, 2]) == false)
    }

    @Test("neighbours agree on a slope, however narrow it is, and not on noise", arguments: [1, 1e-6])
    func neighbours(scale: Double) throws {
        func agree(_ value: (Int, Double) -> Double) throws -> Bool? {
            let places = (0..<30).map { number in
                var generator = Generator(seed: 4, trial: number)
                return (generator.uniform(), generator.uniform())
            }
            let history = try Self.history(places.enumerated().map { value($0, $1.0) }) { places[$0] }
            return Plateau(of: history)?.neighboursAgree(in: history.table(for: try Self.square()))
        }
        let noise = Self.noise(30, scale)
        #expect(try agree { 5 + scale * $1 } == true)
        #expect(try agree { number, _ in noise[number] } == false)
    }

    @Test("what fills a level is Sobol's sequence, and where trials fail the sampler goes on in one of three")
    func filling() throws {
        let space = try Self.square()
        func filled(_ history: History, _ number: Int) throws -> Configuration? {
            var generator = Generator(seed: 1, trial: number)
            return try Plateau.fill(space, after: history, Draw(in: space, after: history), using: &generator)
        }
        let level = try Self.history([1, 1, 1, 1, 1])
        for number in 5..<12 {
            var generator = Generator(seed: 1, trial: number)
            #expect(
                try filled(level, number) == SobolSampler().suggest(in: space, after: level, using: &generator))
        }
        let failing = try Self.history([1, 1, 1, nil, 1, 1])
        #expect(try (6..<12).map { try filled(failing, $0) == nil } == [false, false, true, false, false, true])
        let mostlyFailing = try Self.history([1, nil, nil, nil, 1])
        #expect(try (6..<12).allSatisfy { try filled(mostlyFailing, $0) != nil })
        #expect(try filled(try Self.history([1, 2, 3, 4, 5]), 6) == nil)
    }
}
