// A history in few bytes, so that a process that asks for one suggestion need not read every epoch of 10,000 trials.
//
//     let bytes = HistorySnapshot(of: history)?.bytes            // some 9 bytes an epoch
//     var later = History(direction: .minimize, space: space)
//     try later.restore(HistorySnapshot(bytes: bytes))           // equal to `history`, whatever the space was
//
// It holds the study's own trials alone, as they had become; indexes are made anew, in the time of a few sortings.

import Expressions

/// The trials of a history as bytes. They may be kept anywhere and are believed only as far as their checksum goes.
public struct HistorySnapshot: Sendable, Hashable {
    /// What is kept.
    public let bytes: [UInt8]

    /// The bytes of what was kept, which `History.restore` checks.
    public init(bytes: [UInt8]) { self.bytes = bytes }

    /// The own trials of `history`; nil while it has heard of trials that have not started.
    public init?(of history: History) {
        guard history.early.isEmpty else { return nil }
        let own = history.trials.filter(\.isOwn)
        var writer = ByteWriter()
        writer.byte(Self.format)
        let names = Array(Set(own.flatMap(\.configuration.values.keys))).sorted()
        writer.integer(names.count)
        for name in names { writer.text(name) }
        let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($0.element, $0.offset) })
        writer.integer(own.count)
        for trial in own { writer.trial(trial, places) }
        writer.word(Self.checksum(writer.bytes[...]))
        bytes = writer.bytes
    }

    /// Of the layout; another one is not read.
    private static let format: UInt8 = 2

    /// FNV-1a with 64 bits (Fowler, Noll, Vo).
    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    /// The trials, in ascending order of number.
    func trials() throws(ByteReader.Damage) -> [TrialRecord] {
        guard bytes.count > 8 else { throw ByteReader.Damage() }
        let content = bytes[..<(bytes.count - 8)]
        var end = ByteReader(bytes[(bytes.count - 8)...])
        guard try end.word() == Self.checksum(content) else { throw ByteReader.Damage() }
        var reader = ByteReader(content)
        guard try reader.byte() == Self.format else { throw ByteReader.Damage() }
        var names: [String] = []
        for _ in 0..<(try reader.count()) { names.append(try reader.text()) }
        var trials: [TrialRecord] = []
        for _ in 0..<(try reader.count()) {
            let trial = try reader.trial(names)
            guard trial.number > trials.last?.number ?? -1 else { throw ByteReader.Damage() }
            trials.append(trial)
        }
        guard reader.isAtEnd else { throw ByteReader.Damage() }
        return trials
    }
}

extension History {
    /// Takes in what was kept of a study's own trials, where there are none yet.
    ///
    /// - Returns: false where the bytes are no snapshot, or damaged; nothing is taken in then.
    public mutating func restore(_ snapshot: HistorySnapshot) -> Bool {
        guard trials.last?.isOwn != true, var trials = try? snapshot.trials() else { return false }
        for index in trials.indices { trials[index].curve.counting = counting }
        append(contentsOf: trials)
        return true
    }
}
