import Testing

@testable import Search

@Suite struct PowerTransformTests {
    /// Worked out by the definition.
    @Test(
        "numbers are bent as the definition says",
        arguments: [
            (1.0, 3.0, 3.0), (1, -2.5, -2.5), (0, 3, 1.3862943611198906), (0, -2, -4), (2, 3, 7.5),
            (2, -3, -1.3862943611198906), (0.5, 3, 2), (-1, 3, 0.75), (3, -1, -0.5),
        ])
    func definition(exponent: Double, x: Double, bent: Double) {
        #expect(abs(PowerTransform(exponent: exponent).apply(to: x) - bent) < 1e-14)
    }

    @Test("a larger number stays larger", arguments: [-2, -0.25, 0, 0.75, 1, 2, 3.5])
    func monotone(exponent: Double) {
        let bent = stride(from: -20, through: 20, by: 0.5).map { PowerTransform(exponent: exponent).apply(to: $0) }
        #expect(zip(bent, bent.dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test("a lognormal sample becomes nearly normal, and its mirror image the mirror image")
    func lognormal() {
        var generator = Generator(seed: 8, trial: 0)
        let sample = (0..<400).map { _ in Elementary.exp(generator.normal()) - 1 }
        let fitted = PowerTransform(fittedTo: sample)
        #expect(abs(fitted.exponent) <= 0.25)
        let mirrored = PowerTransform(fittedTo: sample.map { -$0 })
        #expect(mirrored.exponent == 2 - fitted.exponent)
        #expect(mirrored.apply(to: -3) == -fitted.apply(to: 3))
    }

    @Test("a sample of one value is left as it is", arguments: [[], [2], [5, 5, 5]] as [[Double]])
    func constant(sample: [Double]) {
        #expect(PowerTransform(fittedTo: sample).exponent == 1)
    }
}
