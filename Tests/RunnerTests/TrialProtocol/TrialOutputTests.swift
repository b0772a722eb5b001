import Storage
import TestSupport
import Testing

@testable import Runner
@testable import Studies

@Suite("Reports of programs that cannot be changed")
struct OtherReadersTests {
    private func reports(_ reader: inout some LineReader, _ lines: [String]) -> [EpochReport] {
        lines.flatMap { reader.read(Array($0.utf8)) }.compactMap { reading in
            if case .report(let report) = reading { report } else { nil }
        }
    }

    @Test("a regular expression's named groups are the metrics")
    func regex() throws {
        var reader = try RegexReader(pattern: #"Epoch (?<epoch>\d+): loss (?<loss>\S+), acc (?<acc>\S+)"#)
        let found = reports(&reader, ["start", "[info] Epoch 1: loss 0.5, acc nan", "Epoch 2: loss 1e-3, acc high"])
        #expect(found.map(\.epoch) == [1, 2])
        #expect(found[0]["loss"] == 0.5)
        #expect(found[0]["acc"]?.isNaN == true)
        #expect(found[1].metrics == [.init("loss", 1e-3)])
    }

    @Test("matches without an epoch are counted")
    func regexCounts() throws {
        var reader = try RegexReader(pattern: #"val=(?<val>[0-9.]+)"#)
        #expect(reports(&reader, ["val=1", "x", "val=2"]).map(\.epoch) == [1, 2])
    }

    @Test("the epoch may stand on a line before")
    func regexAlternatives() throws {
        var reader = try RegexReader(pattern: #"Epoch (?<epoch>\d+)/|val: (?<val>\S+)"#)
        let found = reports(&reader, ["Epoch 3/9", "val: 0.5", "Epoch 4/9", "val: 0.6"])
        #expect(
            found == [.init(epoch: 3, metrics: [.init("val", 0.5)]), .init(epoch: 4, metrics: [.init("val", 0.6)])])
    }

    @Test("epochs counted from 0 are moved up by one")
    func zeroBased() throws {
        var reader = try RegexReader(pattern: #"(?<epoch>\d+) (?<val>\S+)"#)
        #expect(reports(&reader, ["0 0.5", "1 0.6", "2 0.7"]).map(\.epoch) == [1, 2, 3])
    }

    @Test("an expression that is none is an error")
    func badRegex() { #expect(throws: (any Error).self) { try RegexReader(pattern: "(?<epoch") } }

    @Test("a table's columns are the metrics, padded as Ultralytics does")
    func csv() {
        var reader = CSVReader()
        let found = reports(
            &reader, ["  epoch,   train/loss, metrics/mAP50(B)\r", " 1, 0.9, nan", "", " 2, 0.8, 0.4,7", "3"])
        #expect(found.map(\.epoch) == [1, 2, 3])
        #expect(found[0]["metrics/mAP50(B)"]?.isNaN == true)
        #expect(found[1].metrics == [.init("train/loss", 0.8), .init("metrics/mAP50(B)", 0.4)])
        #expect(found[2].metrics.isEmpty)
    }

    @Test("quoted fields, repeated and missing column names")
    func csvOddities() {
        var reader = CSVReader()
        let found = reports(&reader, [#""a, b","say ""hi""",x,x,"#, "1,2,3,4,5"])
        #expect(found == [.init(epoch: 1, metrics: [.init("a, b", 1), .init("say \"hi\"", 2), .init("x", 3)])])
    }

    @Test("random rows and hostile epochs never crash the table's reader, and its epochs stay in their range")
    func csvGarbage() {
        let pieces = [
            "1", "-1", "0", "1e308", "9223372036854775807", "1e9", "1000000000", "nan", "epoch", "\"", "\"\"", ",",
            ",,,", " ",
            "\u{0}", "\u{FFFD}", "0x10", "١", "1.5", "\r", "-",
        ]
        for seed in 0..<200 {
            var random = SeededGenerator(seed: UInt64(seed))
            var reader = CSVReader()
            let lines =
                [seed % 3 == 0 ? "epoch,a,b" : "a,epoch"]
                + (0..<20).map { _ in
                    (0..<Int.random(in: 0..<8, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
                        .joined()
                }
            for report in reports(&reader, lines) {
                #expect((1...EpochReport.largestEpoch).contains(report.epoch) && report.metrics.count <= 2)
            }
            let bytes = (0..<200).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(reader.read(bytes).count == 1)
        }
    }

    @Test("a file is followed by what is appended, and from its start where it was written anew")
    func follow() throws {
        let folder = try TemporaryFolder()
        var follower = FileFollower(path: "\(folder.path)/results.csv")
        #expect(follower.next().bytes.isEmpty)
        try folder.write("a,b\n1", to: "results.csv")
        #expect(follower.next().bytes == Array("a,b\n1".utf8))
        try folder.write("a,b\n1,2\n", to: "results.csv")
        #expect(follower.next().bytes == Array(",2\n".utf8))
        try folder.write("c\n", to: "results.csv")
        let anew = follower.next()
        #expect(anew.restarted && anew.bytes == Array("c\n".utf8))
    }

    @Test("the last lines are plain text without colours or control characters")
    func tail() {
        var tail = LogTail()
        tail.append(Array("\u{1B}[31mone\u{1B}[0m\n\n   \ntwo\u{7}\u{9B}\tx\rthree \u{FFFD}\n".utf8))
        #expect(tail.lines(2) == ["two x", "three \u{FFFD}"])
        #expect(tail.lines(9) == ["one", "two x", "three \u{FFFD}"])
        tail.append([UInt8](repeating: 0x79, count: 1 << 20))
        #expect(tail.lines(1) == ["…" + String(repeating: "y", count: 299)])
    }

    @Test("a program that floods with bad reports is told about a bounded number of times")
    func notes() {
        var output = TrialOutput(reader: JSONLinesReader(), limit: 1 << 10)
        var count = 0
        for epoch in 0..<1000 {
            count += output.read(Array("{\"epoch\": -\(epoch)}\n".utf8), from: .output).count
        }
        #expect(count == 20)
    }
}
