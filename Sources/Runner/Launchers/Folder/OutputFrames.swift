// What a program prints, as it is written to a file that somebody else follows: which stream, how many bytes, and those.
//
//     o 31\n{"epoch": 1, "val_loss": 0.5}\n\n
//     e 8\nwarning\n\n
//
// A frame that is not whole is not read yet; one that is no frame is damage, and its place is told.

/// Puts bytes into frames.
enum OutputFrames {
    /// The most bytes in one frame.
    static let most = 1 << 16

    /// `bytes` in frames.
    static func frames(_ stream: TrialStream, _ bytes: [UInt8]) -> [UInt8] {
        var framed: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: most) {
            let part = bytes[start..<min(start + most, bytes.count)]
            framed += "\(stream == .output ? "o" : "e") \(part.count)\n".utf8
            framed += part
            framed.append(UInt8(ascii: "\n"))
        }
        return framed
    }
}

/// Takes frames apart, as they come.
struct OutputFrameReader {
    /// Not yet read, since the frame is not whole.
    private var rest: [UInt8] = []
    /// How many bytes have become frames.
    private(set) var offset = 0

    /// The file is not what the job writes.
    struct Damage: Error, Hashable {
        /// Where, in bytes from the start.
        let offset: Int
    }

    /// The frames that are whole by now.
    mutating func read(_ bytes: [UInt8]) throws(Damage) -> [(stream: TrialStream, bytes: [UInt8])] {
        rest += bytes
        var frames: [(TrialStream, [UInt8])] = []
        var position = 0
        while let (stream, body) = try frame(at: position) {
            frames.append((stream, Array(rest[body])))
            position = body.upperBound + 1
        }
        rest.removeSubrange(..<position)
        offset += position
        return frames
    }

    private func frame(at position: Int) throws(Damage) -> (TrialStream, Range<Int>)? {
        // "o 65536\n" is the longest head.
        let head = rest[position...].prefix(8)
        guard let end = head.firstIndex(of: UInt8(ascii: "\n")) else {
            if head.count == 8 { throw Damage(offset: offset + position) }
            return nil
        }
        let words = head[..<end].split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard words.count == 2, let count = Int(String(decoding: words[1], as: UTF8.self)), count > 0,
            count <= OutputFrames.most, words[0] == [UInt8(ascii: "o")] || words[0] == [UInt8(ascii: "e")]
        else { throw Damage(offset: offset + position) }
        let body = (end + 1)..<(end + 1 + count)
        guard rest.count > body.upperBound else { return nil }
        guard rest[body.upperBound] == UInt8(ascii: "\n") else { throw Damage(offset: offset + position) }
        return (words[0] == [UInt8(ascii: "o")] ? .output : .errors, body)
    }
}
