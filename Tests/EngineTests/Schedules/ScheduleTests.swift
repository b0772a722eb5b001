import Testing

@testable import Engine

@Suite("Schedules") struct ScheduleTests {
    @Test("a constant rate stays, with a rise before it where there is a warm-up")
    func constant() {
        let schedule = WarmUp(epochs: 2, from: 0, to: 1, then: Constant(base: 1))
        let rates = (0..<4).map { schedule.rate(at: SchedulePosition(epoch: $0, step: 1)) }
        #expect(rates == [0, 0.5, 1, 1])
    }

    @Test("restarts of equal length repeat and lengths that overflow go on")
    func restarts() {
        let equal = CosineWarmRestarts(base: 1, etaMin: 0, firstPeriod: 3, multiplier: 1)
        #expect(equal.rate(at: .init(epoch: 1, step: 1)) == equal.rate(at: .init(epoch: 3001, step: 1)))
        let huge = CosineWarmRestarts(base: 1, etaMin: 0, firstPeriod: 2, multiplier: .max)
        #expect(huge.rate(at: .init(epoch: 3, step: 1)) == 1)
    }

    @Test("cosine stays at eta_min after its epochs")
    func end() {
        let schedule = Cosine(base: 1, etaMin: 0.25, epochs: 4)
        #expect(schedule.rate(at: .init(epoch: 4, step: 1)) == 0.25)
        #expect(schedule.rate(at: .init(epoch: 400, step: 1)) == 0.25)
    }
}
