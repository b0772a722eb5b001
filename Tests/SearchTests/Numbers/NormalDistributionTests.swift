import Search
import Testing

@Suite struct NormalDistributionTests {
    @Test(
        "the log mass agrees with sixty-digit arithmetic",
        arguments: [
            (-1, 1, -0.38171514630212607),
            (0, 0.5, -1.6530635142555676),
            (-0.25, 3, -0.5152413125000841),
            (2, 2.5, -4.1019453780310248),
            (-8.5, -8, -35.028792508579748),
            (5, 5.0005, -21.021090773971282),
            (30, 31, -454.32124395634325),
            (30, 30.01, -455.67037695858596),
            (-40, -20, -203.91715537109726),
            (100, 100.5, -5005.5242086942051),
            (-1e-7, 1e-7, -16.343887003603049),
            (0, 1e-4, -10.129278906847522),
            (12, 12.0625, -76.043731610332864),
            (-0.001, 20, -0.69234961427268824),
            (500, 501, -125007.13355063159),
            (15.9, 16.2, -130.10216486609241),
        ] as [(Double, Double, Double)])
    func logMass(from: Double, to: Double, expected: Double) {
        #expect(abs(NormalDistribution.logMass(from: from, to: to) - expected) < 1e-11 * max(1, abs(expected)))
        let mirrored = NormalDistribution.logMass(from: -to, to: -from)
        #expect(abs(mirrored - expected) < 1e-11 * max(1, abs(expected)))
    }

    @Test("the masses of neighbouring cells add up to the mass of all", arguments: [0.01, 0.1, 0.37, 1.0])
    func additive(width: Double) {
        var sum = 0.0
        var edge = -6.0
        while edge < 6 {
            sum += Elementary.exp(NormalDistribution.logMass(from: edge, to: edge + width))
            edge += width
        }
        let whole = Elementary.exp(NormalDistribution.logMass(from: -6, to: edge))
        #expect(abs(sum - whole) < 1e-10)
    }
}
