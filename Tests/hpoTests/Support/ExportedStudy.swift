/// A study with all that an export has to carry: mixed choices, null, a conditional parameter, NaN and infinities, every
/// ending, repetitions, labels, a trial that waits.
enum ExportedStudy {
    private static let program = """
        import json, os, sys
        x, inf = float(sys.argv[1]), float("inf")
        for epoch in (1, 2, 3):
            if x == 0.25 and epoch == 3:
                sys.exit("bad luck")
            loss = (x - 0.3) ** 2 + 0.1 / epoch
            print(json.dumps({"epoch": epoch, "loss": loss, "odd": [1.5, float("nan"), -inf][epoch - 1],
                              "val/huge": 1e300}), flush=True)
        with open(os.path.join(os.environ["HPO_TRIAL_DIR"], "model.txt"), "w") as file:
            file.write(f"a model of {x}")

        """

    private static let definition = """
        { objective: { minimize: "loss" }, train: { command: ["python3", "train.py", "{x}"] },
          fixed: { width: 8 }, seed: 5,
          space: { x: { float: [0, 1] }, kind: { choice: ["a", null, 3] }, deep: { choice: [true, false] },
                   layers: { int: [1, 8], when: "deep" }, rate: { choice: [1, 2.5] }, twice: { equals: "2 * x" } },
          start: [{ x: 0.25 }, { x: 0.5 }, { x: 0.375 }],
          sampler: { random: {} }, pruner: { none: {} } }
        """

    /// A sandbox in which the study `own` has run.
    static func sandbox() throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.write(program, to: "train.py")
        try sandbox.write(definition, to: "studies/own.json5")
        try sandbox.output("study create own")
        try sandbox.output("study run own --trials 5")
        try sandbox.output("study confirm own --top 1 --seeds 1")
        try sandbox.output("study enqueue own --params x=0.75")
        try sandbox.output("trial note --study own 1", ["a fine one, \"quoted\""])
        try sandbox.output("trial tag --study own 1 good kept")
        return sandbox
    }
}
