import Testing

@testable import Engine

@Suite("Early stopping") struct EarlyStoppingTests {
    @Test(
        "cases worked out by hand give their last epoch",
        arguments: [
            // values, mode, patience, min_delta, the epoch that ends it (nil: none)
            ([1, 2, 3, 4], EarlyStopping.Mode.maximize, 1, 0, nil),
            ([1, 1, 1], .maximize, 2, 0, 3),
            ([3, 2, 2.5, 1.9, 1.9, 1.9], .minimize, 2, 0, 6),
            ([3, 2.95, 2.85, 2.8], .minimize, 2, 0.1, nil),
            ([3, 2.95, 2.9, 2.8], .minimize, 2, 0.1, 3),
            ([0.5, 0.4, 0.3, 0.2], .maximize, 0, 0, nil),
            ([.nan, .nan, 0.5, .nan, .nan], .maximize, 3, 0, nil),
            ([.nan, .nan, 0.5, .nan, .nan], .maximize, 2, 0, 2),
            ([0.5, .infinity, 7], .maximize, 1, 0, 2),
        ] as [([Double], EarlyStopping.Mode, Int, Double, Int?)])
    func cases(values: [Double], mode: EarlyStopping.Mode, patience: Int, minDelta: Double, end: Int?) {
        var stopping = EarlyStopping(mode: mode, patience: patience, minDelta: minDelta)
        var ended: Int?
        for (index, value) in values.enumerated() where ended == nil {
            if stopping.observe(value) == .exhausted { ended = index + 1 }
        }
        #expect(ended == end)
    }
}
