import Storage
import Testing

@testable import Runner
@testable import Studies

@Suite("What a trial prints")
struct TrialOutputTests {
    private func logOutput(_ pattern: String) throws -> TrialOutput {
        TrialOutput(
            reader: try RegexReader(patterns: [pattern]), limit: RegexReader.limit, readsErrors: true,
            showsProgress: true)
    }

    @Test(
        "of a bar that is drawn over itself the last state counts, however the bytes come",
        arguments: [1, 7, 64, 10_000])
    func progressBar(chunk: Int) throws {
        var output = try logOutput(#"Epoch (?<epoch>\d+):.*loss=(?<loss>[^,\]]+)"#)
        var text = "start\n"
        for epoch in 1...4 {
            for step in 0..<5 { text += "\rEpoch \(epoch): \(step * 25)% [loss=\(Double(8 - step) / Double(epoch))]" }
            text += "\n"
        }
        var rest = Array(text.utf8)[...]
        var readings: [Reading] = []
        while !rest.isEmpty {
            readings += output.read(Array(rest.prefix(chunk)), from: .errors)
            rest = rest.dropFirst(chunk)
        }
        readings += output.finish()
        #expect(
            sorted(readings).reports == [
                report(1, ["loss": 4]), report(2, ["loss": 2]), report(3, ["loss": 4.0 / 3]), report(4, ["loss": 1]),
            ])
    }

    @Test("a bar that never ends its line reports an epoch once the next one begins")
    func oneLine() throws {
        var output = try logOutput(#"(?<epoch>\d+)/9 loss=(?<loss>\S+)"#)
        var reports: [EpochReport] = []
        for text in ["\r1/9 loss=3", "\r1/9 loss=2", "\r2/9 loss=1.5", "\r      ", "\r2/9 loss=1", "\r3/9 loss=0.5\r"] {
            reports += sorted(output.read(Array(text.utf8), from: .output)).reports
        }
        #expect(reports == [report(1, ["loss": 2]), report(2, ["loss": 1])])
        #expect(sorted(output.finish()).reports == [report(3, ["loss": 0.5])])
    }

    @Test("a bar that takes itself back by backspaces, longer than any line may be, counts with what is left")
    func backspaces() throws {
        var output = try logOutput(#"(?<epoch>\d+)/9 loss=(?<loss>\S+)"#)
        var readings: [Reading] = []
        let back = String(repeating: "\u{8}", count: 40)
        for step in stride(from: 2000, through: 1, by: -1) {
            readings += output.read(
                Array((back + "4/9 loss=\(step)" + String(repeating: " ", count: 20)).utf8), from: .output)
        }
        readings += output.read([0x0A], from: .output)
        #expect(sorted(readings).reports == [report(4, ["loss": 1])] && readings.count == 1)
    }

    @Test("matches that are counted count once for each line, whatever was drawn in it")
    func countedBars() throws {
        var output = try logOutput(#"loss=(?<loss>\S+)"#)
        let text = "loss=9\rloss=8\rloss=7\r\nloss=6\rloss=5\n"
        let found = sorted(output.read(Array(text.utf8), from: .output) + output.finish())
        #expect(found.reports == [report(1, ["loss": 7]), report(2, ["loss": 5])])
    }

    @Test("lines of JSON may come behind a bar, in colours, and with Windows' ends")
    func json() {
        var output = TrialOutput(reader: JSONLinesReader(), limit: JSONLinesReader.limit)
        let text =
            "50%\r\u{1B}[32m{\"epoch\": 0, \"a\": 1}\u{1B}[0m\r\n{\"epoch\": 1, \"a\": 2}\r\n\u{FEFF}{\"epoch\": \"2\", \"a\": \"3\"}"
        let found = sorted(output.read(Array(text.utf8), from: .output) + output.finish())
        #expect(found.reports == [report(0, ["a": 1]), report(1, ["a": 2]), report(2, ["a": 3])])
    }

    @Test("a program whose reports come another way may print what it likes")
    func silent() {
        var output = TrialOutput()
        let readings = output.read(Array("{\"epoch\": 1, \"a\": 2}\nhello\n".utf8), from: .output) + output.finish()
        #expect(readings.isEmpty && output.lastLines == ["{\"epoch\": 1, \"a\": 2}", "hello"])
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

    @Test("a program that floods with bad reports is told about a bounded number of times, and answered every time")
    func notes() {
        var output = TrialOutput(reader: JSONLinesReader(), limit: 1 << 10)
        var readings: [Reading] = []
        for epoch in 1...1000 { readings += output.read(Array("{\"epoch\": -\(epoch)}\n".utf8), from: .output) }
        #expect(readings.count == 1000 && readings.count { $0 != .unusable(nil) } == 20)
    }
}
