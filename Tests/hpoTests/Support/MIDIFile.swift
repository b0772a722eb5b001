// A strict reader of Standard MIDI Files, written from the standard and not from the writer that it checks.

/// What a file of format 0 plays: notes with their times, and its tempo.
struct MIDIFile {
    struct Note: Equatable {
        let key: Int
        let start: Int
        let end: Int
    }

    enum Problem: Error { case header, track, event(Int), hangingNote(Int), noEnd, bytesAfterEnd }

    let ticksPerQuarter: Int
    private(set) var microsecondsPerQuarter = 500_000
    private(set) var notes: [Note] = []
    private(set) var length = 0

    init(_ bytes: [UInt8]) throws {
        func number(_ range: Range<Int>) -> Int { bytes[range].reduce(0) { $0 << 8 | Int($1) } }
        guard bytes.count >= 22, bytes[0..<4].elementsEqual("MThd".utf8), number(4..<8) == 6, number(8..<10) == 0,
            number(10..<12) == 1, bytes[12] & 0x80 == 0, number(12..<14) > 0
        else { throw Problem.header }
        ticksPerQuarter = number(12..<14)
        guard bytes[14..<18].elementsEqual("MTrk".utf8), number(18..<22) == bytes.count - 22 else {
            throw Problem.track
        }
        try readTrack(bytes[22...])
    }

    private mutating func readTrack(_ track: ArraySlice<UInt8>) throws {
        var rest = track
        var now = 0
        var status: UInt8?
        var sounding: [Int: Int] = [:]
        func next() throws -> UInt8 {
            guard let byte = rest.popFirst() else { throw Problem.noEnd }
            return byte
        }
        func variable() throws -> Int {
            var value = 0
            for _ in 0..<4 {
                let byte = try next()
                value = value << 7 | Int(byte & 0x7F)
                if byte & 0x80 == 0 { return value }
            }
            throw Problem.event(now)
        }
        func data() throws -> Int {
            let byte = try next()
            guard byte < 0x80 else { throw Problem.event(now) }
            return Int(byte)
        }
        while true {
            now += try variable()
            if let first = rest.first, first >= 0x80 {
                status = first
                _ = rest.popFirst()
            }
            guard let kind = status else { throw Problem.event(now) }
            switch kind {
            case 0x80...0x9F:
                let (key, velocity) = (try data(), try data())
                if kind >= 0x90, velocity > 0 {
                    guard sounding.updateValue(now, forKey: key) == nil else { throw Problem.hangingNote(key) }
                } else {
                    guard let start = sounding.removeValue(forKey: key), start < now else {
                        throw Problem.hangingNote(key)
                    }
                    notes.append(Note(key: key, start: start, end: now))
                }
            case 0xC0...0xDF: _ = try data()
            case 0xA0...0xBF, 0xE0...0xEF: _ = (try data(), try data())
            case 0xFF:
                status = nil
                let type = try next()
                let body = try (0..<variable()).map { _ in try next() }
                if type == 0x51 {
                    guard body.count == 3 else { throw Problem.event(now) }
                    microsecondsPerQuarter = body.reduce(0) { $0 << 8 | Int($1) }
                }
                if type == 0x2F {
                    guard body.isEmpty, rest.isEmpty else { throw Problem.bytesAfterEnd }
                    guard sounding.isEmpty else { throw Problem.hangingNote(sounding.keys.first ?? 0) }
                    length = now
                    return
                }
            default: throw Problem.event(now)
            }
        }
    }
}
