import Foundation
import JSON
import Testing

/// Stages together with what else a study may do: pauses, audits, knowledge of other studies, confirmation.
@Suite("a study in stages, with everything else")
struct StagesTogetherTests {
    private static func sandbox() throws -> Sandbox {
        let sandbox = try Sandbox()
        // Goes on from the epoch in its checkpoint, and waits for each verdict; the seed moves the score by less than `a` does.
        try sandbox.write(
            """
            epoch=$(cat "$HPO_TRIAL_DIR/last" 2>/dev/null || echo 0)
            while [ $epoch -lt $2 ]; do
                epoch=$((epoch + 1))
                echo $epoch > "$HPO_TRIAL_DIR/last"
                echo "{\\"epoch\\": $epoch, \\"score\\": $(( $1 * 100 + epoch + HPO_SEED % 50 ))}"
                read answer
                if [ "$answer" = stop ]; then exit 0; fi
            done

            """, to: "trial.sh")
        for (name, trials) in [("other", 0), ("plan", 6)] {
            let stages =
                """
                stages: [
                    { name: "coarse", fixed: { b: 1 }, trials: \(trials), epochs: 9 },
                    { name: "fine", space: { a: { int: [0, 999] } }, free: ["b"], trials: 15, epochs: 27, start: ["best"] },
                ],
                """
            try sandbox.write(
                """
                {
                  name: "\(name)",
                  objective: { maximize: "score" },
                  train: { command: ["sh", "trial.sh", "{a}", "{epochs}"], epochs: 3, resume: true, sync: true },
                  space: { a: { int: [0, 99] }, b: { choice: [1, 2] } },
                  \(trials == 0 ? "" : stages)
                  sampler: { tpe: { n_startup_trials: 2 } },
                  pruner: { asha: { min_resource: 1, reduction_factor: 3 }, audit: 0.1 }, seed: 3,
                }

                """, to: "studies/\(name).json5")
        }
        return sandbox
    }

    @Test("paused trials go on in their own stage, and each stage ends when none is promoted any more")
    func pauses() throws {
        let sandbox = try Self.sandbox()
        try sandbox.output("study create plan")
        // One at a time, so that the same trials are promoted whenever it runs.
        try sandbox.output("study run --jobs 1")
        #expect(
            try sandbox.query("SELECT decision, stage FROM stages ORDER BY step") == [
                "run|coarse", "run|fine", "end|NULL",
            ])
        #expect(try sandbox.query("SELECT count(*) FROM trials") == ["21"])
        #expect(
            try sandbox.query(
                "SELECT count(*) > 0 FROM attempts JOIN trials ON number = trial WHERE stage = 'fine' AND promoted_by IS NOT NULL"
            ) == ["1"])
        let verified = try sandbox.output("study verify")
        #expect(verified.contains("3 decisions between stages") && verified.contains("promotion"), "\(verified)")
        #expect(verified.contains("all as recorded"))
        try sandbox.alter("UPDATE stages SET saw_revision = saw_revision - 3 WHERE stage = 'fine'")
        #expect(try sandbox.hpo("study verify").status == 1)
    }

    @Test("what is known from another study is known to the first stage")
    func knowledge() throws {
        let sandbox = try Self.sandbox()
        try sandbox.output("study create other")
        try sandbox.output("study run --trials 12")
        let created = try sandbox.output("study create plan --from other")
        #expect(created.contains("Knowledge: "), "\(created)")
        let taken = try sandbox.query("SELECT DISTINCT value FROM known_parameters WHERE name = 'b'")
        #expect(taken == [], "the first stage holds b")
        #expect(try !sandbox.query("SELECT * FROM knowledge").isEmpty)
        try sandbox.output("study run")
        #expect(try sandbox.output("study verify").contains("all as recorded"))
        try sandbox.expectSound()
        try sandbox.alter("UPDATE knowledge SET value = -value")
        #expect(try sandbox.hpo("study verify").status == 1)
    }

    @Test("a confirmed trial runs for as long as its stage says, and counts in none")
    func confirmed() throws {
        let sandbox = try Self.sandbox()
        try sandbox.output("study create plan")
        try sandbox.output("study run")
        try sandbox.output("study confirm --top 2 --seeds 3")
        #expect(
            try sandbox.query(
                """
                SELECT DISTINCT again.stage = first.stage, (SELECT max(epoch) FROM epochs WHERE trial = again.number)
                FROM trials AS again JOIN trials AS first ON first.number = again.repeats
                """) == ["1|27"])
        #expect(try sandbox.json("study show")["stages"]?.arrayValue?.map { $0["trials"]?.intValue } == [6, 15])
        #expect(try sandbox.output("study best --stage fine").contains("in the mean over 3 seeds"))
        #expect(try !sandbox.output("study best --stage coarse").contains("in the mean"))
        #expect(try sandbox.output("study verify").contains("all as recorded"))
        try sandbox.expectSound()
    }
}
