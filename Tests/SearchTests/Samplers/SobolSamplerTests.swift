import Expressions
import HPOTesting
import Testing

@testable import Search

@Suite struct SobolSamplerTests {
    @Test("the first points in five dimensions are the known ones (SciPy, Joe and Kuo's numbers)")
    func known() {
        let sequence = SobolSequence(dimensions: 5, scramble: nil)
        let expected: [[Double]] = [
            [0, 0, 0, 0, 0], [0.5, 0.5, 0.5, 0.5, 0.5], [0.75, 0.25, 0.25, 0.25, 0.75], [0.25, 0.75, 0.75, 0.75, 0.25],
            [0.375, 0.375, 0.625, 0.875, 0.375], [0.875, 0.875, 0.125, 0.375, 0.875],
            [0.625, 0.125, 0.875, 0.625, 0.625],
            [0.125, 0.625, 0.375, 0.125, 0.125],
        ]
        for (index, point) in expected.enumerated() {
            #expect(sequence.bits(index).map { Double($0) * 0x1p-32 } == point)
        }
    }

    @Test(
        "far along, in high dimensions too (SciPy)",
        arguments: [
            (11, [1_879_048_192, 2_415_919_104, 268_435_456, 4_026_531_840, 1_342_177_280, 4_026_531_840]),
            (1_000_003, [1_187_450_880, 2_413_424_640, 2_341_023_744, 3_393_581_056, 3_916_083_200, 1_323_372_544]),
        ] as [(Int, [UInt32])])
    func far(index: Int, expected: [UInt32]) {
        let bits = SobolSequence(dimensions: 64, scramble: nil).bits(index)
        #expect([0, 1, 5, 20, 40, 63].map { bits[$0] } == expected)
    }

    @Test("scrambled or not, the first 64 points have one in each of 64 equal intervals of every dimension")
    func stratified() {
        for scramble in [nil, 0, 12345] as [UInt64?] {
            let sequence = SobolSequence(dimensions: 20, scramble: scramble)
            let points = (0..<64).map { sequence.point($0) }
            for dimension in 0..<20 {
                #expect(Set(points.map { Int($0[dimension] * 64) }).count == 64)
            }
        }
    }

    @Test("scrambling keeps the first two dimensions a net: one point in each of 8 by 8 and of 4 by 16 boxes")
    func net() {
        let sequence = SobolSequence(dimensions: 2, scramble: 99)
        let points = (0..<64).map { sequence.point($0) }
        for (columns, rows) in [(8.0, 8.0), (4, 16), (32, 2)] {
            let boxes = Set(points.map { Int($0[0] * columns) * 64 + Int($0[1] * rows) })
            #expect(boxes.count == 64)
        }
    }

    @Test("two seeds scramble differently")
    func seeds() {
        #expect(
            SobolSequence(dimensions: 3, scramble: 1).bits(7) != SobolSequence(dimensions: 3, scramble: 2).bits(7))
    }

    @Test("every proposal is inside the space and new", arguments: Spaces.all.indices)
    func inside(index: Int) throws {
        let space = try Spaces.all[index]()
        var history = History(direction: .minimize, space: space)
        var seen = Set<Configuration>()
        for trial in 0..<min(40, space.cardinality ?? 40) {
            var generator = Generator(seed: 5, trial: trial)
            let configuration = try SobolSampler().suggest(in: space, after: history, using: &generator)
            #expect(space.violation(of: configuration) == nil)
            #expect(seen.insert(configuration).inserted)
            history.apply(.started(number: trial, configuration: configuration))
        }
    }
}
