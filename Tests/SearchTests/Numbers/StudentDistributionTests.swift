import Search
import Testing

@Suite struct StudentDistributionTests {
    @Test(
        "quantiles are those of the printed tables",
        arguments: [
            (1, 0.975, 12.7062047), (2, 0.975, 4.30265273), (3, 0.975, 3.18244631), (4, 0.975, 2.77644511),
            (9, 0.975, 2.26215716), (10, 0.975, 2.22813885), (30, 0.975, 2.04227246), (120, 0.975, 1.97993041),
            (5, 0.95, 2.01504837), (2, 0.995, 9.92484320), (1, 0.5, 0),
        ])
    func quantiles(degrees: Int, probability: Double, expected: Double) {
        let quantile = StudentDistribution(degrees: degrees).quantile(probability)
        #expect(abs(quantile - expected) < 1e-6 * max(1, expected), "\(quantile)")
    }

    @Test("the probability is symmetric about 0 and rises", arguments: 1...12)
    func symmetry(degrees: Int) {
        let student = StudentDistribution(degrees: degrees)
        var last = 0.0
        for step in -40...40 {
            let t = Double(step) / 5
            let probability = student.probability(upTo: t)
            #expect(abs(probability + student.probability(upTo: -t) - 1) < 1e-14)
            #expect(probability > last)
            last = probability
        }
    }
}
