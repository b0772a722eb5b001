import Definitions
import Search
import Storage
import Studies

/// What cannot be done with a study; its words are in `description`.
public enum StudyError: Error, Sendable, Hashable {
    /// These are the mistakes of a definition, a line each.
    case definition([String])
    /// Two parameters have this name.
    case repeatedParameter(String)
    /// A trial has a value that the program takes for something else; nil is none at all.
    case unusableValue(parameter: String, value: ParameterValue?, expected: String)
    /// The study is there already, and was made of a definition that searches otherwise, in these ways.
    case otherDefinition(study: String, differences: [String])
    /// There is no study of this name; these there are.
    case unknownStudy(String, known: [String])
    /// The study has no trial of this number.
    case unknownTrial(Int)
    /// The trial does not run any more: it has ended, or another process has taken it over.
    case notRunning(trial: Int)
    /// The sampler has nothing left to try, for this reason.
    case nothingLeft(String)
    /// A configuration that is outside the space, for this reason.
    case configuration(String)
    /// What was reported of an epoch is no report, for this reason.
    case unusableReport(String)
    /// A trial without a value of the objective cannot be completed.
    case noObjective(trial: Int, metric: String)
    /// A value alone says nothing of a trial of several objectives, or of conditions on results.
    case valueAlone
    /// So many trials have failed one after another; the last one's reason.
    case failures(count: Int, reason: String)
    /// Whatever else stands in the way, such as the database or the trials' folders, in words.
    case other(String)
}

extension StudyError: CustomStringConvertible {
    /// What is wrong, for people.
    public var description: String {
        switch self {
        case .definition(let mistakes): mistakes.joined(separator: "\n")
        case .repeatedParameter(let name): "two parameters are called `\(name)`"
        case .unusableValue(let parameter, let value, let expected):
            "`\(parameter)` is \(value.map { "\($0)" } ?? "missing"), and the program expects \(expected)"
        case .otherDefinition(let study, let differences):
            "the study \(study) is there already, of another definition:\n"
                + differences.map { "  \($0)" }.joined(separator: "\n")
        case .unknownStudy(let name, let known):
            "there is no study \(name)" + (known.isEmpty ? "" : ", only \(known.joined(separator: ", "))")
        case .unknownTrial(let number): "the study has no trial \(number)"
        case .notRunning(let trial): "trial \(trial) does not run any more"
        case .noObjective(let trial, let metric): "trial \(trial) has no epoch with the objective \"\(metric)\""
        case .valueAlone:
            "the study has several objectives, or conditions on results: its trials report metrics, one value is not enough"
        case .failures(let count, let reason):
            (count == 1 ? "a trial has" : "\(count) trials in a row have") + " failed, the last one with: \(reason)"
        case .nothingLeft(let why), .configuration(let why), .unusableReport(let why), .other(let why): why
        }
    }

    init(_ error: Studies.StudyError) {
        switch error {
        case .definition(let errors):
            let more = errors.unlisted > 0 ? ["… and \(errors.unlisted) more"] : []
            self = .definition(errors.problems.map(\.withoutFile) + more)
        case .storage(let error): self.init(error)
        case .noTrial(let number, _): self = .unknownTrial(number)
        case .allTried, .search, .stagesDone, .stageIsFull, .stageSpace, .stageIsEmpty, .nothingToStartFrom:
            self = .nothingLeft("\(error)")
        case .space, .givenValues: self = .configuration("\(error)")
        case .unusableReport(let why): self = .unusableReport(why)
        case .noObjective(let trial, let metric): self = .noObjective(trial: trial, metric: metric)
        case .valueAlone: self = .valueAlone
        default: self = .other("\(error)")
        }
    }

    private init(_ error: StorageError) {
        switch error {
        case .unknownStudy(let name, let known): self = .unknownStudy(name, known: known)
        case .unknownTrial(let number), .deletedTrial(let number): self = .unknownTrial(number)
        case .notRunning(let number, _), .superseded(let number, _, _): self = .notRunning(trial: number)
        case .unusableEpoch: self = .unusableReport("\(error)")
        default: self = .other("\(error)")
        }
    }
}

/// What `body` gives, its error as one of this library's.
func inLibrary<Result>(_ body: () throws(Studies.StudyError) -> Result) throws(StudyError) -> Result {
    do throws(Studies.StudyError) { return try body() } catch { throw StudyError(error) }
}
