import Arguments
import JSON
import Storage
import Studies
import System

extension Tool {
    private static let dryRun = Flag("dry-run", help: "Say what would be removed, and remove nothing.")
    private static let weights = Flag(
        "weights",
        help: """
            Remove the weights too of all ended trials but the best, and what an earlier study of the same name has left.
            """)

    static let cleanStudy: Command = Command(
        "clean", summary: "Remove what a study's trials have left and nobody needs any more.",
        details: [
            """
            That is the checkpoints of the built-in engine's trainings that have ended for good, and what the study's `keep` \
            lets go; files of trials that can go on are kept. Weights are kept unless --weights or `keep` says otherwise, and what \
            a program of your own has written unless `keep` does.
            """,
            """
            --json prints {"study", "removed", "bytes", "files"}; with --dry-run "removed" is false.
            """,
        ],
        examples: [
            Example("hpo study clean --dry-run", "how much there is to gain"),
            Example("hpo study clean face-transformer --weights", "keep the best trial's weights alone"),
        ],
        inputs: [CommonInputs.study, CommonInputs.studyOption, dryRun, weights]
    ) { arguments in
        let workspace = try Workspace(arguments)
        let study = try workspace.study(arguments)
        workspace.noteFolder(of: study)
        let useless = try study.files().useless(weights: arguments[weights])
        let isDry = arguments[dryRun]
        if !isDry { try study.remove(useless) }
        let bytes = useless.reduce(0) { $0 + $1.file.size }
        if arguments.wantsJSON {
            return try Console.print([
                "study": .string(study.name), "removed": .bool(!isDry), "bytes": .int(bytes),
                "files": .array(useless.map { .string($0.path) }),
            ])
        }
        guard !useless.isEmpty else { return try Console.print("\(study.name): there is nothing to remove.") }
        var parts = [(TrialFile.Kind.checkpoint, "checkpoint"), (.weights, "file of weights")].compactMap {
            kind, noun in
            let count = useless.count { $0.trial != nil && $0.file.kind == kind && !$0.isLetGo }
            return count == 0
                ? nil : "\(count) \(count == 1 ? noun : noun == "checkpoint" ? "checkpoints" : "files of weights")"
        }
        let letGo = useless.count { $0.isLetGo }
        if letGo > 0 { parts.append("\(Format.count(letGo, "file")) that the study does not keep") }
        let old = useless.count { $0.trial == nil }
        if old > 0 { parts.append("\(Format.count(old, "file")) of an earlier study of the same name") }
        try Console.print(
            "\(Style.bold(study.name)): \(isDry ? "would remove" : "removed") \(parts.joined(separator: ", ")), "
                + Format.bytes(bytes))
    }
}
