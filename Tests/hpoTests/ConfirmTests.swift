import Foundation
import JSON
import Testing

@Suite("Confirming")
struct ConfirmTests {
    /// loss = 10x² + a number from 0 to 99 that the seed gives.
    private static let noisy = """
        [ -f slow ] && sleep 0.02
        for epoch in 1 2; do
            echo "{\\"epoch\\": $epoch, \\"loss\\": $(($1 * $1 * 10 + HPO_SEED % 100 + 2 - epoch))}"
        done

        """

    private func sandbox() throws -> Sandbox {
        let sandbox = try SmallStudy.sandbox(sampler: "tpe", pruner: "median", sync: false)
        try sandbox.write(Self.noisy, to: "trial.sh")
        try sandbox.output("study create small")
        try sandbox.output("study run --trials 10")
        return sandbox
    }

    @Test("the best run again with seeds of their own, and best goes by the mean", .timeLimit(.minutes(1)))
    func means() throws {
        let sandbox = try sandbox()
        let before = try sandbox.json("study best")
        let answer = try sandbox.json("study confirm --top 3 --seeds 4 --jobs 2")
        let trials = try #require(answer["trials"]?.arrayValue)
        #expect(trials.count == 3)
        #expect(try sandbox.query("SELECT count(*), count(DISTINCT seed) FROM trials") == ["22|22"])
        for trial in trials {
            let number = try #require(trial["number"]?.intValue)
            let values = try sandbox.query(
                "SELECT value FROM trials WHERE repeats = \(number) ORDER BY repetition"
            ).compactMap(Double.init)
            #expect(values.count == 4)
            #expect(trial["values"]?.arrayValue?.compactMap(\.doubleValue) == values)
            let mean = values.reduce(0, +) / 4
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3
            #expect(abs((trial["mean"]?.doubleValue ?? .nan) - mean) < 1e-9)
            #expect(abs((trial["std"]?.doubleValue ?? .nan) - variance.squareRoot()) < 1e-9)
            let reach = 3.182446305 * (variance / 4).squareRoot()
            let ends = trial["interval"]?.arrayValue?.compactMap(\.doubleValue) ?? []
            #expect(abs(ends[0] - (mean - reach)) < 1e-6 && abs(ends[1] - (mean + reach)) < 1e-6)
            #expect(
                try sandbox.query("SELECT DISTINCT definition, origin FROM trials WHERE repeats = \(number)")
                    == ["1|confirm"])
        }
        let means = trials.compactMap { $0["mean"]?.doubleValue }
        #expect(means == means.sorted())
        let best = try sandbox.json("study best")
        #expect(best["number"] == trials[0]["number"])
        #expect(best["mean"] == trials[0]["mean"] && best["seeds"] == 4 && best["std"] == trials[0]["std"])
        #expect(best["params"] != nil && best["value"] != nil && best["epoch"] == 2 && before["mean"] == nil)
        #expect(try sandbox.output("study best").contains("in the mean over 4 seeds"))
        #expect(
            try sandbox.json("study export")["seed"]
                == (try sandbox.json("trial show \(best["number"]?.intValue ?? -1)"))["seed"])
    }

    @Test("what has been run is not run again, more is added, and the search does not see it", .timeLimit(.minutes(1)))
    func again() throws {
        let sandbox = try sandbox()
        try sandbox.output("study confirm --top 2 --seeds 2")
        let after = try sandbox.contents()
        try sandbox.output("study confirm --top 2 --seeds 2")
        #expect(try sandbox.contents() == after)
        try sandbox.output("study confirm --top 3 --seeds 3")
        #expect(try sandbox.query("SELECT count(*) FROM trials WHERE repeats IS NOT NULL") == ["9"])
        #expect(
            try sandbox.query("SELECT count(*) FROM changes JOIN trials ON number = trial AND repeats IS NOT NULL") == [
                "0"
            ])
        #expect(
            try sandbox.query(
                "SELECT count(*) FROM epochs JOIN trials ON number = trial WHERE repeats IS NOT NULL AND verdict IS NOT NULL"
            ) == ["0"])
        try sandbox.output("study run --trials 5")
        #expect(try sandbox.output("study verify").contains("15 suggestions"))
        let summary = try sandbox.json("study show")
        #expect(summary["trials"] == 15 && summary["repetitions"] == 9)
        let repeated = try sandbox.query("SELECT min(repeats) FROM trials")[0]
        let repetitions = try sandbox.output("trial list --where", ["repeats == \(repeated)"]).split(separator: "\n")
        #expect(repetitions.count == 4 && repetitions[1].contains("completed, repeats \(repeated)"))
        #expect(try sandbox.hpo("study confirm --top 0").status == 2)
    }

    @Test("a program that ignores its seed is told of: the deviation is 0")
    func deterministic() throws {
        let sandbox = try SmallStudy.sandbox()
        try sandbox.output("study create small")
        #expect(try sandbox.hpo("study confirm").errors.contains("no trials yet"))
        try sandbox.output("study run --trials 4")
        let answer = try sandbox.hpo("study confirm --top 2 --seeds 2")
        #expect(answer.errors.contains("The deviation is 0 where the values are identical"), "\(answer.errors)")
        #expect(try sandbox.json("study best")["std"]?.doubleValue == 0)
        #expect(try sandbox.output("study best").contains("the values are identical"))
    }

    @Test("a killed confirmation goes on where it was, each repetition once", .timeLimit(.minutes(1)))
    func killed() throws {
        let sandbox = try sandbox()
        try sandbox.write("", to: "slow")
        for count in [2, 5] {
            let run = try sandbox.start("study confirm --top 3 --seeds 4 --jobs 2")
            #expect(
                try sandbox.wait {
                    try sandbox.query("SELECT 1 FROM trials WHERE repeats IS NOT NULL").count >= count || !run.isRunning
                })
            run.signal(SIGKILL)
            _ = run.wait()
        }
        try sandbox.output("study run --trials 0")
        try sandbox.output("study confirm --top 3 --seeds 4")
        #expect(
            try sandbox.query(
                "SELECT count(*), count(DISTINCT repeats || '-' || repetition) FROM trials WHERE repeats >= 0")
                == ["12|12"])
        #expect(try sandbox.query("SELECT DISTINCT state FROM trials WHERE repeats IS NOT NULL") == ["completed"])
        #expect(try sandbox.output("study verify").contains("all as recorded"))
        try sandbox.expectSound()
    }

    @Test(
        "where mean and value disagree, everything that speaks of the best means the same trial",
        .timeLimit(.minutes(1)))
    func oneBest() throws {
        let sandbox = try SmallStudy.sandbox(x: "-9, 9", sync: false)
        // The repetitions turn the order of the ten trials round.
        try sandbox.write(
            """
            loss=$(($1 * $1 * 10 + HPO_TRIAL))
            [ "$HPO_TRIAL" -ge 10 ] && loss=$((2000 - $1 * $1 * 10))
            echo "{\\"epoch\\": 1, \\"loss\\": $loss}"
            """, to: "trial.sh")
        try sandbox.output("study create small")
        try sandbox.output("study run --trials 10")
        let chosen = try #require(try sandbox.json("study best")["number"]?.intValue)
        try sandbox.output("study confirm --top 3 --seeds 2")
        let best = try sandbox.json("study best")
        let number = try #require(best["number"]?.intValue)
        let mean = try #require(best["mean"]?.doubleValue)
        #expect(number != chosen)
        let exported = try sandbox.json("study export")
        #expect(exported["params"] == best["params"])
        #expect(exported["seed"] == (try sandbox.json("trial show \(number)"))["seed"])
        #expect(try sandbox.json("study show")["best"]?["number"]?.intValue == number)
        #expect(try sandbox.json("study show")["best"]?["value"]?.doubleValue == mean)
        #expect(try sandbox.json("study list").arrayValue?.first?["best"]?["number"]?.intValue == number)
        let marked = try sandbox.output("trial list").split(separator: "\n").filter { $0.contains("*") }
        #expect(marked.count == 1 && marked[0].split(separator: " ").first == "\(number)")
        let until = try sandbox.output(
            "study run --trials 3 --until", ["best.number == \(number) and best.value >= \(mean)"])
        #expect(until.contains("Ended: reached"))
        let run = try sandbox.output("study run --trials 1")
        #expect(run.contains("trial \(number)") && run.contains("Best:"))
        #expect(try sandbox.json("study verify")["differences"]?.arrayValue?.isEmpty == true)
    }
}
