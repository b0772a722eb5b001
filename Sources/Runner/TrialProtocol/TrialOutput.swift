/// All that is known of a trial from what it prints: a pure state machine, bytes in, readings out.
struct TrialOutput {
    private var reader: any LineReader
    private let readsErrors: Bool
    private var output: LineSplitter
    private var errors: LineSplitter
    private var outputTail = LogTail()
    private var errorsTail = LogTail()
    private var notes: Set<String> = []

    /// Notes of one trial beyond this many are dropped, so that a program gone wild does not flood the reader.
    private static let mostNotes = 20

    /// Reads with `reader`, lines up to `limit` bytes; from the stream of errors too where `readsErrors`, which is where many
    /// programs log.
    init(reader: any LineReader, limit: Int, readsErrors: Bool = false, breaksAtReturn: Bool = false) {
        self.reader = reader
        self.readsErrors = readsErrors
        output = LineSplitter(limit: limit, breaksAtReturn: breaksAtReturn)
        errors = LineSplitter(limit: limit, breaksAtReturn: breaksAtReturn)
    }

    /// What `bytes` of a stream mean; log lines are left out.
    mutating func read(_ bytes: [UInt8], from stream: TrialStream) -> [Reading] {
        switch stream {
        case .output:
            outputTail.append(bytes)
            return readings(of: output.split(bytes[...]))
        case .errors:
            errorsTail.append(bytes)
            return readsErrors ? readings(of: errors.split(bytes[...])) : []
        }
    }

    /// What a last line without an end means, once the program is over.
    mutating func finish() -> [Reading] {
        readings(of: output.finish() + (readsErrors ? errors.finish() : []))
    }

    /// The last lines that say why the program failed: its errors', or its output's where it wrote no errors.
    var lastLines: [String] {
        let lines = errorsTail.lines(5)
        return lines.isEmpty ? outputTail.lines(5) : lines
    }

    private mutating func readings(of lines: [Line]) -> [Reading] {
        var readings: [Reading] = []
        for line in lines {
            switch line {
            case .overlong(let limit):
                readings.append(.note("a line of its output is longer than \(limit) bytes and is not read"))
            case .whole(let bytes):
                readings += reader.read(bytes)
            }
        }
        return readings.filter { isNews($0) }
    }

    private mutating func isNews(_ reading: Reading) -> Bool {
        switch reading {
        case .log: false
        case .report: true
        case .note(let text): notes.count < Self.mostNotes && notes.insert(text).inserted
        }
    }
}
