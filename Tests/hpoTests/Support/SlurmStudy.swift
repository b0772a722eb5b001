import Foundation
import JSON
import Testing

/// A study for a real Slurm: a program that goes on from its checkpoint, whose epochs take as long as a parameter says.
enum SlurmStudy {
    static func write(to sandbox: Sandbox, pauses: String = "0.02, 0.1, 0.2", more: String = "") throws {
        try sandbox.write(
            """
            import json, os, sys, time
            told = json.load(open(os.environ["HPO_CONFIG"]))
            params, state = told["params"], os.path.join(told["directory"], "state")
            first = int(open(state).read()) + 1 if told["resume"] and os.path.exists(state) else 1
            for epoch in range(first, 9):
                time.sleep(params["pause"])
                print(json.dumps({"epoch": epoch, "loss": (params["x"] - 0.3) ** 2 + 1 / epoch}), flush=True)
                answer = sys.stdin.readline().strip()
                with open(state + ".new", "w") as file: file.write(str(epoch))
                os.replace(state + ".new", state)
                if answer == "stop": break
            """, to: "train.py")
        try sandbox.write(
            """
            { name: "far", objective: { minimize: "loss" },
              train: { command: ["python3", "train.py"], epochs: 8, sync: true, resume: true },
              space: { x: { float: [0, 1] }, pause: { choice: [\(pauses)] } },
              sampler: { tpe: {} }, pruner: { median: { warmup_epochs: 3, startup_trials: 4 } },
              launcher: { slurm: { partition: "main", poll: 0.5, \(more) } } }
            """, to: "studies/far.json5")
        try sandbox.output("study create far")
    }

    static func trials(_ sandbox: Sandbox) throws -> [JSONValue] {
        try sandbox.json("trial list far").arrayValue ?? []
    }

    /// How many epochs there are.
    static func epochs(_ sandbox: Sandbox) throws -> Int {
        try sandbox.query("SELECT count(*) FROM epochs").first.flatMap { Int($0) } ?? 0
    }

    /// Expects that what was acknowledged is there, epochs ascending without a gap, whatever attempt they are of, and that every
    /// decision can be derived again.
    static func expectWhole(_ sandbox: Sandbox) throws {
        let gaps = try sandbox.query("SELECT trial FROM epochs GROUP BY trial HAVING max(epoch) <> count(*)")
        #expect(gaps == [])
        try sandbox.output("study verify far")
        try sandbox.expectSound()
    }
}
