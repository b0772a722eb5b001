import Arguments
import JSON
import Runner
import Storage
import Studies
import System

extension Tool {
    private static let lines = Option(
        "lines", short: "n", .integer(in: 1...), placeholder: "N", help: "Only the last N lines.")
    private static let path = Flag("path", help: "Print where the log is, not what is in it.")
    private static let longestLog = 1 << 30

    static let showLog: Command = Command(
        "log", summary: "Print what a trial's program printed.",
        details: ["--json prints {\"number\", \"path\", \"log\"}."],
        examples: [
            Example("hpo trial log 7"), Example("hpo trial log 7 --lines 20"),
            Example("tail -f $(hpo trial log 7 --path)", "follow a running trial"),
        ],
        inputs: [CommonInputs.studyOfTrial, CommonInputs.trialNumber, CommonInputs.studyOption, lines, path]
    ) { arguments in
        let workspace = try Workspace(arguments)
        let study = try workspace.study(arguments)
        let number = try arguments.require(CommonInputs.trialNumber)
        let trial = try study.trial(number)
        let file = study.place(ofTrial: number).log
        if arguments[path], !arguments.wantsJSON { return try Console.pass(file + "\n") }
        guard Files.exists(file) else {
            let why =
                trial.state == .waiting ? "it has not run yet" : "it was not run by hpo here, or its files were removed"
            throw Failure("trial \(number) of \(study.name) has no log (\(workspace.shown(file))): \(why)")
        }
        var bytes = try Files.contents(file, limit: longestLog)[...]
        if let count = arguments[lines] { bytes = last(count, linesOf: bytes) }
        let text = String(decoding: bytes, as: UTF8.self)
        guard arguments.wantsJSON else { return try Console.show(isTerminal ? lines(shownOf: bytes) : text) }
        try Console.print(["number": .int(number), "path": .string(file), "log": .string(text)])
    }

    private static var isTerminal: Bool { StandardStream.output.isTerminal }

    /// What a terminal had shown of the lines when they were printed: progress bars as they ended, without colours.
    private static func lines(shownOf bytes: ArraySlice<UInt8>) -> String {
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        let shown = Array(lines.map { TerminalText.shown(Array($0)) }.joined(separator: [0x0A]))
        return String(decoding: shown, as: UTF8.self)
    }

    private static func last(_ count: Int, linesOf bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var left = count
        var position = bytes.last == 0x0A ? bytes.endIndex - 1 : bytes.endIndex
        while position > bytes.startIndex {
            if bytes[position - 1] == 0x0A {
                left -= 1
                if left == 0 { break }
            }
            position -= 1
        }
        return bytes[position...]
    }
}
