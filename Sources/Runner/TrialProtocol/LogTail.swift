/// The last lines of a stream, for the reason of a failure.
struct LogTail: Sendable {
    private static let limit = 4096
    private var bytes: [UInt8] = []

    mutating func append(_ chunk: [UInt8]) {
        bytes += chunk.suffix(Self.limit)
        if bytes.count > Self.limit { bytes.removeFirst(bytes.count - Self.limit) }
    }

    /// The last `count` lines that say something, as plain text: no colours, no control characters, no endless line.
    func lines(_ count: Int) -> [String] {
        bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D })
            .map { Self.plain(String(decoding: $0, as: UTF8.self)) }
            .filter { line in line.contains { $0 != " " } }
            .suffix(count)
    }

    private static func plain(_ line: String) -> String {
        var text = String.UnicodeScalarView()
        var isEscape = false
        for scalar in line.unicodeScalars {
            if isEscape {
                isEscape = !("@"..."~" ~= scalar) || scalar == "["
            } else if scalar == "\u{1B}" {
                isEscape = true
            } else if scalar == "\t" {
                text.append(" ")
            } else if scalar.properties.generalCategory != .control {
                text.append(scalar)
            }
        }
        let whole = String(text)
        return whole.count <= 300 ? whole : "…" + whole.suffix(299)
    }
}
