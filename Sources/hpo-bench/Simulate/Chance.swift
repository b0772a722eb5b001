import Search

/// What a seed decides, one stream for each thing that it decides about.
struct Chance {
    /// What the streams are for.
    enum Stream: Int { case scenario, world, place, program, worker, hands, power }

    private var generator: Generator

    init(seed: UInt64, _ stream: Stream, _ number: Int = 0) {
        generator = Generator(seed: seed &* 31 &+ UInt64(stream.rawValue), trial: number)
    }

    mutating func int(in range: ClosedRange<Int>) -> Int {
        range.lowerBound + generator.index(below: range.upperBound - range.lowerBound + 1)
    }

    mutating func number(in range: ClosedRange<Double>) -> Double {
        range.lowerBound + generator.uniform() * (range.upperBound - range.lowerBound)
    }

    /// True once in `count` times.
    mutating func once(in count: Int) -> Bool { generator.index(below: count) == 0 }

    /// The elements must be some.
    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[generator.index(below: elements.count)] }

    /// Bits for whoever draws by himself.
    mutating func bits() -> UInt64 { generator.next() }
}

extension Chance: RandomNumberGenerator {
    mutating func next() -> UInt64 { generator.next() }
}
