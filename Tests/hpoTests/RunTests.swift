import Foundation
import JSON
import Testing

@Suite("Runs")
struct RunTests {
    @Test("--trials means that many more, and running again continues")
    func continues() throws {
        let sandbox = try SmallStudy.sandbox()
        try sandbox.output("study create small")
        for total in [3, 6] {
            try sandbox.output("study run --trials 3")
            #expect(try sandbox.query("SELECT count(*), max(number) FROM trials") == ["\(total)|\(total - 1)"])
        }
    }

    @Test("a condition, a time and failures in a row end a run", .timeLimit(.minutes(1)))
    func ends() throws {
        let sandbox = try SmallStudy.sandbox(x: "13, 13")
        try sandbox.output("study create small")
        let failing = try sandbox.hpo("study run --trials 50 --max-failures 3")
        #expect(failing.status == 1)
        #expect(failing.output.contains("trial 0 failed: exit status 3: 13 brings bad luck\n"))
        #expect(!failing.output.contains("Stopping"), "what ended the run is said once")
        #expect(failing.output.contains("Ended: 3 trials in a row have failed"))
        #expect(try sandbox.query("SELECT count(*) FROM trials WHERE state = 'failed'") == ["3"])
        #expect(try sandbox.output("trial show 0").contains("13 brings bad luck"))

        let good = try SmallStudy.sandbox()
        try good.output("study create small")
        let reached = try good.output("study run --until", ["completed >= 4"])
        #expect(reached.contains("Ended: reached: completed >= 4."))
        for run in [reached, try good.output("study run --until", ["completed >= 4"])] {
            #expect(run.components(separatedBy: "completed >= 4").count == 2, "what ended the run is said once")
        }
        #expect(try good.query("SELECT count(*) FROM trials WHERE state = 'completed'") == ["4"])
        let budget = try good.output("study run --until", ["epochs >= 40"])
        #expect(budget.contains("Ended: reached: epochs >= 40."))
        let all = try good.query("SELECT count(*) >= 40, sum(trial < (SELECT max(trial) FROM epochs)) < 40 FROM epochs")
        #expect(all == ["1|1"], "no trial was begun once they were trained")
        #expect(try good.output("study run --timeout 0.2").contains("Ended: the time of 0.2 s is over"))
    }

    @Test("a run in which every trial failed fails, and points to the log")
    func allFailed() throws {
        let sandbox = try SmallStudy.sandbox(x: "13, 13")
        try sandbox.output("study create small")
        let one = try sandbox.hpo("study run --trials 1")
        #expect(one.status == 1)
        #expect(one.errors.contains("hpo trial log 0"))
        let two = try sandbox.hpo("study run --trials 2")
        #expect(two.status == 1)
        #expect(two.errors.contains("hpo trial log 2") && two.errors.contains("hpo trial list --where"))
        #expect(try sandbox.hpo("--json study run --trials 1").status == 1)
        let listed = try sandbox.output("trial list").split(separator: "\n")
        #expect(
            listed.count == 5 && listed.dropFirst().allSatisfy { $0.hasSuffix("exit status 3: 13 brings bad luck") })
        let reasons = try sandbox.output(
            "trial list --columns number,reason --where", ["reason != '' and attempt == 1 and seed > 0"])
        #expect(reasons.contains("0  exit status 3: 13 brings bad luck"))

        let mixed = try SmallStudy.sandbox(x: "13, 14")
        try mixed.output("study create small")
        try mixed.output("study run --trials 9 --max-failures 99")
        #expect(try mixed.query("SELECT count(DISTINCT state) FROM trials") == ["2"])
    }

    @Test("a run to which no end is given says what ends it")
    func noEnd() throws {
        let sandbox = try SmallStudy.sandbox()
        try sandbox.write(
            """
            { name: "three", objective: { minimize: "loss" }, train: { command: ["sh", "trial.sh", "{x}"] },
              space: { x: { int: [1, 3] } }, sampler: { random: {} } }
            """, to: "studies/three.json5")
        try sandbox.output("study create three")
        let finite = try sandbox.hpo("study run")
        #expect(finite.errors.contains("It runs until each of the 3 configurations was tried, or Ctrl-C"))
        #expect(try !sandbox.hpo("study run --trials 1").errors.contains("It runs until"))

        try sandbox.output("study create small")
        try sandbox.write("1000000000\n", to: "last")
        let run = try sandbox.start("study run")
        #expect(
            try sandbox.wait {
                try sandbox.query("SELECT count(*) FROM epochs JOIN trials ON number = trial WHERE state = 'running'")
                    .first.map { $0 != "0" } ?? false
            })
        run.signal(SIGINT)
        #expect(run.wait().errors.contains("It runs until Ctrl-C"))
    }

    @Test(
        "a study whose every configuration has been tried says so",
        arguments: ["random", "tpe"])
    func exhausted(sampler: String) throws {
        let sandbox = try SmallStudy.sandbox()
        try sandbox.write(
            """
            { name: "three", objective: { minimize: "loss" }, train: { command: ["sh", "trial.sh", "{x}"] },
              space: { x: { int: [1, 3] } }, sampler: { \(sampler): {} } }
            """, to: "studies/three.json5")
        try sandbox.output("study create three")
        #expect(try sandbox.output("study run --trials 10").contains("nothing left to try"))
        #expect(try sandbox.query("SELECT value FROM parameters ORDER BY 1") == ["1", "2", "3"])
    }

    @Test("Ctrl-C keeps the running trials as stopped, and the next run resumes them", .timeLimit(.minutes(1)))
    func interrupt() throws {
        let sandbox = try SmallStudy.sandbox()
        try sandbox.output("study create small")
        try sandbox.write("1000000000\n", to: "last")
        let run = try sandbox.start("study run --trials 2 --jobs 2")
        #expect(try sandbox.wait { try sandbox.query("SELECT count(DISTINCT trial) FROM epochs") == ["2"] })
        run.signal(SIGINT)
        let answer = run.wait()
        #expect(answer.status == 130)
        #expect(answer.output.contains("Ctrl-C again ends at once"))
        #expect(answer.output.contains("2 trials in") && answer.output.contains("2 stopped"))
        #expect(try sandbox.query("SELECT state, attempt FROM trials") == ["stopped|1", "stopped|1"])
        #expect(try sandbox.query("SELECT count(*) FROM claims") == ["0"])

        let reached = try sandbox.query("SELECT max(epoch) FROM epochs GROUP BY trial ORDER BY trial").compactMap(
            Int.init)
        try sandbox.write("\((reached.max() ?? 0) + 3)\n", to: "last")
        #expect(try sandbox.output("study run --trials 0").contains("2 trials in"))
        #expect(try sandbox.query("SELECT state, attempt FROM trials") == ["completed|2", "completed|2"])
        let epochs = try sandbox.query("SELECT count(*), max(epoch), max(attempt) FROM epochs GROUP BY trial")
        #expect(epochs == Array(repeating: "\((reached.max() ?? 0) + 3)|\((reached.max() ?? 0) + 3)|2", count: 2))
    }

    @Test("Ctrl-C twice ends programs that do not listen", .timeLimit(.minutes(1)))
    func interruptTwice() throws {
        let sandbox = try Sandbox()
        try sandbox.write(
            "trap '' TERM INT\necho '{\"epoch\": 1, \"loss\": 1}'\nwhile :; do sleep 0.05; done\n", to: "trial.sh")
        try sandbox.write(SmallStudy.definition(sync: false), to: "studies/small.json5")
        try sandbox.output("study create small")
        let run = try sandbox.start("study run --trials 1")
        #expect(try sandbox.wait { try sandbox.query("SELECT count(*) FROM epochs") == ["1"] })
        run.signal(SIGINT)
        #expect(sandbox.wait { run.output.contains("Ctrl-C again") })
        run.signal(SIGINT)
        #expect(run.wait().status == 130)
        #expect(try sandbox.query("SELECT state FROM trials") == ["stopped"])
    }

    @Test("two runs of one study at once claim no trial twice", .timeLimit(.minutes(1)))
    func twoRuns() throws {
        let sandbox = try SmallStudy.sandbox(sampler: "tpe", pruner: "median")
        try sandbox.output("study create small")
        let runs = try (0..<2).map { _ in try sandbox.start("study run --trials 8 --jobs 2") }
        for run in runs { #expect(run.wait().status == 0) }
        #expect(try sandbox.query("SELECT count(*), count(DISTINCT number), max(attempt) FROM trials") == ["16|16|1"])
        #expect(try sandbox.query("SELECT count(*) FROM trials WHERE state IN ('completed', 'pruned')") == ["16"])
        let begun = try sandbox.read("begun").split(separator: "\n")
        #expect(begun.count == 16)
        #expect(Set(begun).count == 16)
        #expect(try sandbox.output("study verify").contains("16 suggestions"))
    }

    @Test("the same seed gives the same database but for times", arguments: ["random", "tpe"])
    func sameSeed(sampler: String) throws {
        var contents: [[String]] = []
        for _ in 0..<2 {
            let sandbox = try SmallStudy.sandbox(sampler: sampler, pruner: "median")
            try sandbox.output("study create small")
            try sandbox.output("study run --trials 7")
            try sandbox.output("study run --trials 8 --jobs 1")
            contents.append(try sandbox.contents())
        }
        #expect(contents[0].count > 100)
        #expect(contents[0] == contents[1])
    }

    @Test("what two workers suggested and judged is derived again from the database", .timeLimit(.minutes(1)))
    func verify() throws {
        let sandbox = try SmallStudy.sandbox(sampler: "tpe", pruner: "median")
        try sandbox.output("study create small")
        try sandbox.output("study run --trials 25 --jobs 2")
        let answer = try sandbox.json("study verify")
        #expect(answer["suggestions"] == 25)
        #expect(answer["verdicts"]?.text() == (try sandbox.query("SELECT count(verdict) FROM epochs").first))
        #expect(answer["differences"] == [])

        try sandbox.alter("UPDATE parameters SET value = 0.5 WHERE trial = 20 AND name = 'rate'")
        let altered = try sandbox.hpo("study verify")
        #expect(altered.status == 1)
        #expect(altered.output.contains("differs: trial 20 has rate = 0.5"))
    }

    @Test(
        "audited trials run on against their verdicts, are marked, counted and derived again", .timeLimit(.minutes(1)))
    func audit() throws {
        let sandbox = try SmallStudy.sandbox(more: "")
        let text = SmallStudy.definition(pruner: "threshold: { upper: 70 }, audit: 0.5, none", more: "")
            .replacing("sync: true }", with: "sync: true, epochs: 3 }")
            .replacing(", none: {} }", with: " }")
        try sandbox.write(text, to: "studies/small.json5")
        try sandbox.output("study create small")
        try sandbox.output("study run --trials 30 --jobs 2")
        let stopped = "EXISTS (SELECT 1 FROM epochs WHERE trial = number AND verdict = 'stop')"
        let counts = try sandbox.query(
            "SELECT state, audited_epoch, count(*) FROM trials WHERE \(stopped) GROUP BY 1, 2 ORDER BY 1")
        let numbers = counts.compactMap { Int($0.split(separator: "|").last ?? "") }
        #expect(
            counts.map { $0.split(separator: "|").prefix(2).joined(separator: " ") } == ["completed 1", "pruned NULL"])
        #expect(numbers.count == 2 && numbers[0] > 0 && numbers[1] > 0)
        #expect(try sandbox.query("SELECT count(*) FROM trials WHERE NOT \(stopped) AND audited_epoch > 0") == ["0"])

        let audited = try #require(try sandbox.query("SELECT min(number) FROM trials WHERE audited_epoch = 1").first)
        #expect(try sandbox.output("trial list --where audited").contains("completed, audited"))
        #expect(try sandbox.output("trial show \(audited)").contains("stop, not carried out"))
        #expect(try sandbox.json("trial show \(audited)")["audited_epoch"] == 1)
        let show = try sandbox.output("study show")
        #expect(show.contains("pruning stopped \(numbers[1]) trials and saved \(2 * numbers[1]) of 90 epochs"))
        #expect(show.contains("audit: \(numbers[0]) trial"))
        let report = try sandbox.json("study show")["pruning"]
        #expect(report?["audit"]?["trials"] == .int(numbers[0]))
        #expect(report?["saved_epochs"] == .int(2 * numbers[1]))
        #expect(try sandbox.output("study verify").contains("all as recorded"))

        try sandbox.alter("UPDATE trials SET audited_epoch = NULL WHERE number = \(audited)")
        let altered = try sandbox.hpo("study verify")
        #expect(altered.status == 1)
        #expect(altered.output.contains("trial \(audited) ran on for the audit nowhere, and now at epoch 1"))
    }

    @Test("what the sampler did for a trial is in its record, and derived again", .timeLimit(.minutes(1)))
    func notes() throws {
        let sandbox = try SmallStudy.sandbox(sampler: "auto")
        try sandbox.output("study create small")
        try sandbox.output("study run --trials 7")
        let notes = try sandbox.query("SELECT note FROM trials ORDER BY number")
        #expect(notes.count == 7 && !notes.contains("NULL"), "\(notes)")
        #expect(try sandbox.output("trial show 6").contains("proposed by auto (\(notes[6]))"))
        #expect(try sandbox.json("trial show 0")["note"] == .string(notes[0]))

        try sandbox.alter("UPDATE trials SET note = 'the stars' WHERE number = 0")
        let altered = try sandbox.hpo("study verify")
        #expect(altered.status == 1)
        #expect(altered.output.contains("differs: trial 0 has the note \"the stars\", and now \"\(notes[0])\""))
    }
}
