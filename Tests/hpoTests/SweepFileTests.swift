import Testing

@Suite("Files of other programs' searches")
struct SweepFileTests {
    private static let wandb = """
        program: train.py
        method: bayes
        metric: { name: loss, goal: minimize }
        parameters:
          lr: { min: 0.001, max: 0.1 }

        """
    private static let hydra = """
        # defaults of the group
        defaults:
          - override hydra/sweeper: optuna
        hydra:
          sweeper:
            params: { lr: "interval(0.001, 0.1)" }

        """

    @Test(
        "are not read, and the error says what to write instead",
        arguments: [
            ("sweep.yaml", wandb, "this is a sweep of Weights & Biases", "WandB.md"),
            ("conf/config.yml", hydra, "this is a configuration of Hydra's", "Hydra.md"),
            ("other.yaml", "lr: 0.1\n", "this is YAML, and a definition is JSON5", "RayTune.md"),
            (
                "sweep.json", #"{"method": "bayes", "metric": {"name": "loss"}, "parameters": {"lr": {"min": 0.1}}}"#,
                "this is a sweep of Weights & Biases", "WandB.md"
            ),
        ])
    func refused(file: String, text: String, what: String, page: String) throws {
        let sandbox = try Sandbox()
        try sandbox.write(text, to: file)
        let commands =
            ["study create", "check"] + (file.hasSuffix(".json") ? [] : ["import optuna", "import csv"])
        for command in commands {
            let answer = try sandbox.hpo("\(command) \(file)")
            #expect(answer.status == 1)
            #expect(answer.errors.hasPrefix("hpo: \(file): \(what)"), "\(command)")
            #expect(answer.errors.contains("space: { lr: { float: [1e-4, 1], log: true } }"))
            #expect(answer.errors.contains(page))
        }
        #expect(!sandbox.exists("db/hpo.sqlite"))
    }

    @Test("a file of that name that is not there is said to be missing")
    func missing() throws {
        let sandbox = try Sandbox()
        #expect(try sandbox.hpo("study create sweep.yaml").errors.contains("sweep.yaml: "))
        #expect(!(try sandbox.hpo("study create sweep.yaml").errors.contains("studies/sweep.yaml.json5")))
    }
}
