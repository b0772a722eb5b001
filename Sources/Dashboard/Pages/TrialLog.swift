// The end of a trial's log, and what is written while somebody looks at it: never more at once than a page can show.

import HTTP
import JSON
import Storage
import Studies
import System

extension Dashboard {
    /// The most bytes of a log that are sent at once.
    private static let most = 32 << 10

    func log(of trial: Trial, _ study: OpenStudy, _ body: inout PageBody) {
        let part = Self.part(of: study.place(ofTrial: trial.number).log, from: nil)
        // One that has not ended may have a log soon.
        guard part != nil || !trial.state.isFinal else { return }
        body.add("h2", "The end of its log")
        let more = Address.trial(trial.number, of: study.name) + "/log"
        // HTML takes the first line break away.
        body.add(
            "pre", ["tabindex": "0", "id": "log", "data-more": more, "data-next": "\(part?.next ?? 0)"],
            "\n" + (part?.text ?? ""))
    }

    /// `{"from", "next", "text", "running"}`: what was written behind `?from=` bytes. It begins elsewhere where that is too much,
    /// or the file is another one.
    func moreLog(_ request: Request, _ words: [String: String]) throws -> JSONValue {
        let study = try live.study(named: words["name"] ?? "")
        let trial = try study.trial(try Self.number(words))
        guard let from = request.query("from").flatMap({ Int($0) }), from >= 0 else {
            throw PageError(400, "from takes a number of bytes.")
        }
        let part = Self.part(of: study.place(ofTrial: trial.number).log, from: from) ?? (0, 0, "")
        return [
            "from": .int(part.from), "next": .int(part.next), "text": .string(part.text),
            "running": .bool(trial.state == .running),
        ]
    }

    /// A part of a regular file, from `start` or else its end; nil where there is none to be read.
    private static func part(of path: String, from start: Int?) -> (from: Int, next: Int, text: String)? {
        do throws(SystemError) {
            let file = try Descriptor(reading: path)
            guard let size = try file.regularSize() else { return nil }
            let earliest = max(0, size - most)
            let isWanted = start.map { $0 >= earliest && $0 <= size } ?? false
            var from = isWanted ? start ?? earliest : earliest
            try file.seek(to: from)
            var bytes: [UInt8] = []
            while bytes.count < most, let more = try file.receive(upTo: most - bytes.count), !more.isEmpty {
                bytes += more
            }
            // Where it begins within a line, that line is left out.
            if !isWanted, from > 0, let end = bytes.firstIndex(of: 10) {
                bytes.removeFirst(end + 1)
                from += end + 1
            }
            let whole = bytes.dropLast(unfinished(bytes))
            return (from, from + whole.count, String(decoding: whole, as: UTF8.self))
        } catch {
            return nil
        }
    }

    /// How many bytes at the end begin a character that is not whole.
    private static func unfinished(_ bytes: [UInt8]) -> Int {
        for back in 1...3 where back <= bytes.count {
            let byte = bytes[bytes.count - back]
            if byte < 0x80 { return 0 }
            if byte >= 0xC0 {
                let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
                return length > back ? back : 0
            }
        }
        return 0
    }
}
