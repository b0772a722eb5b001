// Whole lines out of chunks that end anywhere, in bounded memory.
//
//     var splitter = LineSplitter(limit: 1 << 20)
//     splitter.split(Array("{\"epoch\": 1}\n{\"ep".utf8))     // [.whole({"epoch": 1})]
//     splitter.split(Array("och\": 2}\n".utf8))               // [.whole({"epoch": 2})]
//
// Where progress bars are read, a carriage return ends a state of the line, which the next state is written over, and a
// backspace takes a character back:
//
//     splitter.split(Array("10%\r100%\n".utf8))               // [.state(10%), .whole(100%)]

import System

/// A line of a trial's output, without its end.
enum Line: Sendable, Hashable {
    case whole([UInt8])
    /// What a line says until something else is written over it.
    case state([UInt8])
    /// A line longer than the limit, of which nothing is kept but its first byte that is no blank; told once, when it grows too
    /// long.
    case overlong(limit: Int, first: UInt8?)
}

/// Cuts a stream of bytes into lines.
struct LineSplitter: Sendable {
    /// The longest line that is kept, in bytes.
    let limit: Int
    /// Whether lines are written over, as progress bars do.
    let showsProgress: Bool
    private var partial: [UInt8] = []
    private var isSkipping = false

    init(limit: Int, showsProgress: Bool = false) {
        self.limit = limit
        self.showsProgress = showsProgress
    }

    /// The lines that `bytes` complete.
    mutating func split(_ bytes: ArraySlice<UInt8>) -> [Line] {
        var lines: [Line] = []
        var rest = bytes
        while let end = rest.position(of: 0x0A) {
            takeStates(rest[..<end], into: &lines)
            if !isSkipping { lines.append(.whole(partial)) }
            partial.removeAll(keepingCapacity: true)
            isSkipping = false
            rest = rest[(end + 1)...]
        }
        takeStates(rest, into: &lines)
        return lines
    }

    /// The last line, where the stream ended without ending it.
    mutating func finish() -> [Line] {
        let lines = isSkipping || partial.isEmpty ? [] : [Line.whole(partial)]
        partial = []
        isSkipping = false
        return lines
    }

    private mutating func takeStates(_ bytes: ArraySlice<UInt8>, into lines: inout [Line]) {
        guard showsProgress else { return take(bytes, into: &lines) }
        var rest = bytes
        while let end = rest.position(of: TerminalText.carriageReturn) {
            take(rest[..<end], into: &lines)
            if !isSkipping, !partial.isEmpty { lines.append(.state(partial)) }
            partial.removeAll(keepingCapacity: true)
            isSkipping = false
            rest = rest[(end + 1)...]
        }
        take(rest, into: &lines)
    }

    private mutating func take(_ bytes: ArraySlice<UInt8>, into lines: inout [Line]) {
        guard !isSkipping else { return }
        if showsProgress, bytes.position(of: TerminalText.backspace) != nil {
            for byte in bytes {
                if byte == TerminalText.backspace { TerminalText.erase(&partial) } else { partial.append(byte) }
            }
        } else {
            partial += bytes
        }
        if partial.count > limit {
            let first = partial.first { $0 != 0x20 && $0 != 0x09 }
            partial = []
            isSkipping = true
            lines.append(.overlong(limit: limit, first: first))
        }
    }
}
