import Testing

@testable import Search

@Suite struct ExpectedImprovementTests {
    @Test(
        "log(φ(z) + z Φ(z)) agrees with fifty-digit arithmetic (mpmath)",
        arguments: [
            (3.0, 1.0987396653277078), (1, 0.08002621884930694), (0, -0.91893853320467274), (-0.5, -1.6205162643873199),
            (-1, -2.4851210257126413), (-5, -16.74430116266099), (-20, -206.9178385094251),
            (-29.899999999999999, -454.72299811949627), (-31, -488.29002339783721), (-100, -5010.1295788002498),
            (-1000, -500014.73445209116),
        ])
    func digits(z: Double, expected: Double) {
        #expect(abs(NormalDistribution.logExpectedImprovement(z) - expected) < 1e-9 * max(1, abs(expected)))
    }

    @Test("it rises with z everywhere, the change of formula included")
    func monotone() {
        var last = -Double.infinity
        for step in 0..<4000 {
            let value = NormalDistribution.logExpectedImprovement(-40 + Double(step) * 0.012)
            #expect(value > last)
            last = value
        }
    }
}
