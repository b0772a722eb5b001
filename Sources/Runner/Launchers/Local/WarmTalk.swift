// What a warm program says beside its reports and its log: one line that asks for a trial.
//
//     var talk = WarmTalk()
//     talk.hear(Array("loading\n{\"next\": true}\n".utf8))     // [.printed(loading\n), .asked]
//
// The line counts too where something was left standing before it, as a progress bar is.

import JSON
import System

/// Finds the line `{"next": true}` in what a warm program prints, in chunks that end anywhere.
struct WarmTalk: Sendable {
    enum Heard: Sendable, Hashable {
        case printed([UInt8])
        /// It asks for a trial, and so has ended the one that it had.
        case asked
    }

    /// The longest line that asks, in bytes.
    private static let longest = 64
    /// What may be the beginning of the line.
    private var held: [UInt8] = []

    /// What `bytes` say, in order.
    mutating func hear(_ bytes: [UInt8]) -> [Heard] {
        var heard: [Heard] = []
        var said: [UInt8] = []
        var rest = bytes[...]
        while let end = rest.position(of: 0x0A) {
            said += hold(rest[..<end])
            if isRequest {
                if !said.isEmpty { heard.append(.printed(said)) }
                heard.append(.asked)
                said = []
            } else {
                said += held
                said.append(0x0A)
            }
            held = []
            rest = rest[(end + 1)...]
        }
        said += hold(rest)
        return said.isEmpty ? heard : heard + [.printed(said)]
    }

    /// What was kept back, once nothing follows.
    mutating func finish() -> [UInt8] {
        defer { held = [] }
        return held
    }

    /// Keeps back what may be the line's beginning.
    ///
    /// - Returns: what is not.
    private mutating func hold(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        held += bytes
        var start = held.lastIndex(of: UInt8(ascii: "{")) ?? held.endIndex
        if held.count - start > Self.longest { start = held.endIndex }
        defer { held.removeFirst(start) }
        return Array(held[..<start])
    }

    private var isRequest: Bool {
        guard !held.isEmpty, let object = (try? JSONValue(parsing: held, syntax: .lenient))?.objectValue else {
            return false
        }
        return object.count == 1 && object["next"] == .bool(true)
    }
}
