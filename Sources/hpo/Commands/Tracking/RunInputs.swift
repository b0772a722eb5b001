import Arguments
import Definitions
import Expressions
import JSON
import Search
import Storage
import Studies
import System
import Words

/// What the commands take that record single runs.
enum RunInputs {
    static let name = Option(
        "name", .string(completion: CommonInputs.studyNames), placeholder: "NAME",
        help: "The study that it becomes a trial of, made where there is none; otherwise one of its own.")
    static let parameters = Option(
        "params", .parameters, placeholder: "NAME=VALUE", several: true,
        help: "What it runs with: numbers, true, false, or texts; lr=0.1 depth=3, or with commas between.")
    static let minimize = Option(
        "minimize", .string, placeholder: "METRIC", help: "The metric that counts is best when least.")
    static let maximize = Option(
        "maximize", .string, placeholder: "METRIC", help: "The metric that counts is best when greatest.")
    static let delimiter = Option(
        "delimiter", .delimiter, placeholder: "D", help: "What parts the table's columns: , ; | : tab or space.")
    static let decimalComma = Flag("decimal-comma", help: "The table's numbers have a comma: 0,5.")

    static let table: [any CommandInput] = [delimiter, decimalComma]

    /// How a table is written, as the command line says.
    static func format(_ arguments: ParsedArguments) -> TableFormat {
        TableFormat(delimiter: arguments[delimiter], decimalComma: arguments[decimalComma])
    }

    /// Where a run goes: the study that is named, where there is one, and what it is of.
    struct Place {
        var run: TrackedRun
        /// The folder of the study.
        let directory: String

        /// The definition of the run.
        ///
        /// - Throws: what is wrong with it, by what was typed: nobody has seen the definition's text.
        func definition() throws -> StudyDefinition {
            do throws(DefinitionErrors) { return try run.definition() } catch {
                throw Failure(error.problems.map { RunInputs.words(for: $0) }.joined(separator: "\n"))
            }
        }
    }

    fileprivate static func words(for problem: DefinitionProblem) -> String {
        let option: String
        switch problem.keyPath {
        case "objective.minimize": option = "--minimize"
        case "objective.maximize": option = "--maximize"
        case let path where path.hasPrefix("fixed"): option = "--params"
        case let path where path.hasPrefix("train.read.regex"): option = "--regex"
        case let path where path.hasPrefix("train.read"): option = "--csv"
        default: option = problem.keyPath
        }
        return "\(option): \(problem.message)" + (problem.suggestion.map { "; did you mean `\($0)`?" } ?? "")
    }

    /// The run that the command line describes.
    ///
    /// - Parameter command: its program with the arguments, or what stands for it.
    static func place(
        of command: [String], _ arguments: ParsedArguments, in workspace: Workspace, store: StudyStore
    ) throws -> Place {
        let summaries = try store.summaries()
        let taken = Set(summaries.map(\.study.name)).union(workspace.definitions)
        let name = arguments[name] ?? TrackedRun.name(for: command, taken: taken)
        var run = TrackedRun(name: name, command: command)
        run.parameters = try parameters(arguments)
        run.objective = try objective(arguments)
        guard summaries.contains(where: { $0.study.name == name }) else {
            if let problem = NewStudy.problem(withName: name) { throw arguments.error(.other("--name: \(problem)")) }
            return Place(run: run, directory: workspace.root)
        }
        let study = try store.study(named: name)
        workspace.noteFolder(of: study)
        // The objective is the study's, and need not be said again.
        if run.objective == nil {
            run.objective = try study.trackedObjective().map { ($0.metric, $0.direction) }
        }
        return Place(run: run, directory: study.record.directory)
    }

    private static func parameters(_ arguments: ParsedArguments) throws(UsageError) -> [(name: String, value: Value)] {
        let given = arguments.all(parameters).flatMap(\.self)
        var seen: Set<String> = []
        for parameter in given where !seen.insert(parameter.name).inserted {
            throw arguments.error(.other("--params: \(parameter.name) is given twice"))
        }
        return given.map { ($0.name, $0.value) }
    }

    private static func objective(
        _ arguments: ParsedArguments
    ) throws(UsageError) -> (metric: String, direction: Direction)? {
        switch (arguments[minimize], arguments[maximize]) {
        case (nil, nil): return nil
        case (let metric?, nil): return (metric, .minimize)
        case (nil, let metric?): return (metric, .maximize)
        case (_?, _?): throw arguments.error(.other("--minimize and --maximize exclude each other"))
        }
    }
}

/// One of the values that a run is given.
struct GivenParameter: Sendable {
    let name: String
    let text: String

    var value: Value { TrackedRun.value(of: text) }
}

extension ValueKind where Value == [GivenParameter] {
    /// `lr=0.1`, `lr=0.1,depth=3`; a comma that no name follows is part of a value.
    fileprivate static var parameters: ValueKind {
        ValueKind { word throws(InvalidValue) in
            var given: [GivenParameter] = []
            for part in word.cut(at: ",") {
                if let (name, text) = part.cutOnce(at: "="), TrackedRun.allows(parameter: name) {
                    given.append(GivenParameter(name: name, text: text))
                } else if let last = given.popLast() {
                    given.append(GivenParameter(name: last.name, text: "\(last.text),\(part)"))
                } else {
                    throw InvalidValue(expected: "a parameter's name and value, such as lr=0.1")
                }
            }
            return given
        }
    }
}

extension ValueKind where Value == UInt8 {
    fileprivate static var delimiter: ValueKind {
        let bytes: [String: UInt8] = [
            ",": 0x2C, ";": 0x3B, "|": 0x7C, ":": 0x3A, "\t": 0x09, "tab": 0x09, "\\t": 0x09, " ": 0x20, "space": 0x20,
        ]
        return ValueKind(completion: .words([",", ";", "|", ":", "tab", "space"])) { word throws(InvalidValue) in
            guard let byte = bytes[word] else { throw InvalidValue(expected: "one of , ; | : tab space") }
            return byte
        }
    }
}
