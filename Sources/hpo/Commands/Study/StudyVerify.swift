import Arguments
import Definitions
import JSON
import Storage
import Studies

extension Tool {
    static let verifyStudy: Command = Command(
        "verify", summary: "Derive every suggestion, verdict and stage again, and compare with what is recorded.",
        details: [
            """
            Each was made from the history as it stood at a revision that is recorded with it, and from the study's \
            seed; whatever the number of processes that made them, the same must come out. Exit status 1 where \
            something does not.
            """,
            """
            What was never decided, because a process was killed between an epoch and its verdict, is listed as not judged: \
            the next run judges it when it resumes the trial. That the pruner would have ended a program \
            which had ended before it was read is no verdict either.
            """,
        ],
        inputs: [CommonInputs.study, CommonInputs.studyOption]
    ) { arguments in
        let workspace = try Workspace(arguments)
        let study = try workspace.study(arguments)
        let verification = try study.verification()
        let differences = verification.differences
        if arguments.wantsJSON {
            try Console.print([
                "study": .string(study.name), "suggestions": .int(verification.suggestions),
                "verdicts": .int(verification.verdicts), "promotions": .int(verification.promotions),
                "audits": .int(verification.audits), "stage_steps": .int(verification.stageSteps),
                "moot": .int(verification.moot),
                "unjudged": .array(
                    verification.unjudged.map { ["number": .int($0.trial), "epoch": .int($0.epoch)] }),
                "deleted": .array(
                    verification.deleted.map { ["number": .int($0.trial), "revision": .int($0.revision)] }),
                "differences": .array(differences.map { .string($0) }),
            ])
        } else {
            for difference in differences { try Console.print(Style.red("differs: ") + difference) }
            for gone in verification.deleted {
                try Console.print(
                    Style.yellow("deleted: ")
                        + "trial \(gone.trial) at revision \(gone.revision); what was decided before is derived with it"
                )
            }
            for epoch in verification.unjudged {
                try Console.print(
                    Style.yellow("not judged: ")
                        + "trial \(epoch.trial) at epoch \(epoch.epoch): its process died before the pruner was asked")
            }
            if verification.moot > 0 {
                try Console.print(
                    "\(Format.count(verification.moot, "epoch")) had no verdict: the pruner would have ended a program that "
                        + "had ended before it was read")
            }
            let result = differences.isEmpty ? "all as recorded" : Format.count(differences.count, "difference")
            try Console.print(
                """
                \(Style.bold(study.name)): \(verification.words) derived again, \(result)
                """)
        }
        if !differences.isEmpty { throw Exit(status: ExitStatus.failure) }
    }
}

extension StudyVerification {
    /// `50 suggestions, 412 verdicts and 3 promotions`
    fileprivate var words: String {
        var parts = [Format.count(suggestions, "suggestion"), Format.count(verdicts, "verdict")]
        if promotions > 0 { parts.append(Format.count(promotions, "promotion")) }
        if stageSteps > 0 { parts.append(Format.count(stageSteps, "decision") + " between stages") }
        if audits > 0 { parts.append(Format.count(audits, "audit decision")) }
        return parts.dropLast().joined(separator: ", ") + " and " + (parts.last ?? "")
    }
}
