import Storage
import Testing

@testable import Runner
@testable import Studies

@Suite("Reports found by regular expressions")
struct RegexReaderTests {
    private func reader(_ patterns: String..., epoch: String? = nil, after: Int = 0) throws -> RegexReader {
        try RegexReader(patterns: patterns, ReadingSettings(epochName: epoch, countsAfter: after))
    }

    @Test("named groups are the metrics, and what is no number is told once for each")
    func groups() throws {
        var reader = try reader(#"Epoch (?<epoch>\d+): loss (?<loss>\S+), acc (?<acc>\S+)"#)
        let read = read(
            &reader,
            ["start", "[info] Epoch 1: loss 0.5, acc 50%", "Epoch 2: loss 1e-3, acc high", "Epoch 4: loss 1, acc low"])
        #expect(
            read.reports == [
                report(1, ["loss": 0.5, "acc": 0.5]), report(2, ["loss": 1e-3]), report(4, ["loss": 1]),
            ])
        #expect(read.notes == ["`acc` is `high`, which is no number; such values are left out"])
        #expect(
            reader.sightings.words(about: ["acc"]) == ["3 lines of its log match", "`acc` was `high` in 2 reports"])
    }

    @Test(
        "values are read as they are meant",
        arguments: [
            "Epoch 1: val_loss 0.5000, val_acc 0.9", "Epoch 1: val_loss '0.5', val_acc",
            "Epoch 1: val_loss   0.50 val_acc",
            "Epoch 1: val_loss \u{1B}[1m0.5\u{1B}[0m val_acc 0.9", "Epoch 1: val_loss 0,5", "Epoch 1: val_loss 50%",
            "Epoch 1: val_loss tensor(0.5, device='cuda:0') val_acc",
        ])
    func values(line: String) throws {
        var reader = try reader(#"Epoch +(?<epoch>\d+).* val_loss:? (?<val_loss>.+?)(?: val_acc|$)"#)
        #expect(read(&reader, [line]).reports == [report(1, ["val_loss": 0.5])])
    }

    @Test("epochs are the program's own: 0 is a first one, and gaps stay")
    func ownNumbers() throws {
        var reader = try reader(#"(?<epoch>\d+) (?<val>\S+)"#)
        #expect(read(&reader, ["0 0.5", "1 0.6", "10 0.7"]).reports.map(\.epoch) == [0, 1, 10])
    }

    @Test("an epoch holds for all lines until the next one")
    func announced() throws {
        var reader = try reader(#"^Epoch (?<epoch>\d+)|train: loss (?<train>\S+)|valid: loss (?<val>\S+)"#)
        let lines = [
            "Epoch 1", " train: loss 0.9", " valid: loss 1.0", "Epoch 3", " train: loss 0.8", " valid: loss 0.7",
        ]
        #expect(
            read(&reader, lines).reports == [
                report(1, ["train": 0.9]), report(1, ["val": 1]), report(3, ["train": 0.8]), report(3, ["val": 0.7]),
            ])
    }

    @Test("several expressions, one for each metric, make one report of a line")
    func several() throws {
        var reader = try reader(#"^(?<epoch>\d+)"#, #"\bloss=(?<loss>\S+)"#, #"acc=(?<acc>\S+)"#)
        let read = read(&reader, ["1 acc=0.5 loss=2", "2 loss=1", "acc=0.75"])
        #expect(
            read.reports == [report(1, ["loss": 2, "acc": 0.5]), report(2, ["loss": 1]), report(2, ["acc": 0.75])])
    }

    @Test("alternatives find several things in one line, each the first of its name")
    func alternatives() throws {
        var reader = try reader(#"^Epoch (?<epoch>\d+)|loss (?<loss>\S+)"#)
        #expect(read(&reader, ["Epoch 2: loss 0.5, val_loss 0.7, Epoch 9"]).reports == [report(2, ["loss": 0.5])])
    }

    @Test("metrics before any epoch, or of an epoch that is no integer, are refused with what was found")
    func withoutEpoch() throws {
        var reader = try reader(#"epoch (?<epoch>\S+)|val (?<val>\S+)"#)
        let read = read(&reader, ["val 1", "epoch 0.5", "val 2", "epoch 1.0", "val 3"])
        #expect(read.reports == [report(1, ["val": 3])])
        #expect(
            read.unusable == [
                "`val` is reported before any epoch; it is not used",
                "the epoch `0.5` is no integer from 0; what is reported for it is not used",
            ])
    }

    @Test(
        "matches are counted from 1 where nothing numbers them, which is told once; a program that goes on is counted on"
    )
    func counted() throws {
        var fresh = try reader(#"val=(?<val>[0-9.]+)"#)
        let first = read(&fresh, ["val=1", "x", "val=2"])
        #expect(first.reports.map(\.epoch) == [1, 2])
        #expect(first.notes == ["no group numbers the epochs: the matches are counted, from 1"])
        var resumed = try reader(#"val=(?<val>[0-9.]+)"#, after: 3)
        #expect(read(&resumed, ["val=1", "val=2"]).reports.map(\.epoch) == [4, 5])
    }

    @Test("a group that numbers the epochs by another name is not counted over, and is taken where the study says so")
    func otherName() throws {
        let pattern = #"step (?<step>\d+) val (?<val>\S+)"#
        var silent = try reader(pattern)
        let refused = read(&silent, ["step 10 val 1", "step 20 val 2"])
        #expect(refused.reports.isEmpty && refused.unusable.count == 2)
        #expect(refused.unusable[0].contains("no group is named `epoch`, but one is `step`, here 10.0"))
        var told = try reader(pattern, epoch: "step")
        #expect(
            read(&told, ["step 10 val 1", "step 20 val 2"]).reports == [report(10, ["val": 1]), report(20, ["val": 2])])
    }

    @Test("an expression that is none is an error")
    func badRegex() { #expect(throws: (any Error).self) { try RegexReader(patterns: ["(?<epoch"]) } }

    @Test("long lines and an expression that could match them in all ways cost nobody much, and a hopeless one is told")
    func hostile() throws {
        var reader = try RegexReader(patterns: [#"epoch.*?(?<epoch>\d+).*loss.*?(?<l>[\d.]+)"#])
        let padding = String(repeating: "loss ", count: 3000)
        #expect(reader.read(Array("epoch 1 \(padding)".utf8)) == [.log])
        #expect(
            reader.read(Array("epoch 1 \(padding) 0.5".utf8))
                == [.report(EpochReport(epoch: 1, metrics: [Metric("l", 0.5)]))])
        var hopeless = try RegexReader(patterns: [#"(?<x>a+)+\1+\1+\1+$"#])
        let readings = hopeless.read(Array((String(repeating: "a", count: 60) + "!").utf8))
        guard readings.count == 2, case .note(let text) = readings[0], readings[1] == .log else {
            Issue.record("\(readings)")
            return
        }
        #expect(text.contains("too long to search"))
    }
}

/// A report of `metrics`, in the order of their names.
func report(_ epoch: Int, _ metrics: KeyValuePairs<String, Double>) -> EpochReport {
    EpochReport(epoch: epoch, metrics: metrics.map { Metric($0.key, $0.value) })
}

/// What lines mean to `reader`, by kind.
func read(
    _ reader: inout some LineReader, _ lines: [String]
) -> (reports: [EpochReport], notes: [String], unusable: [String]) {
    sorted(lines.flatMap { reader.read(Array($0.utf8)) })
}

/// Readings by kind.
func sorted(_ readings: [Reading]) -> (reports: [EpochReport], notes: [String], unusable: [String]) {
    var sorted: (reports: [EpochReport], notes: [String], unusable: [String]) = ([], [], [])
    for reading in readings {
        switch reading {
        case .log, .announcement: break
        case .report(let report): sorted.reports.append(report)
        case .note(let text): sorted.notes.append(text)
        case .unusable(let text): sorted.unusable.append(text ?? "")
        }
    }
    return sorted
}
