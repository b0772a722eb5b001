import Arguments
import JSON
import Storage
import Studies
import System
import Words

extension Tool {
    private static let tags = Argument(
        "TAG", .string, required: true, repeats: true,
        help: "Words of letters, digits and _, which conditions name as tags.TAG.", question: "which tag?")
    private static let remove = Flag("remove", help: "Take the tags away.")
    private static let text = Argument(
        "TEXT", .string, help: "What to note, in place of what was noted before; - for standard input.")
    private static let removeNote = Flag("remove", help: "Take the note away.")
    private static let number = Argument(
        "N", .integer(in: 0...).offering(Tool.completion(of: .trials)), required: true,
        help: "The trial's number, from 0, of the study used last or of --study.", question: "which trial?")

    static let tagTrial: Command = Command(
        "tag", summary: "Put words to a trial, by which trials can be found again.",
        details: ["--json prints {\"number\", \"tags\", \"remark\"}."],
        examples: [
            Example("hpo trial tag 7 good baseline"), Example("hpo trial tag 7 baseline --remove"),
            Example("hpo trial list --where \"tags.good\"", "the trials with that tag"),
        ],
        inputs: [number, tags, CommonInputs.studyOption, remove]
    ) { arguments in
        let study = try Workspace(arguments).study(arguments)
        let trial = try arguments.require(number)
        let words = arguments.all(tags)
        try arguments[remove] ? study.tag(trial, removing: words) : study.tag(trial, adding: words)
        try sayLabels(of: trial, in: study, arguments)
    }

    static let noteTrial: Command = Command(
        "note", summary: "Note something about a trial.",
        details: [
            "It is shown by hpo trial show, and is the field remark of hpo trial list.",
            "--json prints {\"number\", \"tags\", \"remark\"}.",
        ],
        examples: [Example("hpo trial note 7 \"diverges without warm-up\""), Example("hpo trial note 7 --remove")],
        inputs: [number, text, CommonInputs.studyOption, removeNote]
    ) { arguments in
        let study = try Workspace(arguments).study(arguments)
        let trial = try arguments.require(number)
        guard (arguments[text] == nil) == arguments[removeNote] else {
            throw arguments.error(.other("say what to note, or --remove"))
        }
        try study.remark(try arguments[text].map { try read($0) }, about: trial)
        try sayLabels(of: trial, in: study, arguments)
    }

    private static func read(_ text: String) throws -> String {
        guard text == "-" else { return text }
        let bytes = try Files.contents("/dev/stdin", limit: 1 << 20)
        guard let input = String(validating: bytes, as: UTF8.self) else { throw Failure("the note is not UTF-8 text") }
        return input
    }

    private static func sayLabels(of trial: Int, in study: OpenStudy, _ arguments: ParsedArguments) throws {
        let labels = try study.labels()[trial] ?? TrialLabels()
        if arguments.wantsJSON {
            return try Console.print([
                "number": .int(trial), "tags": .array(labels.tags.map { .string($0) }),
                "remark": JSONValue(labels.remark),
            ])
        }
        let tags = labels.tags.isEmpty ? "no tags" : "tags \(labels.tags.joined(separator: ", "))"
        try Console.print("\(Style.bold("\(study.name), trial \(trial)")): \(tags)")
        for line in labels.remark?.lines ?? [] { try Console.print(shown(line)) }
    }
}
