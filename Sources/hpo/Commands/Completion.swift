import Arguments
import Definitions
import JSON
import Search
import Storage
import Studies

extension Tool {
    /// What shells ask for while a command line is typed.
    enum CompletedWords: String, CaseIterable, Sendable {
        case definitions, studies, trials, stages, parameters, metrics, fields
        case studiesAndTrials = "studies-and-trials"
    }

    /// What a shell offers: these words, of the study used last.
    static func completion(of words: CompletedWords) -> Completion {
        .lines(of: "hpo completion --words \(words.rawValue)")
    }

    private static let shell = Argument("SHELL", .choice(of: Shell.self), help: "bash, zsh or fish.")
    private static let words = Option(
        "words", .choice(of: CompletedWords.self), placeholder: "KIND",
        help: "Print what may stand in a place, one word a line, as these scripts ask: \(kinds).")
    private static let kinds = CompletedWords.allCases.map(\.rawValue).joined(separator: ", ")

    static let completion: Command = Command(
        "completion", summary: "Print a script that teaches a shell to complete hpo's command lines.",
        details: ["Trials, stages, parameters, metrics and fields are those of the study used last."],
        examples: [
            Example("source <(hpo completion bash)", "bash, in ~/.bashrc"),
            Example("source <(hpo completion zsh)", "zsh, in ~/.zshrc after compinit"),
            Example("hpo completion fish > ~/.config/fish/completions/hpo.fish", "fish"),
        ],
        inputs: [shell, words]
    ) { arguments in
        guard let kind = arguments[words] else {
            return try Console.pass(Tool.root.completionScript(for: try arguments.require(shell)))
        }
        // What cannot be found out is not offered.
        let words = (try? offered(kind, arguments)) ?? []
        if arguments.wantsJSON { return try Console.print(.array(words.map { .string($0) })) }
        for word in words { try Console.print(word) }
    }

    private static func offered(_ kind: CompletedWords, _ arguments: ParsedArguments) throws -> [String] {
        let workspace = try Workspace(arguments)
        if kind == .definitions { return Set(workspace.definitions + [Workspace.defaultStudy]).sorted() }
        let store = try workspace.open()
        if kind == .studies { return try store.summaries().map(\.study.name) }
        let studies = kind == .studiesAndTrials ? try store.summaries().map(\.study.name) : []
        guard let study = try store.lastUsedStudy() else { return studies }
        switch kind {
        case .definitions, .studies: return studies
        case .trials, .studiesAndTrials: return studies + (try study.trials().map { "\($0.number)" })
        case .stages: return try study.definition().stages.map(\.name)
        case .parameters: return try study.definition().space.parameters.map { "\($0.name)=" }
        case .metrics:
            let known = try study.fieldNames().compactMap { name in
                name.hasPrefix("metrics.") ? String(name.dropFirst("metrics.".count)) : nil
            }
            return (known.isEmpty ? study.record.objectives.map(\.metric) : known).map { "\($0)=" }
        case .fields: return try study.fieldNames()
        }
    }
}
