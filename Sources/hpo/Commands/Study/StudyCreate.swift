import Arguments
import Definitions
import JSON
import Search
import Storage
import Studies

extension Tool {
    private static let source = Argument(
        "NAME|FILE", .string(completion: Tool.completion(of: .definitions)),
        help: """
            A definition studies/NAME.json5, or any file. Where none is named, face-transformer, or the project's own where it \
            has no other.
            """)

    private static let name = Option(
        "name", .string, placeholder: "NAME", help: "Another name than the definition's.")

    private static let others = Option(
        "from", .string(completion: CommonInputs.studyNames), placeholder: "OTHER", repeats: true,
        help: "Let the sampler know of the completed and pruned trials of another study; may be repeated.")

    static let createStudy: Command = Command(
        "create", summary: "Make a study from its definition.",
        details: [
            """
            The definition is stored with the study, whole; changing the file later does not change the study. What is \
            wrong with it is said all at once, and nothing is stored.
            """,
            """
            With --from, trials of the other study are copied that are configurations of this one too: every parameter \
            known, its values inside the space, fixed and derived values the same. The sampler ranks them among its own by \
            their values; best, pruners and reports leave them out.
            """,
        ],
        examples: [
            Example("hpo study create", "the default study"),
            Example("hpo study create mine", "the one that studies/mine.json5 defines"),
            Example("hpo study create ../other/study.json5", "a file anywhere"),
            Example("hpo study create wider --from face-transformer", "with what that one has found"),
        ],
        inputs: [source, name, others]
    ) { arguments in
        let workspace = try Workspace(arguments)
        let text = try workspace.definition(named: arguments[source])
        let (study, definition, sources) = try create(
            text, name: arguments[name], from: arguments.all(others),
            in: workspace)
        guard !arguments.wantsJSON else {
            for warning in definition.warnings { Console.note("hpo: warning: \(warning)") }
            var object = definition.json(of: study.record).objectValue ?? [:]
            if !sources.isEmpty { object["from"] = .array(sources.map(\.json)) }
            return try Console.print(.object(object))
        }
        try Console.print("Created \(Style.bold(study.name)) in \(workspace.shown(workspace.databasePath)).\n")
        try Console.print(definition.overview)
        for source in sources { try Console.print(source.words) }
        for warning in definition.warnings { try Console.print(Style.yellow("warning: ") + warning) }
        if !definition.warnings.isEmpty { try Console.print("") }
        let run = "hpo study run\(definition.stages.isEmpty ? " --trials 50" : "")"
        Console.note("Next: \(definition.training.program == .asked ? "hpo ask \(study.name)" : run)")
        if case .command = definition.training.program {
            Console.note("One short trial shows first what is understood of its program: hpo check \(text.argument)")
        }
    }

    /// Makes a study and the waiting trials that its definition starts with; it counts as used.
    static func create(
        _ text: DefinitionText, name: String? = nil, from others: [String] = [], in workspace: Workspace
    ) throws -> (OpenStudy, StudyDefinition, [WarmStart.Source]) {
        let definition = try StudyDefinition.parse(text.text, file: text.file, workloads: BuiltIn.descriptions)
        var start = WarmStart(for: try definition.opening())
        let store = try others.isEmpty ? workspace.openOrCreate() : workspace.open()
        for other in others { try start.add(try store.study(named: other)) }
        do {
            let study = try store.create(
                definition, name: name, directory: workspace.root, knowledge: start.knowledge)
            return (study, definition, start.sources)
        } catch .storage(.studyExists(let name)) {
            throw Failure(
                """
                there is a study \(name) already; go on with it: hpo study run \(name)
                     or delete it: hpo study delete \(name)
                     or make another one of the same definition: hpo study create \(text.argument) --name OTHER
                """)
        }
    }
}

extension WarmStart.Source {
    /// What was taken, and why the rest was not.
    fileprivate var words: String {
        var lines = [
            """
            Knowledge: \(taken) of the \(Format.count(candidates, "ended trial")) of \(Style.bold(study)) \
            (\(completed) completed, \(pruned) pruned)
            """
        ]
        lines += reasons.prefix(10).map { "  not \(WarmStart.words(for: $0.trials)): \($0.words)" }
        if reasons.count > 10 { lines.append("  … and \(reasons.count - 10) more reasons (--json has all)") }
        lines += remarks.map { Style.yellow("warning: ") + "\(study): \($0), so its values may be shifted" }
        return lines.joined(separator: "\n") + "\n"
    }
}
