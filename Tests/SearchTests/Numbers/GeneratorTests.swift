import Testing

@testable import Search

@Suite struct GeneratorTests {
    @Test("xoshiro256** gives the published sequence from the state 1, 2, 3, 4")
    func xoshiro() {
        var generator = Generator(state: (1, 2, 3, 4))
        let expected: [UInt64] = [
            11520, 0, 1_509_978_240, 1_215_971_899_390_074_240, 1_216_172_134_540_287_360, 607_988_272_756_665_600,
            16_172_922_978_634_559_625, 8_476_171_486_693_032_832, 10_595_114_339_597_558_777,
            2_904_607_092_377_533_576,
        ]
        #expect(expected.map { _ in generator.next() } == expected)
    }

    @Test("SplitMix64 gives the published sequence from the seed 1234567")
    func splitMix() {
        var generator = SplitMix64(state: 1_234_567)
        let expected: [UInt64] = [
            6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
        ]
        #expect(expected.map { _ in generator.next() } == expected)
    }

    @Test("neighbouring seeds and trials have generators of their own")
    func keys() {
        var firsts = Set<UInt64>()
        for seed in 0..<50 as Range<UInt64> {
            for trial in 0..<50 {
                var generator = Generator(seed: seed, trial: trial)
                firsts.insert(generator.next())
            }
        }
        #expect(firsts.count == 2500)
    }

    @Test("uniform numbers lie in [0, 1) with mean a half and variance a twelfth")
    func uniform() {
        var generator = Generator(seed: 1, trial: 0)
        let draws = (0..<20_000).map { _ in generator.uniform() }
        #expect(draws.allSatisfy { $0 >= 0 && $0 < 1 })
        let mean = draws.reduce(0, +) / 20_000
        #expect(abs(mean - 0.5) < 0.01)
        #expect(abs(draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000 - 1.0 / 12) < 0.002)
    }

    @Test("normal numbers have mean nought, variance one and a twentieth beyond 1.96")
    func normal() {
        var generator = Generator(seed: 2, trial: 0)
        let draws = (0..<20_000).map { _ in generator.normal() }
        #expect(abs(draws.reduce(0, +) / 20_000) < 0.02)
        #expect(abs(draws.reduce(0) { $0 + $1 * $1 } / 20_000 - 1) < 0.04)
        #expect(abs(Double(draws.count { abs($0) > 1.96 }) / 20_000 - 0.05) < 0.006)
    }

    @Test("indices cover their range evenly", arguments: [1, 2, 3, 7, 1000])
    func indices(bound: Int) {
        var generator = Generator(seed: 3, trial: bound)
        var counts = [Int](repeating: 0, count: bound)
        for _ in 0..<(100 * bound) { counts[generator.index(below: bound)] += 1 }
        #expect(counts.allSatisfy { $0 > 50 && $0 < 160 || bound == 1 })
    }
}
