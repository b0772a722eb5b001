import Expressions
import HPOTesting
import Testing

@testable import Search

@Suite struct HistorySnapshotTests {
    private static func restored(_ snapshot: HistorySnapshot, _ space: Space? = nil) -> History? {
        var history = History(direction: .minimize, space: space)
        return history.restore(snapshot) ? history : nil
    }

    /// All that can be seen of a history, as text, in which NaN is NaN.
    private static func view(_ history: History) -> [String] {
        history.trials.map { trial in
            let values = trial.configuration.values.sorted { $0.key < $1.key }.map { "\($0)" }
            return "\(trial.number) \(values) \(trial.curve) \(String(describing: trial.final)) \(trial.stops)"
                + " \(trial.resumptions) \(String(describing: trial.pausedAt))"
        } + [
            "\(history.ranking) \(history.rankedSuccesses) \(history.completedCount)"
        ] + (0..<8).map { "\(history.completedLosses(at: $0).values.map { $0 + 0 })" }
    }

    @Test("what was kept of a history goes on as the history does", arguments: 0..<6 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        let space = try seed.isMultiple(of: 2) ? Spaces.mixed() : Spaces.conditional()
        var changes: [HistoryChange] = []
        var generator = Generator(seed: seed, trial: 0)
        var rest = try HistoryTests.changes(trials: 40, in: space, seed: seed)
        while let next = rest.indices.randomElement(using: &generator) {
            changes.append(rest[next].removeFirst())
            if rest[next].isEmpty { rest.remove(at: next) }
        }
        for part in [0, changes.count / 3, changes.count / 2, changes.count] {
            var history = History(direction: .minimize, space: space)
            for change in changes[..<part] { history.apply(change) }
            let snapshot = try #require(HistorySnapshot(of: history))
            var later = try #require(Self.restored(HistorySnapshot(bytes: snapshot.bytes), space))
            #expect(Self.view(later) == Self.view(history))
            #expect(later.brokenInvariants() == [])
            #expect(HistorySnapshot(of: later) == snapshot)
            for change in changes[part...] {
                history.apply(change)
                later.apply(change)
            }
            #expect(Self.view(later) == Self.view(history))
            #expect(later.brokenInvariants() == [])
        }
    }

    @Test("every kind of value, score, epoch and name comes back")
    func extremes() throws {
        var history = History(directions: [.minimize, .maximize])
        let values: [String: Value] = [
            "ä": .int(.min), "b": .int(.max), "c": .float(-0.0), "d": .float(.nan), "e": .string("\u{301}\u{0}"),
            "f": .bool(true), "g": .bool(false), "": .string(""),
        ]
        let fates: [Outcome] = [
            .completed(Score(values: [1, .nan], violation: .infinity)), .paused(epoch: .max), .failed(reason: "é"),
            .stopped, .pruned(epoch: .min),
        ]
        for (number, fate) in fates.enumerated() {
            history.apply(.started(number: number * 1_000_000, configuration: Configuration(values)))
            for epoch in [Int.min, -1, 0, .max] {
                history.apply(.reported(number: number * 1_000_000, epoch: epoch, value: -.infinity))
            }
            history.apply(.ended(number: number * 1_000_000, outcome: fate))
        }
        var later = History(directions: [.minimize, .maximize])
        #expect(later.restore(try #require(HistorySnapshot(of: history))))
        #expect(Self.view(later) == Self.view(history))
    }

    @Test("what is known from other studies is not kept, and stays where a snapshot is restored")
    func knowledge() throws {
        let space = try Spaces.mixed()
        var known = History(direction: .minimize, space: space)
        known.apply(.started(number: -2, configuration: Configuration()))
        known.apply(.ended(number: -2, outcome: .completed(value: 3)))
        var history = known
        for change in try HistoryTests.changes(trials: 12, in: space, seed: 9).joined() { history.apply(change) }
        var later = known
        #expect(later.restore(try #require(HistorySnapshot(of: history))))
        #expect(Self.view(later) == Self.view(history))
        #expect(later.brokenInvariants() == [])
        #expect(!later.restore(try #require(HistorySnapshot(of: history))))
    }

    @Test("damaged bytes are refused, whichever of them is changed, and wherever they end")
    func damage() throws {
        let space = try Spaces.mixed()
        var history = History(direction: .minimize, space: space)
        for change in try HistoryTests.changes(trials: 5, in: space, seed: 3).joined() { history.apply(change) }
        let bytes = try #require(HistorySnapshot(of: history)).bytes
        for place in bytes.indices {
            var damaged = bytes
            damaged[place] ^= 0x10
            #expect(Self.restored(HistorySnapshot(bytes: damaged)) == nil)
            #expect(Self.restored(HistorySnapshot(bytes: Array(bytes[..<place]))) == nil)
        }
    }

    @Test("bytes that someone made up, with a right checksum, neither trap nor take more memory than they are long")
    func hostile() {
        var generator = Generator(seed: 5, trial: 0)
        for _ in 0..<20_000 {
            var content: [UInt8] = [1]
            for _ in 0..<generator.index(below: 60) {
                content.append(generator.uniform() < 0.3 ? 0xFF : UInt8(generator.index(below: 8)))
            }
            var writer = ByteWriter()
            for byte in content { writer.byte(byte) }
            writer.word(content.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 })
            guard let history = Self.restored(HistorySnapshot(bytes: writer.bytes)) else { continue }
            #expect(history.trials.count <= content.count)
            #expect(history.brokenInvariants() == [])
        }
    }

    @Test("a history that has heard of a trial before its start is not kept")
    func early() {
        var history = History(direction: .minimize)
        history.apply(.reported(number: 4, epoch: 1, value: 0.5))
        #expect(HistorySnapshot(of: history) == nil)
    }
}
