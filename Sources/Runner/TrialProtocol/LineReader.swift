import Studies

/// What one line of a trial's output means.
enum Reading: Sendable, Hashable {
    /// The program's log.
    case log
    case report(EpochReport)
    /// Something that its author will want to know, such as a report that cannot be used.
    case note(String)
}

/// Reads reports from lines.
protocol LineReader {
    mutating func read(_ line: [UInt8]) -> [Reading]
}
