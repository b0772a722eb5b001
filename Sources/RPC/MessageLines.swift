// Messages out of chunks that end anywhere, in bounded memory.
//
//     var lines = MessageLines(limit: 16 << 20)
//     lines.split(Array("{\"jsonrpc\": ".utf8)[...])     // []
//     lines.split(Array("\"2.0\"}\n".utf8)[...])         // [.whole({"jsonrpc": "2.0"})]

import System

/// Cuts a stream of bytes into lines.
struct MessageLines: Sendable {
    enum Line: Sendable, Hashable {
        case whole([UInt8])
        /// One longer than the limit, of which nothing is kept; told when it ends.
        case overlong
    }

    /// The longest line that is kept, in bytes.
    let limit: Int
    private var partial: [UInt8] = []
    private var isSkipping = false

    init(limit: Int) { self.limit = limit }

    /// Whether something has come behind the last whole line.
    var hasPartial: Bool { isSkipping || partial.contains { !Self.isBlank($0) } }

    /// The lines that `bytes` complete; empty ones are left out.
    mutating func split(_ bytes: ArraySlice<UInt8>) -> [Line] {
        var lines: [Line] = []
        var rest = bytes
        while let end = rest.position(of: 0x0A) {
            take(rest[..<end])
            if isSkipping {
                lines.append(.overlong)
            } else if !partial.allSatisfy(Self.isBlank) {
                lines.append(.whole(partial))
            }
            (partial, isSkipping) = ([], false)
            rest = rest[(end + 1)...]
        }
        take(rest)
        return lines
    }

    private mutating func take(_ bytes: ArraySlice<UInt8>) {
        guard !isSkipping else { return }
        if partial.count + bytes.count > limit {
            (partial, isSkipping) = ([], true)
        } else {
            partial += bytes
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
}
