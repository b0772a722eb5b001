import Arguments
import Definitions
import JSON
import Storage
import Studies
import System

extension Tool {
    private static let source = Argument(
        "FILE", .file, required: true,
        help: "The changed definition: a file, - for standard input, or the name of studies/NAME.json5.")
    private static let dryRun = Flag("dry-run", help: "Say what would change or what is wrong, and change nothing.")
    private static let force = Flag(
        "force", help: "Also change what makes the values so far incomparable with those to come.")

    static let editStudy: Command = Command(
        "edit", summary: "Change a study's definition in mid-study, its history kept.",
        details: [
            """
            A range may be widened, or narrowed to what holds every value tried; choices may be added; constraints, \
            sampler and pruner may change. What cannot be kept is refused with every reason: a parameter that is added, \
            renamed, taken out or of another kind, a value that a trial has tried and the new space lacks, another \
            objective or seed. Other epochs, data, programs or fixed values need --force, since the values before and \
            after are then of different trainings.
            """,
            """
            Each trial runs and is judged by the definition that it was made by, to its end. Runs that are under way \
            make their next trial by the new one; trials that wait are made anew by it.
            """,
            """
            --json prints {"study", "definition", "changes": [{"path", "old", "new"}], "problems", "doubts"}; definition \
            is the new revision, null where nothing was stored.
            """,
        ],
        examples: [
            Example("hpo study show --definition > wider.json5", "a copy to change"),
            Example("hpo study edit wider.json5 --dry-run", "what it would mean"),
            Example("hpo study edit wider.json5"),
        ],
        inputs: [CommonInputs.study, source, CommonInputs.studyOption, dryRun, force]
    ) { arguments in
        let workspace = try Workspace(arguments)
        let study = try workspace.study(arguments)
        let edited = try editedDefinition(try arguments.require(source), in: workspace)
        let journal = try study.journal(for: .byHand)
        let (edit, revision) = try journal.edit(to: edited.definition) { edit in
            edit.problems.isEmpty && (edit.doubts.isEmpty || arguments[force]) && !arguments[dryRun]
        }
        let isRefused = !edit.problems.isEmpty || !edit.doubts.isEmpty && !arguments[force]
        if revision != nil { try study.markUsed() }
        if arguments.wantsJSON {
            try Console.print(edit.json(of: study.record, revision: revision))
        } else if !isRefused || arguments[dryRun] {
            try Console.print(words(for: edit, of: study.record, revision: revision))
        }
        for warning in edited.warnings where !isRefused { Console.note("hpo: warning: \(warning)") }
        for remark in edit.remarks where !isRefused { Console.note("hpo: \(remark)") }
        if isRefused { throw refusal(of: edit, study: study.record) }
    }

    /// The definition as stored ones are read, checked first against the built-in workloads as at `create`.
    private static func editedDefinition(
        _ name: String, in workspace: Workspace
    ) throws -> (definition: StudyDefinition, warnings: [String]) {
        let text =
            name == "-"
            ? DefinitionText(
                text: String(decoding: try Files.contents("/dev/stdin", limit: 1 << 20), as: UTF8.self),
                file: "standard-input", argument: name) : try workspace.definition(named: name)
        let checked = try StudyDefinition.parse(text.text, file: text.file, workloads: BuiltIn.descriptions)
        return (try StudyDefinition.parse(text.text, file: text.file), checked.warnings)
    }

    private static func words(for edit: StudyEdit, of study: Study, revision: Int?) -> String {
        guard !edit.changes.isEmpty else { return "\(Style.bold(study.name)): nothing changes" }
        let heading =
            revision.map { "definition \($0 - 1) → \($0)" } ?? "definition \(study.definitionRevision), would change"
        var table = Table([.words("part"), .words("from"), .words("to")])
        for change in edit.changes {
            table.rows.append([
                Table.Cell(change.path), Table.Cell(change.old?.text() ?? "–", .dim),
                Table.Cell(change.new?.text() ?? "–"),
            ])
        }
        return "\(Style.bold(study.name)): \(heading)\n\n\(table.text)"
    }

    private static func refusal(of edit: StudyEdit, study: Study) -> Failure {
        var lines: [String] = []
        if !edit.problems.isEmpty {
            lines.append("\(study.name) cannot be changed like this, and stays as it is:")
            lines += edit.problems.map { "  \($0)" }
        }
        if !edit.doubts.isEmpty {
            lines.append(
                edit.problems.isEmpty
                    ? "\(study.name) stays as it is; --force changes what makes its values incomparable:"
                    : "and only with --force:")
            lines += edit.doubts.map { "  \($0)" }
        }
        return Failure(lines.joined(separator: "\n"))
    }
}
