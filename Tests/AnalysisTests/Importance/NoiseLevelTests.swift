import Expressions
import Search
import Testing

@testable import Analysis

@Suite("The noise level of importance")
struct NoiseLevelTests {
    @Test("is below what a parameter with an effect gets, and above nearly all of those without one")
    func additive() throws {
        let parameters =
            Drawn.floats("x", "y", "idle")
            + [Parameter(name: "kind", domain: .choice([.int(1), .int(2), .int(3)]))]
        var idle = 0
        for seed in 1...10 as ClosedRange<UInt64> {
            let evidence = try Drawn.evidence(parameters, count: 100, seed: seed) { configuration, number in
                3 * configuration.number("x") + 1.5 * configuration.number("y") + 0.3 * Drawn.noise(number, seed: seed)
            }
            let noise = try NoiseLevel(of: evidence, rounds: 12, trees: 8)
            #expect(noise.isNoise("x") == false)
            #expect(noise.isNoise("y") == false)
            idle += ["idle", "kind"].count { noise.isNoise($0) == true }
        }
        #expect(idle >= 17)
    }

    @Test("does not call a parameter idle that matters with another one alone")
    func interaction() throws {
        let evidence = try Drawn.evidence(Drawn.floats("x", "y", "idle"), count: 200) { configuration, _ in
            (configuration.number("x") > 0.5) == (configuration.number("y") > 0.5) ? 1 : 0
        }
        let noise = try NoiseLevel(of: evidence, rounds: 12, trees: 8)
        #expect(noise.isNoise("x") == false)
        #expect(noise.isNoise("y") == false)
        #expect(noise.isNoise("idle") == true)
    }
}
