// Whole lines out of chunks that end anywhere, in bounded memory.
//
//     var splitter = LineSplitter(limit: 1 << 20)
//     splitter.split(Array("{\"epoch\": 1}\n{\"ep".utf8))     // [.whole({"epoch": 1})]
//     splitter.split(Array("och\": 2}\n".utf8))               // [.whole({"epoch": 2})]

import System

/// A line of a trial's output, without its end.
enum Line: Sendable, Hashable {
    case whole([UInt8])
    /// A line longer than the limit, of which nothing is kept; told once, when it grows too long.
    case overlong(limit: Int)
}

/// Cuts a stream of bytes into lines.
struct LineSplitter: Sendable {
    /// The longest line that is kept, in bytes.
    let limit: Int
    /// Whether a carriage return ends a line too, as progress bars have it.
    let breaksAtReturn: Bool
    private var partial: [UInt8] = []
    private var isSkipping = false

    init(limit: Int, breaksAtReturn: Bool = false) {
        self.limit = limit
        self.breaksAtReturn = breaksAtReturn
    }

    /// The lines that `bytes` complete.
    mutating func split(_ bytes: ArraySlice<UInt8>) -> [Line] {
        var lines: [Line] = []
        var rest = bytes
        while let end = rest.position(of: 0x0A) {
            take(rest[..<end], into: &lines)
            if !isSkipping { emit(partial, into: &lines) }
            partial.removeAll(keepingCapacity: true)
            isSkipping = false
            rest = rest[(end + 1)...]
        }
        take(rest, into: &lines)
        return lines
    }

    /// The last line, where the stream ended without ending it.
    mutating func finish() -> [Line] {
        var lines: [Line] = []
        if !isSkipping, !partial.isEmpty { emit(partial, into: &lines) }
        partial = []
        isSkipping = false
        return lines
    }

    private mutating func take(_ bytes: ArraySlice<UInt8>, into lines: inout [Line]) {
        guard !isSkipping else { return }
        if partial.count + bytes.count <= limit {
            partial += bytes
        } else {
            partial = []
            isSkipping = true
            lines.append(.overlong(limit: limit))
        }
    }

    private func emit(_ line: [UInt8], into lines: inout [Line]) {
        guard breaksAtReturn else { return lines.append(.whole(line)) }
        for part in line.split(separator: 0x0D) { lines.append(.whole(Array(part))) }
    }
}
