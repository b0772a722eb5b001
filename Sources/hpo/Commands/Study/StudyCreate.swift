import Arguments
import Definitions
import JSON
import Runner
import Search
import Storage

extension Tool {
    private static let source = Argument(
        "NAME|FILE", .file, help: "A definition studies/NAME.json5, or any file; face-transformer where none is named.")

    private static let name = Option(
        "name", .string, placeholder: "NAME", help: "Another name than the definition's.")

    static let createStudy: Command = Command(
        "create", summary: "Make a study from its definition.",
        details: [
            """
            The definition is stored with the study, whole; changing the file later does not change the study. What is \
            wrong with it is said all at once, and nothing is stored.
            """
        ],
        examples: [
            Example("hpo study create", "the default study"),
            Example("hpo study create mine", "the one that studies/mine.json5 defines"),
            Example("hpo study create ../other/study.json5", "a file anywhere"),
        ],
        inputs: [source, name]
    ) { arguments in
        let workspace = try Workspace(arguments)
        let (study, definition) = try create(
            try workspace.definition(named: arguments[source]), name: arguments[name], in: workspace)
        guard !arguments.wantsJSON else {
            for warning in definition.warnings { Console.note("hpo: warning: \(warning)") }
            return try Console.print(definition.json(of: study))
        }
        try Console.print("Created \(Style.bold(study.name)) in \(workspace.shown(workspace.databasePath)).\n")
        try Console.print(definition.overview)
        for warning in definition.warnings { try Console.print(Style.yellow("warning: ") + warning) }
        if !definition.warnings.isEmpty { try Console.print("") }
        Console.note("Next: hpo study run --trials 50")
    }

    /// Makes a study and the waiting trials that its definition starts with; it counts as used.
    static func create(_ text: DefinitionText, name: String? = nil, in workspace: Workspace) throws -> (
        Study, StudyDefinition
    ) {
        let definition = try StudyDefinition.parse(text.text, file: text.file, workloads: BuiltIn.descriptions)
        let database = try workspace.openOrCreate()
        do {
            return (try database.createStudy(definition, name: name, directory: workspace.root), definition)
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
