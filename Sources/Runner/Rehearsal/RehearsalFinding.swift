import Words

/// Something about a program that its author will want to know before a study runs it.
public enum RehearsalFinding: Sendable, Hashable {
    /// It failed, for the reason that a trial would be recorded with.
    case failed(reason: String)
    /// It was ended before an epoch had all that the study's goals need.
    case nothingMeasured(why: String)
    /// What a run would note about the trial.
    case noted(String)
    /// It has written nothing in all its `seconds`.
    case silent(seconds: Double)
    /// It wrote `epochs` of them at once, the first one only after `seconds`.
    case cameAtOnce(epochs: Int, seconds: Double)
    /// It is answered after each report, and has not waited for that.
    case doesNotWait
    /// It was told to stop, and went on until it was ended by a signal.
    case doesNotListen
    /// It did not end when it was asked to, and was killed.
    case wasKilled(grace: Double)
    /// Its log has lines that look like what the study's regular expression was to find.
    case near(lines: [String])
    /// Its log seems to have the epochs that were looked for as lines of JSON.
    case logsEpochs(line: String)
    /// It writes reports to standard error, where nobody looks for them.
    case reportsToErrors(line: String)
    /// The objective was never a number.
    case notANumber(metric: String)
    /// It ended by itself before the epochs that the study plans.
    case endedEarly(last: Int, planned: Int)
    /// It numbers an epoch beyond those that the study plans.
    case beyondPlan(epoch: Int, planned: Int)

    /// Whether a study of such a program comes to nothing.
    public var isFault: Bool {
        switch self {
        case .failed, .nothingMeasured: true
        default: false
        }
    }
}

extension RehearsalFinding: CustomStringConvertible {
    /// What is the case, for people.
    public var description: String {
        switch self {
        case .failed(let reason), .nothingMeasured(let reason), .noted(let reason): reason
        case .silent(let seconds):
            "it wrote nothing in \(roundedDuration(seconds)): where it does print, its output waits in a buffer and must be "
                + "flushed after each report"
        case .cameAtOnce(let epochs, let seconds):
            "\(epochs) epochs came at once, after \(roundedDuration(seconds)): where they take longer than that, its output "
                + "waits in a buffer and must be flushed after each report"
        case .doesNotWait:
            "train.sync is true, and it reports the next epoch without reading the answer to the last one"
        case .doesNotListen:
            "train.sync is true, and it went on after `stop` until it was ended by SIGTERM: it has to read one line after "
                + "each report"
        case .wasKilled(let grace):
            "it did not end within the grace time of \(exactDuration(grace)) after SIGTERM, and was killed"
        case .near(let lines):
            "nearest to train.read.regex are: \(lines.map { "`\($0)`" }.joined(separator: ", "))"
        case .logsEpochs(let line):
            "its log has `\(line)`: such lines are read with train: { read: { regex: … } }"
        case .reportsToErrors(let line):
            "it writes `\(line)` to standard error, and reports are read from standard output"
        case .notANumber(let metric): "`\(metric)` was never a number, but NaN"
        case .endedEarly(let last, let planned):
            "it ended by itself after epoch \(last), and train.epochs is \(planned)"
        case .beyondPlan(let epoch, let planned): "it has reported epoch \(epoch), and train.epochs is \(planned)"
        }
    }
}
