import Arguments
import Definitions
import JSON
import Runner
import Storage

extension Tool {
    static let verifyStudy: Command = Command(
        "verify", summary: "Derive every suggestion and every verdict again, and compare with what is recorded.",
        details: [
            """
            Each was made from the history as it stood at a revision that is recorded with it, and from the study's \
            seed; whatever the number of processes that made them, the same must come out. Exit status 1 where \
            something does not.
            """
        ],
        inputs: [CommonInputs.study, CommonInputs.studyOption]
    ) { arguments in
        let workspace = try Workspace(arguments)
        let database = try workspace.open()
        let study = try workspace.study(arguments, in: database)
        let definitions = try (1...study.definition).map { try database.readDefinition(of: study, revision: $0) }
        let verification = try StudyVerification(of: study, in: database) { revision throws(RunError) in
            guard definitions.indices.contains(revision - 1) else {
                throw .storage(.unknownDefinition(revision: revision))
            }
            return definitions[revision - 1]
        }
        let differences = verification.differences
        if arguments.wantsJSON {
            try Console.print([
                "study": .string(study.name), "suggestions": .int(verification.suggestions),
                "verdicts": .int(verification.verdicts), "differences": .array(differences.map { .string($0) }),
            ])
        } else {
            for difference in differences { try Console.print(Style.red("differs: ") + difference) }
            let result = differences.isEmpty ? "all as recorded" : Format.count(differences.count, "difference")
            try Console.print(
                """
                \(Style.bold(study.name)): \(Format.count(verification.suggestions, "suggestion")) and \
                \(Format.count(verification.verdicts, "verdict")) derived again, \(result)
                """)
        }
        if !differences.isEmpty { throw Exit(status: ExitStatus.failure) }
    }
}
