import Analysis
import Arguments
import Definitions
import JSON
import Storage
import Studies
import System
import Words

extension Tool {
    private static let output = Option(
        "output", short: "o", .file, placeholder: "FILE",
        help: "Write the definition to FILE, which also names the next study; - prints it and nothing else.")
    private static let force = Flag("force", help: "Write over a file that is there.")
    private static let dryRun = Flag("dry-run", help: "Say what the trials say, and write nothing.")

    static let suggestStudy: Command = Command(
        "suggest", summary: "Say what a study's trials say of its search, and write the next study's definition.",
        details: [
            """
            It looks for ranges that end too soon, parameters that do not matter, failures that share a value, a pruner that \
            judges too early, configurations run twice, too few trials, and differences within the noise. Each finding says \
            its numbers, and what chance would give is no finding.
            """,
            """
            The definition is the study's own, comments and all, in studies/NAME-2.json5: ranges widened or narrowed, idle \
            parameters fixed, the best configurations under start, another seed, and beside each change a comment with its \
            numbers. It is read as hpo study create reads it before it is written.
            """,
            """
            --json prints {"study", "findings", "gaps", "best", "next": {"name", "file", "changes", "omitted", "start"}}; next \
            is null where nothing was written.
            """,
        ],
        examples: [
            Example("hpo study suggest", "what the last study says, and studies/NAME-2.json5"),
            Example("hpo study suggest mine --dry-run", "only what it says"),
            Example("hpo study create mine-2 --from mine", "the next study, with what this one has found"),
        ],
        inputs: [CommonInputs.study, CommonInputs.studyOption, output, force, dryRun]
    ) { arguments in
        let workspace = try Workspace(arguments)
        let study = try workspace.study(arguments)
        if try study.definition().isTracked { throw StudyError.onlyTracks(study: study.name) }
        let advice = try study.advice()
        guard !arguments[dryRun] else {
            if arguments.wantsJSON { return try Console.print(advice.json(next: .null)) }
            return try Console.print(advice.lines.joined(separator: "\n"))
        }
        let place = try SuggestedPlace(arguments[output], after: study.name, in: workspace)
        if let file = place.file, Files.exists(file), !arguments[force] {
            throw Failure(
                "\(workspace.shown(file)) is there already, and stays as it is; --force writes over it, --output names another file"
            )
        }
        let next: NextDefinition?
        var reason: (any Error)?
        do {
            next = try study.nextDefinition(named: place.name, after: advice) { text throws(DefinitionErrors) in
                try StudyDefinition.parse(text, file: "\(place.name).json5", workloads: BuiltIn.descriptions)
            }
        } catch {
            (next, reason) = (nil, error)
        }
        guard let file = place.file else {
            if let reason { throw reason }
            return try Console.show(next?.text ?? "")
        }
        if let next { try Files.replace(file, with: next.text) }
        if arguments.wantsJSON {
            try Console.print(advice.json(next: next.map { $0.json(file: workspace.shown(file)) } ?? .null))
        } else {
            try Console.print(advice.lines.joined(separator: "\n"))
        }
        if let reason { throw reason }
        guard let next else { return }
        if !arguments.wantsJSON {
            try Console.print("\nWrote \(workspace.shown(file)):\n\(next.lines.joined(separator: "\n"))")
        }
        // Trials with other values of what is fixed now, or of other epochs, would teach it little or something wrong; of
        // several objectives none are taken.
        let isComparable =
            study.record.objectives.count == 1
            && next.edits.allSatisfy { edit in
                switch edit.change {
                case .fix, .epochs: false
                default: true
                }
            }
        let from = isComparable ? " --from \(study.name)" : ""
        Console.note("Next: hpo study create \(place.argument(workspace))\(from)")
    }
}

/// Where the definition goes, and what the study is called by it.
private struct SuggestedPlace {
    /// Absolute, or as it was named; nil for standard output.
    let file: String?
    let name: String
    private let isNamed: Bool

    init(_ output: String?, after study: String, in workspace: Workspace) throws(Failure) {
        isNamed = output != nil
        let next = NextDefinition.name(after: study)
        guard let output else {
            (file, name) = ("\(workspace.root)/studies/\(next).json5", next)
            do throws(SystemError) { try Files.makeFolders("\(workspace.root)/studies") } catch {
                throw Failure("cannot make the definitions' folder: \(error)")
            }
            return
        }
        let last = output.split(separator: "/").last.map(String.init) ?? output
        let stem = last.hasSuffix(".json5") ? String(last.dropLast(6)) : last
        (file, name) = (output == "-" ? nil : output, problem(withName: stem) == nil ? stem : next)
    }

    /// What names it on a command line.
    func argument(_ workspace: Workspace) -> String {
        guard isNamed, let file else { return name }
        return file.contains("/") || file.hasSuffix(".json5") ? file : "./\(file)"
    }
}

extension StudyAdvice {
    fileprivate func json(next: JSONValue) -> JSONValue {
        var object = json.objectValue ?? [:]
        object["next"] = next
        return .object(object)
    }
}

extension NextDefinition {
    fileprivate func json(file: String) -> JSONValue {
        var object = json.objectValue ?? [:]
        object["file"] = .string(file)
        return .object(object)
    }
}
