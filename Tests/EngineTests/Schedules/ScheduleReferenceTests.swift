import Testing

@testable import Engine

@Suite("Schedules: Reference") struct ScheduleReferenceTests {
    @Test("every schedule gives PyTorch's rates", arguments: ReferenceFolder.names(of: .schedules))
    func agreement(name: String) throws {
        guard let file = try ReferenceFolder.file(name) else { return }
        for entry in file.entries {
            let words = try #require(file.metadata[entry.name], "\(name): \(entry.name) is not described")
            let (schedule, firstStep, stepsBetween) = try #require(
                Self.schedule(entry.name, words), "\(name): \(entry.name): '\(words)' is not understood")
            for (index, expected) in try file.doubles(entry.name).enumerated() {
                let rate = schedule.rate(at: SchedulePosition(epoch: index, step: firstStep + stepsBetween * index))
                #expect(abs(rate - expected) <= 1e-9 * abs(expected) + 1e-18, "\(entry.name) at \(index)")
            }
        }
    }

    /// The schedule that a description such as `base 1e-3, T_0=10, T_mult=2, eta_min=1e-6` is of, and the steps of its
    /// values.
    private static func schedule(
        _ name: String, _ words: String
    ) -> (schedule: any Schedule, firstStep: Int, stepsBetween: Int)? {
        func number(_ before: String, _ after: String = "") -> Double? {
            guard let pattern = try? Regex("\(before)([0-9][0-9.e+-]*)\(after)", as: (Substring, Substring).self) else {
                return nil
            }
            return words.firstMatch(of: pattern).flatMap {
                Double($0.output.1.hasSuffix(".") ? $0.output.1.dropLast() : $0.output.1)
            }
        }
        if name.hasPrefix("noam") {
            guard let width = number("d_model "), let warmup = number("", " warm-up"), let first = number("steps "),
                let second = number("steps [0-9]+,")
            else { return nil }
            return (Noam(dModel: Int(width), warmupSteps: Int(warmup)), Int(first), Int(second - first))
        }
        guard let base = number("base "), let etaMin = number("eta_min[= ]") else { return nil }
        if name.hasPrefix("cosine_warm_restarts") {
            guard let period = number("T_0="), let multiplier = number("T_mult=") else { return nil }
            let schedule = CosineWarmRestarts(
                base: base, etaMin: etaMin, firstPeriod: Int(period), multiplier: Int(multiplier))
            return (schedule, 1, 0)
        }
        if name.hasPrefix("warmup_cosine") {
            guard let from = number("from "), let rise = number("over ", " epochs"),
                let epochs = number(", ", " epochs")
            else { return nil }
            let after = Cosine(base: base, etaMin: etaMin, epochs: Int(epochs - rise))
            return (WarmUp(epochs: Int(rise), from: from, to: base, then: after), 1, 0)
        }
        guard name.hasPrefix("cosine"), let epochs = number("T_max=") else { return nil }
        return (Cosine(base: base, etaMin: etaMin, epochs: Int(epochs)), 1, 0)
    }
}
