// The lines of a trial's output that are no reports: how many, and the first of them.

/// Keeps the first lines of a log, and counts all of them.
struct LogSample {
    private(set) var lines: [(stream: TrialStream, text: String)] = []
    private(set) var counts: [TrialStream: Int] = [:]
    private var unread: [TrialStream: LineSplitter] = [:]

    private static let mostLines = 200

    /// A line that came to nothing; an empty one says nothing.
    mutating func add(_ line: [UInt8], of stream: TrialStream) {
        let text = excerpt(String(decoding: TerminalText.shown(line), as: UTF8.self))
        guard text.contains(where: { $0 != " " }) else { return }
        counts[stream, default: 0] += 1
        if lines.count < Self.mostLines { lines.append((stream, text)) }
    }

    /// What came by a stream in which nobody looks for reports; nil when it is over.
    mutating func read(_ bytes: [UInt8]?, from stream: TrialStream) {
        var splitter = unread[stream] ?? LineSplitter(limit: 1 << 14)
        for case .whole(let line) in bytes.map({ splitter.split($0[...]) }) ?? splitter.finish() {
            add(line, of: stream)
        }
        unread[stream] = splitter
    }
}
