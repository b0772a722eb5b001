public import Definitions
public import Expressions
public import Search
public import Storage

/// What ends a run before its time, or keeps it from beginning.
public enum RunError: Error, Sendable, Hashable {
    /// The database.
    case storage(StorageError)
    /// The sampler finds nothing to try.
    case search(SearchError)
    /// Every one of the space's `count` configurations has been tried.
    case allTried(count: Int)
    /// A stored definition that this program cannot read, having been stored by a newer one.
    case definition(DefinitionErrors)
    /// Another process has edited the study's definition since it was read.
    case editedMeanwhile
    /// Another study has nothing that a new one could learn from, for these reasons.
    case noKnowledge(study: String, why: [String])
    /// A suggestion or a queued configuration that the space does not take.
    case space(SpaceError)
    /// A trial without a value of the objective cannot be completed.
    case noObjective(trial: Int, metric: String)
    /// A value alone says nothing of a trial with several objectives or with conditions on its metrics.
    case valueAlone(trial: Int)
    /// The trials' folders.
    case files(SystemError)
    /// The study's regular expression.
    case reader(pattern: String, problem: String)
    /// The condition of `--until`.
    case until(condition: String, ExpressionError)
    /// The condition of `--until` is no condition but a number or a text.
    case untilType(condition: String)
}

extension RunError {
    /// Whether the sampler has nothing left to try, which ends a run without anything being wrong.
    var isExhaustion: Bool {
        switch self {
        case .search, .allTried: true
        default: false
        }
    }
}

extension RunError: CustomStringConvertible {
    /// What is wrong, for people.
    public var description: String {
        switch self {
        case .storage(let error): error.description
        case .search(let error): error.description
        case .allTried(let count): "each of the \(count) configurations of the space has been tried"
        case .definition(let errors): errors.description
        case .editedMeanwhile: "the study's definition was edited meanwhile; try again"
        case .noKnowledge(let study, let why):
            "there is nothing to learn from \(study):\n"
                + (why.prefix(10) + (why.count > 10 ? ["… and \(why.count - 10) more reasons"] : []))
                .map { "  \($0)" }.joined(separator: "\n")
        case .space(let error): error.description
        case .noObjective(let trial, let metric): "trial \(trial) was told no epoch with the objective \"\(metric)\""
        case .valueAlone(let trial):
            "the study has several objectives, or conditions on metrics, and one value does not say what trial \(trial) "
                + "reached: tell an epoch of it with its metrics (--epoch E --metric NAME=V …), then --completed"
        case .files(let error): "cannot write the trial's files: \(error)"
        case .reader(let pattern, let problem): "the regular expression \(pattern) cannot be used: \(problem)"
        case .until(let condition, let error): "--until \"\(condition)\": \(error)"
        case .untilType(let condition): "--until \"\(condition)\": this is not a condition that is true or false"
        }
    }
}
