import Studies

/// All that is known of a trial from what it prints: a pure state machine, bytes in, readings out.
struct TrialOutput {
    /// A state of a line that reports something, kept until it is clear that no later one comes.
    private struct Held {
        let line: [UInt8]
        let epoch: Int
    }

    /// One stream, cut into lines.
    private struct Stream {
        var splitter: LineSplitter
        var held: Held?
    }

    private var reader: any LineReader
    /// Whether the program waits for an answer to whatever begins like an object.
    private let answersObjects: Bool
    private let readsOutput: Bool
    private let readsErrors: Bool
    private var output: Stream
    private var errors: Stream
    private var outputTail = LogTail()
    private var errorsTail = LogTail()
    private var notes: Set<String> = []
    /// The lines that came to nothing, where they are kept.
    private(set) var log: LogSample?

    /// Notes of one trial beyond this many are dropped, so that a program gone wild does not flood the reader.
    private static let mostNotes = 20

    /// Reads with `reader`, lines up to `limit` bytes; from the stream of errors too where `readsErrors`, which is where many
    /// programs log; of the states of a line that is written over the last one, where it `showsProgress`. Where it
    /// `answersObjects`, a line that begins with `{` and is too long gets its answer.
    init(
        reader: any LineReader, limit: Int, readsErrors: Bool = false, showsProgress: Bool = false,
        answersObjects: Bool = false
    ) {
        self.reader = reader
        self.answersObjects = answersObjects
        self.readsErrors = readsErrors
        readsOutput = true
        output = Stream(splitter: LineSplitter(limit: limit, showsProgress: showsProgress))
        errors = output
    }

    /// Reads nothing, since the reports come another way; the last lines are kept all the same.
    init() {
        reader = JSONLinesReader()
        (readsOutput, readsErrors, answersObjects) = (false, false, false)
        output = Stream(splitter: LineSplitter(limit: 0))
        errors = output
    }

    /// What `bytes` of a stream mean; log lines are left out.
    mutating func read(_ bytes: [UInt8], from stream: TrialStream) -> [Reading] {
        switch stream {
        case .output:
            outputTail.append(bytes)
            if !readsOutput { log?.read(bytes, from: stream) }
            return readsOutput ? readings(of: output.splitter.split(bytes[...]), \.output) : []
        case .errors:
            errorsTail.append(bytes)
            if !readsErrors { log?.read(bytes, from: stream) }
            return readsErrors ? readings(of: errors.splitter.split(bytes[...]), \.errors) : []
        }
    }

    /// From now on the lines that come to nothing are kept, as many as a person looks at.
    mutating func keepLog() { log = LogSample() }

    /// What a last line without an end means, once the program is over.
    mutating func finish() -> [Reading] {
        if !readsOutput { log?.read(nil, from: .output) }
        if !readsErrors { log?.read(nil, from: .errors) }
        // The end of a stream is the end of its last line.
        let last = readsOutput ? readings(of: output.splitter.finish() + [.whole([])], \.output) : []
        return last + (readsErrors ? readings(of: errors.splitter.finish() + [.whole([])], \.errors) : [])
    }

    /// The last lines that say why the program failed: its errors', or its output's where it wrote no errors.
    var lastLines: [String] {
        let lines = errorsTail.lines(5)
        return lines.isEmpty ? outputTail.lines(5) : lines
    }

    /// What has come to nothing so far.
    var sightings: Sightings { reader.sightings }

    private mutating func readings(of lines: [Line], _ stream: WritableKeyPath<Self, Stream>) -> [Reading] {
        var readings: [Reading] = []
        for line in lines {
            switch line {
            case .overlong(let limit, let first):
                let words = "a line of its output is longer than \(limit) bytes and is not read"
                readings.append(answersObjects && first == UInt8(ascii: "{") ? .unusable(words) : .note(words))
            case .state(let bytes): readings += replace(stream, by: bytes)
            case .whole(let bytes) where self[keyPath: stream].held == nil:
                let meant = reader.read(bytes)
                if meant == [.log] { log?.add(bytes, of: stream == \Self.output ? .output : .errors) }
                readings += meant
            case .whole(let bytes):
                readings += replace(stream, by: bytes)
                readings += release(stream)
            }
        }
        return readings.compactMap { news($0) }
    }

    /// A line has a new state: what it said before is read, unless this is a later state of the same epoch.
    private mutating func replace(_ stream: WritableKeyPath<Self, Stream>, by line: [UInt8]) -> [Reading] {
        var next = reader
        let meant = next.read(line)
        if meant == [.log] {
            reader = next
            return []
        }
        guard let epoch = Self.epoch(of: meant) else { return release(stream) + reader.read(line) }
        if self[keyPath: stream].held?.epoch == epoch {
            self[keyPath: stream].held = Held(line: line, epoch: epoch)
            return []
        }
        let before = release(stream)
        next = reader
        self[keyPath: stream].held = Held(line: line, epoch: Self.epoch(of: next.read(line)) ?? epoch)
        return before
    }

    /// Reads the state that was kept.
    private mutating func release(_ stream: WritableKeyPath<Self, Stream>) -> [Reading] {
        guard let held = self[keyPath: stream].held else { return [] }
        self[keyPath: stream].held = nil
        return reader.read(held.line).map { reading in
            // The other stream may have announced another epoch meanwhile.
            guard case .report(var report) = reading else { return reading }
            report.epoch = held.epoch
            return .report(report)
        }
    }

    private static func epoch(of readings: [Reading]) -> Int? {
        for case .report(let report) in readings { return report.epoch }
        return nil
    }

    /// The reading as far as it was not told before.
    private mutating func news(_ reading: Reading) -> Reading? {
        switch reading {
        case .log, .announcement: nil
        case .report, .unusable(nil): reading
        case .note(let text): isNew(text) ? reading : nil
        case .unusable(let text?): isNew(text) ? reading : .unusable(nil)
        }
    }

    private mutating func isNew(_ text: String) -> Bool {
        notes.count < Self.mostNotes && notes.insert(text).inserted
    }
}
