// A sequence of chords as the two files that people use: `.lab` and a Standard MIDI File.

/// Chords with their beginnings and ends in steps, equal neighbours joined.
public struct ChordSequence: Sendable, Hashable {
    /// One chord that sounds for some steps.
    public struct Span: Sendable, Hashable {
        /// The chord's number: 0 none, 1 + 2r major and 2 + 2r minor on pitch class r.
        public let chord: Int
        /// The first step.
        public let start: Int
        /// The step after the last.
        public let end: Int
        /// The chord by Harte's name: `N`, `C`, `A:min`.
        public var name: String { ChordName.text(chord) }
    }

    /// The chords in order, without gaps.
    public let spans: [Span]
    /// How long a step is.
    public let secondsPerStep: Double

    /// Joins equal neighbours of a chord for each step. `secondsPerStep` is at least a millisecond.
    public init(_ chords: [Int], secondsPerStep: Double) {
        self.secondsPerStep = max(secondsPerStep, 0.001)
        var spans: [Span] = []
        for (step, chord) in chords.enumerated() {
            if let last = spans.last, last.chord == chord {
                spans[spans.count - 1] = Span(chord: chord, start: last.start, end: step + 1)
            } else {
                spans.append(Span(chord: chord, start: step, end: step + 1))
            }
        }
        self.spans = spans
    }

    /// One line a chord: start and end in seconds, and Harte's name, as `0.000 2.000 A:min`.
    public var lab: String {
        spans.map { span in
            let times = [span.start, span.end].map { Progress.text(Double($0) * secondsPerStep, digits: 3) }
            return "\(times[0]) \(times[1]) \(span.name)\n"
        }.joined()
    }

    private static let ticksPerStep = 480

    /// A Standard MIDI File of format 0: a quarter note a step, the root in the bass and the triad above it.
    public var midi: [UInt8] {
        var track: [UInt8] = []
        let tempo = UInt32(min(max(secondsPerStep * 1e6, 1), 16_777_215))
        track += [0, 0xFF, 0x51, 3] + Self.bytes(tempo, count: 3)
        track += [0, 0xC0, 0]
        var now = 0
        for span in spans {
            guard let (root, isMinor) = ChordName.triad(span.chord) else { continue }
            let notes = [36 + root, 60 + root, 60 + root + (isMinor ? 3 : 4), 60 + root + 7]
            track += Self.events(notes, status: 0x90, velocity: 80, at: span.start * Self.ticksPerStep, now: &now)
            track += Self.events(notes, status: 0x80, velocity: 0, at: span.end * Self.ticksPerStep, now: &now)
        }
        let last = (spans.last?.end ?? 0) * Self.ticksPerStep
        track += Self.variableLength(max(0, last - now)) + [0xFF, 0x2F, 0]
        let header: [UInt8] = Array("MThd".utf8) + Self.bytes(6, count: 4) + [0, 0, 0, 1]
        return header + Self.bytes(UInt32(Self.ticksPerStep), count: 2) + Array("MTrk".utf8)
            + Self.bytes(UInt32(track.count), count: 4) + track
    }

    private static func events(
        _ notes: [Int], status: UInt8, velocity: UInt8, at tick: Int, now: inout Int
    ) -> [UInt8] {
        var result: [UInt8] = []
        for note in notes {
            result += variableLength(tick - now) + [status, UInt8(clamping: min(note, 127)), velocity]
            now = tick
        }
        return result
    }

    /// Seven bits a byte, the high bit on all but the last.
    static func variableLength(_ value: Int) -> [UInt8] {
        var rest = min(max(value, 0), 0x0FFF_FFFF)
        var bytes = [UInt8(rest & 0x7F)]
        while rest > 0x7F {
            rest >>= 7
            bytes.insert(UInt8(rest & 0x7F) | 0x80, at: 0)
        }
        return bytes
    }

    private static func bytes(_ value: UInt32, count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
    }
}
