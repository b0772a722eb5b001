import HPO
import Testing

@Suite("Parameters with types")
struct ParameterTests {
    enum Optimizer: String, CaseIterable { case sgd, adam }

    @Test("are read as what they were declared as")
    func types() async throws {
        let rate = Parameter("lr", in: 1e-5...1e-1, scale: .log)
        let width = Parameter("width", in: 8...64, step: 8)
        let optimizer = Parameter("optimizer", choices: Optimizer.allCases)
        let momentum = Parameter("momentum", in: 0.5...0.9, step: 0.1).when("optimizer == 'sgd'")
        let bias = Parameter("bias", choices: [true, false])
        let doubled = Parameter("doubled", equals: "2 * width", as: Int.self)
        let data = Parameter("data", fixed: "small")
        let study = try Study(
            Definition(
                "typed", .minimize("loss"), space: [rate, width, optimizer, momentum, bias, doubled, data],
                constraints: ["width >= 16"], sampler: .random, pruner: PrunerChoice.none))
        try await study.optimize(trials: 30, workers: 2) { trial in
            #expect(1e-5...1e-1 ~= trial[rate] && 16...64 ~= trial[width] && trial[width] % 8 == 0)
            #expect((trial[momentum] == nil) == (trial[optimizer] == .adam))
            #expect(trial[doubled] == 2 * trial[width] && trial[data] == "small")
            return trial[bias] ? 0 : 1
        }
        let trials = try await study.trials()
        #expect(Set(trials.compactMap { $0[optimizer] }) == Set(Optimizer.allCases))
        #expect(trials.contains { $0[momentum] == .some(nil) } && trials.contains { ($0[momentum] ?? nil) != nil })
    }

    @Test("whose values are of another type are found before anything is stored")
    func wrongType() {
        let half = Parameter("half", equals: "width / 2", as: Int.self)
        let error = #expect(throws: StudyError.self) {
            try Study(Definition("t", .minimize("loss"), space: [Parameter("width", in: 1...3), half]))
        }
        guard case .unusableValue(parameter: "half", value: .double?, expected: "an integer") = error else {
            Issue.record("\(error.map { "\($0)" } ?? "nothing")")
            return
        }
    }

    @Test("may be declared by a definition's text")
    func text() async throws {
        let x = Parameter("x", as: Double.self)
        let study = try Study(
            Definition(
                "t",
                json5: "{ objective: { minimize: 'loss' }, train: { ask: true }, space: { x: { float: [0, 1] } } }",
                reading: [x]))
        try await study.optimize(trials: 2) { $0[x] }
        #expect(try await study.best()?.value == study.trials().compactMap { $0[x] }.min())
    }
}
