import Studies

/// What one line of a trial's output means.
enum Reading: Sendable, Hashable {
    /// The program's log.
    case log
    /// It says which epoch the metrics on the lines after it are for.
    case announcement
    case report(EpochReport)
    /// Something that its author will want to know.
    case note(String)
    /// What looks like a report and cannot be used, and why; nil where that was said before.
    case unusable(String?)
}

/// Reads reports from lines.
protocol LineReader {
    /// What has come to nothing so far.
    var sightings: Sightings { get }

    mutating func read(_ line: [UInt8]) -> [Reading]

    /// What was read so far was another trial's: it is known how the file is laid out, and nothing more.
    mutating func forgetRows()
}

extension LineReader {
    mutating func forgetRows() {}
}

/// How a trial's reader is to read: what numbers the epochs, and what the study cannot do without.
struct ReadingSettings: Sendable {
    /// What numbers the epochs, where the study says it.
    var epochName: String?
    /// The metrics that the study's goals need.
    var needed: Set<String> = []
    /// Whether it is told of any metric, needed or not, that it holds what is no number.
    var tellsAll = false
    /// The epoch before the first of a program that does not number its epochs.
    var countsAfter = 0
    /// Whether the program waits for an answer to each report, so that whatever may be meant as one must not be taken for a line
    /// of its log.
    var isAnswered = false

    /// What numbers the epochs.
    var epoch: String { epochName ?? "epoch" }
}
