import Storage
import TestSupport
import Testing

@testable import Runner
@testable import Studies

@Suite("Reports as JSON lines")
struct JSONLinesReaderTests {
    private func read(_ line: String) -> [Reading] {
        var reader = JSONLinesReader()
        return reader.read(Array(line.utf8))
    }

    @Test(
        "a report is read",
        arguments: [
            (#"{"epoch": 1, "loss": 0.5}"#, 1, ["loss": 0.5]),
            (#"  {"epoch":12,"a":1,"b":-2e3}  "#, 12, ["a": 1, "b": -2000]),
            (#"{"loss": 1, "epoch": 3.0}"#, 3, ["loss": 1]), (#"{"epoch": 0, "loss": 1}"#, 0, ["loss": 1]),
            (#"{"epoch": "3", "loss": "0.5"}"#, 3, ["loss": 0.5]),
            (#"{"epoch": 1, "loss": "tensor(0.5, device='cuda:0')", "acc": "50%"}"#, 1, ["loss": 0.5, "acc": 0.5]),
            (
                #"{"epoch": 1, "a": "inf", "b": "-inf", "c": Infinity, "d": -Infinity}"#, 1,
                ["a": .infinity, "b": -.infinity, "c": .infinity, "d": -.infinity]
            ),
            (
                #"{"epoch": 1, "time": "12:03", "deep": {"epoch": 2}, "list": [1], "yes": true, "none": null, "x": 7}"#,
                1, ["x": 7]
            ),
            (#"{"epoch": 4}"#, 4, [:]),
            (#"{"epoch": 1, "größe/val (mm²)": 3}"#, 1, ["größe/val (mm²)": 3]),
            ("{\"epoch\": 1, \"loss\": 2}\r", 1, ["loss": 2]),
        ] as [(String, Int, [String: Double])])
    func reports(line: String, epoch: Int, metrics: [String: Double]) throws {
        guard case .report(let report) = try #require(read(line).last) else {
            Issue.record("\(line) is no report")
            return
        }
        #expect(report.epoch == epoch)
        #expect(Dictionary(uniqueKeysWithValues: report.metrics.map { ($0.name, $0.value) }) == metrics)
    }

    @Test("not a number is a number", arguments: [#"NaN"#, #""nan""#, #""NaN""#])
    func notANumber(text: String) throws {
        guard case .report(let report) = try #require(read("{\"epoch\": 1, \"loss\": \(text)}").last) else {
            Issue.record("\(text) is no report")
            return
        }
        #expect(try #require(report["loss"]).isNaN)
    }

    @Test(
        "everything else is the log",
        arguments: [
            "", "{", "}", "loading…", "[1, 2]", "{\"epoch\": 1", #"{"loss": 1}"#, #"x {"epoch": 1}"#,
            #"{"epoch": 1} x"#,
            #"{'epoch': 1}"#, #"{"config": {"epoch": 1}}"#, String(repeating: "{\"a\":", count: 5000),
        ])
    func log(line: String) { #expect(read(line) == [.log]) }

    @Test(
        "an epoch that is no integer from 0 is told and not used",
        arguments: [
            "-1", "1.5", "0.5", "1e300", "\"one\"", "null", "true", "NaN", "9223372036854775807",
            "99999999999999999999",
        ])
    func badEpoch(epoch: String) {
        let readings = read("{\"epoch\": \(epoch), \"loss\": 1}")
        guard readings.count == 1, case .unusable(let text?) = readings[0] else {
            Issue.record("\(epoch): \(readings)")
            return
        }
        #expect(text.contains("integer from 0"))
    }

    @Test(
        "metrics with impossible names are left out, with a note",
        arguments: ["", "a\\u0000b", "a\\nb", String(repeating: "m", count: 201)])
    func oddNames(name: String) {
        let readings = read("{\"epoch\": 1, \"\(name)\": 1, \"loss\": 2}")
        #expect(readings.last == .report(EpochReport(epoch: 1, metrics: [.init("loss", 2)])))
        #expect(readings.count == 2)
    }

    @Test("thousands of metrics are read, more than the limit are not")
    func manyMetrics() {
        func line(_ count: Int) -> String {
            "{\"epoch\": 1, " + (0..<count).map { "\"m\($0)\": \($0)" }.joined(separator: ", ") + "}"
        }
        guard case .report(let report)? = read(line(5000)).last else {
            Issue.record("5000 metrics are no report")
            return
        }
        #expect(report.metrics.count == 5000)
        guard case .unusable? = read(line(10_001)).last else {
            Issue.record("10001 metrics are a report")
            return
        }
    }

    @Test("the epoch may have another name, as the study says")
    func otherName() {
        var reader = JSONLinesReader(ReadingSettings(epochName: "step"))
        #expect(reader.read(Array(#"{"step": 10, "epoch": 0.5}"#.utf8)) == [.report(report(10, ["epoch": 0.5]))])
    }

    @Test("what comes to nothing is counted by its kind, and told at once where the study needs it")
    func sightings() {
        var reader = JSONLinesReader(ReadingSettings(needed: ["val"]))
        var notes: [String] = []
        for line in [
            #"{"val": 1}"#, #"{"val": 2}"#, "{'epoch': 1}", #"{"epoch": 1, "val": "high", "phase": "a"}"#,
            #"{"epoch": 2, "val": null, "phase": "b"}"#, "text",
        ] {
            for case .note(let text) in reader.read(Array(line.utf8)) { notes.append(text) }
        }
        #expect(notes == ["`val` is the string \"high\" in epoch 1: no number, left out"])
        #expect(
            reader.sightings.words(about: ["val"]) == [
                "1 line in braces that are no JSON such as `{'epoch': 1}`",
                "2 lines of JSON without `epoch` such as `{\"val\": 1}`",
                "`val` was the string \"high\" in 2 reports",
            ])
    }

    @Test("random bytes never crash it and are never a report", arguments: 0..<50)
    func garbage(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let bytes = [UInt8(ascii: "{")] + (0..<300).map { _ in UInt8.random(in: 0...255, using: &random) }
        var reader = JSONLinesReader()
        #expect(reader.read(bytes) == [.log])
    }

    @Test("a metric named with bytes that are not UTF-8 is read with replacements")
    func invalidUTF8() {
        let line = Array("{\"epoch\": 1, \"a".utf8) + [0xFF] + Array("\": 2}".utf8)
        var reader = JSONLinesReader()
        #expect(reader.read(line) == [.report(EpochReport(epoch: 1, metrics: [.init("a\u{FFFD}", 2)]))])
    }
}
