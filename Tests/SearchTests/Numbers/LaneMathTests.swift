import Foundation
import Testing

@testable import Search

@Suite struct LaneMathTests {
    @Test("the exponential and the logarithm are good to single precision")
    func elementary() {
        var generator = Generator(seed: 21, trial: 0)
        for _ in 0..<200 {
            let exponents = LaneMath.Lanes((0..<8).map { _ in Float(generator.uniform() * 160 - 85) })
            let powers = LaneMath.exp(exponents)
            let logarithms = LaneMath.log(powers)
            for lane in 0..<8 {
                let expected = exp(Double(exponents[lane]))
                #expect(abs(Double(powers[lane]) - expected) < 1e-5 * expected)
                #expect(abs(logarithms[lane] - log(powers[lane])) <= 3e-7 * max(1, abs(log(powers[lane]))))
            }
        }
        #expect(LaneMath.exp(LaneMath.Lanes(repeating: -200))[0] == 0)
        #expect(LaneMath.exp(LaneMath.Lanes(repeating: -.infinity))[0] == 0)
    }

    @Test("the mean density agrees with the exact mass near the middle and in the tails")
    func meanDensity() {
        var generator = Generator(seed: 22, trial: 0)
        for _ in 0..<3000 {
            let low = (generator.uniform() - 0.5) * 40
            let width = Elementary.exp(generator.uniform() * 9 - 7)
            let (from, to) = (Float(low), Float(low + width))
            let exact =
                NormalDistribution.logMass(from: Double(from), to: Double(to))
                - Elementary.log(Double(to) - Double(from))
                + 0.91893853320467274178
            let lanes = LaneMath.logMeanDensity(
                from: LaneMath.Lanes(repeating: from), to: LaneMath.Lanes(repeating: to))
            let nearest = max(low, -low - width)
            let tolerance = nearest < 5.9 ? 1e-3 : nearest < 12.9 ? 0.06 : 6
            #expect(abs(Double(lanes[0]) - exact) < tolerance, "from \(from) to \(to)")
        }
    }

    @Test("mapping treats every element, whatever the number of them", arguments: [1, 7, 8, 9, 16, 23])
    func map(count: Int) {
        let first = (0..<count).map { Float($0) }
        let second = first.map { $0 * 10 }
        #expect(LaneMath.map(first, second) { $0 + $1 } == first.map { $0 * 11 })
    }
}
