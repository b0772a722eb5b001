/// Reads the reports from a CSV file as it grows.
struct TableFollower {
    private var file: FileFollower
    private var splitter = LineSplitter(limit: CSVReader.limit)
    private var reader = CSVReader()
    /// What is read at one look, in chunks of 1 MiB.
    private static let chunksAtOnce = 16

    /// Follows the file at `path`, which need not be there yet.
    init(path: String) { file = FileFollower(path: path) }

    /// What the rows mean that were completed since the last look.
    mutating func read() -> [Reading] {
        var readings: [Reading] = []
        for _ in 0..<Self.chunksAtOnce {
            let (bytes, restarted) = file.next()
            if restarted {
                splitter = LineSplitter(limit: CSVReader.limit)
                reader = CSVReader()
            }
            guard !bytes.isEmpty else { break }
            for case .whole(let line) in splitter.split(bytes[...]) { readings += reader.read(line) }
        }
        return readings.filter { $0 != .log }
    }

    /// What is left when the program is over, a last row without an end included.
    mutating func finish() -> [Reading] {
        var readings = read()
        for case .whole(let line) in splitter.finish() { readings += reader.read(line) }
        return readings.filter { $0 != .log }
    }
}
