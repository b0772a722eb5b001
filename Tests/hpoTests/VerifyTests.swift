import Foundation
import JSON
import Testing

@Suite("hpo study verify")
struct VerifyTests {
    /// A study of the small script whose trials are paused, promoted and audited.
    private func sandbox(sampler: String = "tpe") throws -> Sandbox {
        let sandbox = try SmallStudy.sandbox()
        let text = SmallStudy.definition(sampler: sampler)
            .replacing("pruner: { none: {} }", with: "pruner: { asha: { reduction_factor: 2 }, audit: 0.1 }")
            .replacing("sync: true }", with: "sync: true, resume: true, epochs: 9 }")
        try sandbox.write(text, to: "studies/small.json5")
        try sandbox.write("9\n", to: "last")
        try sandbox.output("study create small")
        return sandbox
    }

    private func count(_ sql: String, in sandbox: Sandbox) throws -> Int { Int(try sandbox.query(sql)[0]) ?? -1 }

    @Test(
        "eight workers in four processes, killed again and again: all that was decided is derived again",
        .timeLimit(.minutes(2)))
    func workers() throws {
        let sandbox = try sandbox()
        var random = SystemRandomNumberGenerator()
        let notJudged = "SELECT count(*) FROM epochs WHERE revision IS NOT NULL AND verdict IS NULL"
        for _ in 0..<5 {
            let epochs = try count("SELECT count(*) FROM epochs", in: sandbox)
            let runs = try (0..<4).map { _ in try sandbox.start("study run --trials 6 --jobs 2") }
            let more = Int.random(in: 10...80, using: &random)
            #expect(
                try sandbox.wait {
                    try count("SELECT count(*) FROM epochs", in: sandbox) >= epochs + more
                        || runs.allSatisfy { !$0.isRunning }
                })
            for run in runs { run.signal(SIGKILL) }
            for run in runs { _ = run.wait() }
            let answer = try sandbox.json("study verify")
            #expect(answer["differences"] == [])
            try sandbox.expectSound()
            guard case .array(let unjudged)? = answer["unjudged"] else { throw CancellationError() }
            #expect(unjudged.count == (try count(notJudged, in: sandbox)))
        }
        let runs = try (0..<4).map { _ in try sandbox.start("study run --trials 3 --jobs 2") }
        for run in runs { #expect(run.wait().status == 0) }
        try sandbox.output("study run --trials 0")

        let answer = try sandbox.json("study verify")
        #expect(answer["differences"] == [] && answer["unjudged"] == [])
        #expect(answer["suggestions"] == .int(try count("SELECT count(saw_revision) FROM trials", in: sandbox)))
        #expect(answer["verdicts"] == .int(try count("SELECT count(verdict) FROM epochs", in: sandbox)))
        #expect(answer["promotions"] == .int(try count("SELECT count(saw_revision) FROM attempts", in: sandbox)))
        #expect(answer["promotions"] != 0)
        let open =
            "SELECT count(*) FROM trials WHERE state NOT IN ('completed', 'pruned') AND number NOT IN "
            + "(SELECT trial FROM attempts WHERE paused_epoch IS NOT NULL)"
        #expect(try count(open, in: sandbox) == 0)
        #expect(try sandbox.query("SELECT count(*) FROM claims") == ["0"])
    }

    /// Each changes one thing of trial 20 by hand, where it has it, or of the trial that `number` finds; what is said of it.
    private static let forgeries: [(number: String, sql: String, said: String)] = [
        ("20", "UPDATE epochs SET objective = objective + 1 WHERE trial = # AND epoch = 1", "has the objective"),
        ("20", "UPDATE metrics SET value = value - 1 WHERE trial = # AND epoch = 1 AND name = 'loss'", "at epoch 1"),
        ("20", "UPDATE trials SET value = value - 1 WHERE number = #", "and at its best epoch"),
        ("20", "UPDATE parameters SET value = value / 2 WHERE trial = # AND name = 'rate'", "now suggested as"),
        ("20", "UPDATE parameters SET value = 77 WHERE trial = # AND name = 'twice'", "which follows as"),
        ("20", "UPDATE parameters SET value = 0.1 WHERE trial = # AND name = 'momentum'", "momentum = 0.1"),
        ("20", "UPDATE trials SET saw_revision = 0 WHERE number = #", "is recorded as suggested at revision 0"),
        ("20", "UPDATE trials SET note = 'a dream' WHERE number = #", "has the note \"a dream\""),
        ("20", "UPDATE trials SET seed = seed + 1 WHERE number = #", "has the seed"),
        ("20", "UPDATE epochs SET verdict_revision = verdict_revision + 1 WHERE trial = # AND epoch = 1", "at epoch 1"),
        ("20", "UPDATE epochs SET verdict = 'stop' WHERE trial = # AND epoch = 1", "was told to stop at epoch 1"),
        (
            "SELECT min(trial) FROM epochs WHERE verdict = 'pause'",
            "UPDATE epochs SET verdict = 'continue' WHERE trial = # AND verdict = 'pause'",
            "was told to continue at epoch"
        ),
        (
            "SELECT min(trial) FROM attempts WHERE saw_revision > 0",
            "UPDATE attempts SET saw_revision = 1 WHERE trial = # AND saw_revision > 0", "promoted at revision 1"
        ),
        (
            "SELECT min(trial) FROM attempts WHERE paused_epoch > 0",
            "UPDATE attempts SET paused_epoch = NULL WHERE trial = # AND attempt = 1",
            "was told to pause at epoch"
        ),
        (
            "SELECT min(number) FROM trials WHERE audited_epoch > 0",
            "UPDATE trials SET audited_epoch = NULL WHERE number = #", "ran on for the audit nowhere, and now at epoch"
        ),
        (
            "SELECT min(number) FROM trials WHERE state = 'completed'",
            "UPDATE attempts SET value = value - 1 WHERE trial = # AND outcome = 'completed'", "completed with"
        ),
    ]

    @Test("what was changed by hand is found, with its trial and epoch", .timeLimit(.minutes(2)))
    func forged() throws {
        let sandbox = try sandbox()
        try sandbox.output("study run --trials 26")
        #expect(try sandbox.output("study verify").contains("all as recorded"))
        let (folder, kept) = ("\(sandbox.path)/db", "\(sandbox.path)/kept")
        try FileManager.default.copyItem(atPath: folder, toPath: kept)
        for forgery in Self.forgeries {
            let number =
                forgery.number.allSatisfy(\.isNumber) ? forgery.number : try sandbox.query(forgery.number)[0]
            let sql = forgery.sql.replacing("#", with: number)
            try sandbox.alter(sql)
            let answer = try sandbox.hpo("study verify")
            #expect(answer.status == 1, "\(sql)")
            let lines = answer.output.split(separator: "\n").filter { $0.contains("trial \(number) ") }
            #expect(lines.contains { $0.contains(forgery.said) }, "\(sql): \(answer.output)")
            try FileManager.default.removeItem(atPath: folder)
            try FileManager.default.copyItem(atPath: kept, toPath: folder)
        }
        #expect(try sandbox.output("study verify").contains("all as recorded"))
    }

    @Test(
        "numbers that no program wrote are an error or a difference, and never the end of the process",
        arguments: [
            "UPDATE definitions SET revision = -9223372036854775808",
            "UPDATE trials SET definition = -9223372036854775808",
            "UPDATE trials SET definition = 9223372036854775807", "UPDATE studies SET seed_bits = -9223372036854775808",
            "UPDATE studies SET seed_bits = 9223372036854775807", "UPDATE studies SET created_at = 1e300",
            "UPDATE attempts SET paused_epoch = -9223372036854775808",
            "UPDATE trials SET saw_revision = 9223372036854775807", "UPDATE epochs SET epoch = -9223372036854775808",
        ])
    func extremes(change: String) throws {
        let sandbox = try sandbox()
        try sandbox.output("study run --trials 4")
        try sandbox.alter(
            "PRAGMA ignore_check_constraints = ON", "PRAGMA foreign_keys = OFF",
            change.replacing("UPDATE", with: "UPDATE OR IGNORE"))
        for line in ["study verify", "study show", "trial list", "study best"] {
            let answer = try sandbox.hpo(line)
            #expect([0, 1].contains(answer.status), "\(line): \(answer.status) \(answer.errors)")
        }
    }

    @Test("paused trials are shown as such, counted as done, and found by their condition", .timeLimit(.minutes(1)))
    func shown() throws {
        let sandbox = try sandbox(sampler: "random")
        let output = try sandbox.output("study run --trials 12")
        let paused = try count(
            "SELECT count(*) FROM trials JOIN attempts ON trial = number AND attempts.attempt = trials.attempt "
                + "WHERE state = 'stopped' AND paused_epoch > 0", in: sandbox)
        #expect(paused > 0)
        #expect(output.contains("12 trials in") && output.contains("\(paused) paused"))
        #expect(!output.contains("stopped"))
        let show = try sandbox.output("study show")
        #expect(show.contains("\(paused) paused") && show.contains("paused \(paused) trial"))
        #expect(try sandbox.output("trial list --where paused").contains("stopped, paused"))
        guard case .array(let trials) = try sandbox.json("trial list --where paused"), let first = trials.first else {
            throw CancellationError()
        }
        #expect(trials.count == paused && first["state"] == "stopped" && first["paused_epoch"] != nil)
        let number = first["number"]?.text() ?? ""
        #expect(try sandbox.output("trial show \(number)").contains("stopped, paused by the pruner after epoch"))
        _ = try sandbox.output("report")
        let name = try #require(try sandbox.json("study show")["name"]?.stringValue)
        let page = try sandbox.read("reports/\(name)/index.html")
        #expect(
            page.contains(", \(paused) paused.") && page.contains("paused (\(paused))")
                && page.contains(", paused</title>")
                && !page.contains(", pruned</title>"))
        #expect(try sandbox.output("study run --trials 0").contains("0 trials in"))
    }

    @Test("each attempt says what it was begun and ended by", .timeLimit(.minutes(1)))
    func course() throws {
        let sandbox = try sandbox(sampler: "random")
        try sandbox.output("study run --trials 16")
        let promotions = try sandbox.query(
            """
            SELECT a.trial, a.attempt, b.paused_epoch, a.saw_revision FROM attempts AS a
            JOIN attempts AS b ON b.trial = a.trial AND b.attempt = a.attempt - 1 WHERE a.promoted_by IS NOT NULL
            """)
        #expect(!promotions.isEmpty)
        for line in promotions {
            let promotion = line.split(separator: "|").compactMap { Int($0) }
            // Those whose last attempt by then had been paused at that epoch.
            let waiting = try count(
                """
                SELECT count(*) FROM (
                    SELECT trial, max(attempt) AS last FROM attempts WHERE started_revision <= \(promotion[3]) GROUP BY trial)
                JOIN attempts USING (trial) WHERE attempt = last AND paused_epoch = \(promotion[2])
                AND ended_revision <= \(promotion[3])
                """, in: sandbox)
            let attempts = try sandbox.json("trial show \(promotion[0])")["attempts"]?.arrayValue ?? []
            #expect(attempts.first?["begun"] == ["by": "first"])
            let attempt = attempts[promotion[1] - 1]
            #expect(
                attempt["begun"]
                    == ["by": "promoted", "pruner": "asha", "epoch": .int(promotion[2]), "waiting": .int(waiting)])
            #expect(attempts[promotion[1] - 2]["paused_epoch"] == .int(promotion[2]))
            #expect(attempts[promotion[1] - 2]["pruner"] == "asha")
            let shown = try sandbox.output("trial show \(promotion[0])")
            #expect(shown.contains("paused by asha after epoch \(promotion[2])"))
            let others = waiting > 1 ? ", out of \(waiting) that waited there" : ""
            #expect(shown.contains("promoted by asha from epoch \(promotion[2])\(others)"))
        }
    }
}
