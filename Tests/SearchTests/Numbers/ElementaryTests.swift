import Foundation
import Search
import Testing

@Suite struct ElementaryTests {
    @Test("log and exp are within one unit in the last place of the platform's")
    func accuracy() {
        var generator = Generator(seed: 1, trial: 0)
        for _ in 0..<20_000 {
            let exponent = (generator.uniform() - 0.5) * 1400
            let power = Elementary.exp(exponent)
            #expect(abs(power - exp(exponent)) <= 1.01 * max(exp(exponent).ulp, .leastNonzeroMagnitude))
            guard power > 0, power.isFinite else { continue }
            #expect(abs(Elementary.log(power) - log(power)) <= 1.01 * log(power).magnitude.ulp)
            let number = generator.uniform() * 4
            #expect(abs(Elementary.log(number) - log(number)) <= 1.01 * log(number).magnitude.ulp)
        }
    }

    @Test("the ends of the range of doubles are met")
    func ends() {
        #expect(Elementary.log(0) == -.infinity)
        #expect(Elementary.log(-1).isNaN)
        #expect(Elementary.log(.infinity) == .infinity)
        #expect(Elementary.log(.leastNonzeroMagnitude) == log(.leastNonzeroMagnitude))
        #expect(Elementary.log(1) == 0)
        #expect(Elementary.exp(0) == 1)
        #expect(Elementary.exp(-.infinity) == 0)
        #expect(Elementary.exp(.infinity) == .infinity)
        #expect(Elementary.exp(.nan).isNaN)
        #expect(Elementary.exp(710) == .infinity)
        #expect(Elementary.exp(-745) == exp(-745))
    }
}
