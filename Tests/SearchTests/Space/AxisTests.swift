import Expressions
import Testing

@testable import Search

@Suite struct AxisTests {
    static let domains: [Domain] = [
        .int(low: -3, high: 9), .int(low: 0, high: 100, step: 7), .int(low: 1, high: 1000, log: true),
        .int(low: 5, high: 5), .int(low: 0, high: .max - 1), .int(low: 1, high: 1 << 50, log: true),
        .float(low: -2, high: 5), .float(low: 1e-7, high: 1e-4, log: true), .float(low: 0, high: 0.5, step: 0.05),
        .float(low: 0.1, high: 0.95, step: 0.3), .float(low: 2, high: 2), .float(low: -1e300, high: 7e300 / 9),
        .choice([.string("a"), .string("b"), .bool(true)]), .choice([.int(32), .int(64), .int(512)], ordered: true),
        .choice([.float(0.5)]),
    ]

    @Test("values and coordinates lead to each other, and stay inside", arguments: domains)
    func roundTrip(domain: Domain) throws {
        let axis = Axis(domain)
        var generator = Generator(seed: 11, trial: 0)
        for draw in 0..<200 {
            let fraction = draw == 0 ? 0 : draw == 1 ? 1 - 0x1p-53 : generator.uniform()
            let value = axis.value(atFraction: fraction)
            #expect(domain.canonical(value) == value)
            let coordinate = try #require(axis.coordinate(of: value))
            if case .continuous = axis.kind {
                let again = try #require(axis.value(at: coordinate).number)
                let number = try #require(value.number)
                #expect(abs(again - number) <= 1e-12 * max(abs(number), abs(again)))
                #expect(coordinate >= 0 && coordinate <= 1)
            } else {
                let isCountable = (axis.count ?? 0) < 1 << 45
                #expect(axis.value(at: coordinate) == value || !isCountable)
                let cell = try #require(axis.cell(of: value))
                #expect(axis.value(ofCell: cell) == value)
                #expect(axis.cell(at: coordinate) == cell || !isCountable)
            }
        }
        for beyond in [-1e300, -1, 2, 1e300] { #expect(domain.canonical(axis.value(at: beyond)) != nil) }
    }

    @Test("the cells of a grid cover the unit interval once", arguments: domains)
    func cells(domain: Domain) {
        let axis = Axis(domain)
        guard case .grid(let count) = axis.kind, count <= 2000 else { return }
        var end = 0.0
        for cell in 0..<count {
            let (low, high) = axis.edges(ofCell: cell)
            #expect(abs(low - end) < 1e-12)
            #expect(low < high)
            #expect(axis.coordinate(ofCell: cell) >= low && axis.coordinate(ofCell: cell) <= high)
            end = high
        }
        #expect(abs(end - 1) < 1e-12)
        #expect(abs((0..<count).reduce(0) { $0 + axis.mass(ofCell: $1) } - 1) < 1e-9)
    }

    @Test("the decimals of a grid are those that were meant")
    func decimals() {
        let axis = Axis(.float(low: 0, high: 0.5, step: 0.05))
        let values = (0..<11).map { axis.value(ofCell: $0) }
        #expect(values == [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5].map { .float($0) })
        #expect(axis.cell(of: .float(0.15000000000000002)) == 3)
        #expect(axis.cell(of: .float(0.151)) == nil)
        let thirds = Axis(.float(low: 0, high: 1, step: 1.0 / 3))
        #expect(thirds.value(ofCell: 2) == .float(2.0 / 3))
    }

    @Test("a number of the other kind counts, one outside does not")
    func kinds() {
        #expect(Domain.float(low: 0, high: 1).canonical(.int(1)) == .float(1))
        #expect(Domain.int(low: 0, high: 9).canonical(.float(3)) == .int(3))
        #expect(Domain.int(low: 0, high: 9).canonical(.float(3.5)) == nil)
        #expect(Domain.int(low: 0, high: 9, step: 3).canonical(.int(4)) == nil)
        #expect(Domain.float(low: 0, high: 1).canonical(.float(.nan)) == nil)
        #expect(Domain.float(low: 0, high: 1, step: 0.5).canonical(.float(.infinity)) == nil)
        #expect(Domain.choice([.int(1), .string("1")]).canonical(.float(1)) == .int(1))
        #expect(Domain.choice([.bool(true)]).canonical(.int(1)) == nil)
    }
}
