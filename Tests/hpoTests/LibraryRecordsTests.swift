import HPO
import JSON
import Testing

@Suite("A study of the library beside the command", .timeLimit(.minutes(5)))
struct LibraryRecordsTests {
    private static let x = Parameter("x", in: -1.0...1.0)
    private static let kind = Parameter("kind", choices: ["a", "b", "c"])

    private static func definition(_ sampler: SamplerChoice) -> Definition {
        Definition(
            "bowl", .minimize("loss"), space: [x, kind], sampler: sampler, pruner: .median(["startup_trials": 2]),
            epochs: 3,
            seed: 7)
    }

    private static func loss(_ x: Double, _ kind: String, _ epoch: Int) -> Double {
        x * x + (kind == "b" ? 0 : 1) + 1 / Double(epoch)
    }

    @Test(
        "has the trials that hpo ask gives out for the same definition, and is shown and verified there",
        arguments: [SamplerChoice.auto, .tpe(["n_startup_trials": 4]), .gp, .random])
    func equal(sampler: SamplerChoice) async throws {
        let sandbox = try Sandbox()
        let study = try Study(Self.definition(sampler), in: .file(sandbox.database))
        try await study.run(trials: 8) { trial in
            for epoch in 1...3 {
                let loss = Self.loss(trial[Self.x], trial[Self.kind], epoch)
                guard try await trial.report(epoch: epoch, ["loss": loss]) == .continue else { return }
            }
        }
        #expect(try sandbox.output("study verify").contains("8 suggestions"))
        #expect(try sandbox.output("study verify").contains("all as recorded"))
        #expect(try sandbox.json("study show")["trials"] == 8)
        let best = try #require(try await study.best())
        #expect(try sandbox.json("study best")["number"] == .int(best.number))

        let other = try Sandbox()
        try other.write(Self.definition(sampler).text, to: "studies/bowl.json5")
        try other.output("study create bowl")
        for trial in try await study.trials() {
            let asked = try other.json("ask")
            #expect(asked["params"]?["x"]?.doubleValue == trial[Self.x])
            #expect(asked["params"]?["kind"]?.stringValue == trial[Self.kind])
            for epoch in try await study.epochs(of: trial.number) {
                let loss = try #require(epoch.metrics["loss"])
                try other.output("tell \(trial.number) --epoch \(epoch.epoch) --metric loss=\(loss)")
            }
            if trial.state == .completed { try other.output("tell \(trial.number) --completed") }
        }
        let columns = "number,state,value,params.x,params.kind"
        #expect(
            try other.json("trial list --columns \(columns)")
                == sandbox.json("trial list --columns \(columns)"))
    }
}
