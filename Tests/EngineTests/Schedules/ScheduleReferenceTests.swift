import Testing

@testable import Engine

@Suite("Schedules: Reference") struct ScheduleReferenceTests {
    @Test("every schedule gives PyTorch's rates")
    func agreement() throws {
        guard let file = try ReferenceFolder.file("schedules") else { return }
        try compare(file, "cosine", Cosine(base: 1e-3, etaMin: 1e-5, epochs: 50))
        try compare(
            file, "cosine_warm_restarts", CosineWarmRestarts(base: 1e-3, etaMin: 1e-6, firstPeriod: 10, multiplier: 2))
        try compare(
            file, "warmup_cosine",
            WarmUp(epochs: 10, from: 1e-6, to: 1e-4, then: Cosine(base: 1e-4, etaMin: 1e-5, epochs: 140)))
        let noam = Noam(dModel: 512, warmupSteps: 4000)
        for (index, expected) in try file.doubles("noam").enumerated() {
            let rate = noam.rate(at: SchedulePosition(epoch: 0, step: 1 + 100 * index))
            #expect(abs(rate - expected) <= 1e-12 * abs(expected) + 1e-18)
        }
    }

    private func compare(_ file: borrowing TensorFile, _ name: String, _ schedule: some Schedule) throws {
        for (epoch, expected) in try file.doubles(name).enumerated() {
            let rate = schedule.rate(at: SchedulePosition(epoch: epoch, step: 1))
            #expect(abs(rate - expected) <= 1e-9 * abs(expected), "\(name) at epoch \(epoch)")
        }
    }
}
