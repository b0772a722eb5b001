import Definitions
import Storage
import TestSupport
import Testing

@testable import Runner
@testable import Studies

@Suite("Reports in tables")
struct CSVReaderTests {
    @Test("the columns are the metrics, padded or not")
    func columns() {
        var reader = CSVReader()
        let found = read(&reader, ["  epoch,   train/loss, metrics/mAP50(B)\r", " 1, 0.9, 0.3\r", "", " 2, 0.8,", "3"])
            .reports
        #expect(
            found == [
                report(1, ["train/loss": 0.9, "metrics/mAP50(B)": 0.3]), report(2, ["train/loss": 0.8]), report(3, [:]),
            ])
    }

    @Test(
        "whatever stands between the columns is found in the header",
        arguments: [
            ["epoch,train,val", "1,2,0.5"], ["epoch;train;val", "1;2,0;0,5"], ["epoch\ttrain\tval", "1\t2\t0.5"],
            ["epoch train val", "1 2 0.5"], ["  epoch   train  val", "  1  2.0 \t 0.5"],
            ["\u{FEFF}epoch,train,val", "1,2,0.5"],
            ["# run 1, seed 2", "epoch,train,val", "# more", "1,2,0.5"],
            ["\"epoch\",\"train\",\"val\"", "\"1\",\"2\",\"0.5\""],
            ["epoch,train,val", "1,tensor(2.),50%"], ["epoch,train,val,", "1.0,2,0.5,"],
            ["epoch,train,val", "epoch,train,val", "1,2,0.5"],
        ])
    func dialects(lines: [String]) {
        var reader = CSVReader()
        #expect(read(&reader, lines).reports == [report(1, ["train": 2, "val": 0.5])])
    }

    @Test("a delimiter and a decimal comma are taken as the study says")
    func format() {
        var reader = CSVReader(TableFormat(delimiter: UInt8(ascii: "|"), decimalComma: true))
        #expect(read(&reader, ["epoch|a,b|c", "1|1,234|5"]).reports == [report(1, ["a,b": 1.234, "c": 5])])
    }

    @Test("rows of one epoch are reports of it, 0 is a first one, and gaps stay")
    func sparse() {
        var reader = CSVReader()
        let found = read(&reader, ["epoch,step,train,val", "0,9,2.2,", "0,19,,0.5", "4,29,1.9,"]).reports
        #expect(
            found == [
                report(0, ["step": 9, "train": 2.2]), report(0, ["step": 19, "val": 0.5]),
                report(4, ["step": 29, "train": 1.9]),
            ])
    }

    @Test("rows are counted from 1 only where no column numbers anything, which is told once")
    func counted() {
        var reader = CSVReader()
        let found = read(&reader, [#""a, b","say ""hi""",x,x,"#, "1,2,3,4,", "5,6,7,8,"])
        #expect(
            found.reports == [
                report(1, ["a, b": 1, "say \"hi\"": 2, "x": 3]), report(2, ["a, b": 5, "say \"hi\"": 6, "x": 7]),
            ])
        #expect(found.notes == ["no column numbers the epochs: the rows are counted, from 1"])
    }

    @Test(
        "a column that numbers the epochs by another name is refused by that name, and taken where the study says so",
        arguments: ["step", "Epoch", "iteration", "global_step"])
    func otherName(name: String) {
        let lines = ["\(name),val", "10,2", "20,1"]
        var silent = CSVReader()
        let refused = read(&silent, lines)
        #expect(refused.reports.isEmpty && refused.unusable.count == 2)
        #expect(refused.notes.first?.contains("no column `epoch`, but one `\(name)`") == true)
        var told = CSVReader(TableFormat(), ReadingSettings(epochName: name))
        #expect(read(&told, lines).reports == [report(10, ["val": 2]), report(20, ["val": 1])])
    }

    @Test(
        "what would be misread is refused, with what was found",
        arguments: [
            (["epoch,val", "0.5,1"], "`epoch` is `0.5`, no integer from 0: the row is not used"),
            (["epoch,val", ",1"], "`epoch` is ``, no integer from 0: the row is not used"),
            (["epoch,val", "1,0,5"], "a row of the table has 3 fields, the header 2: it is not used"),
            (["1 0.5", "2 0.4"], "the table's first line names no columns: `1`, `0.5`"),
        ])
    func refused(lines: [String], words: String) {
        var reader = CSVReader()
        let found = read(&reader, lines)
        #expect(found.reports.isEmpty && found.unusable == [words])
        #expect(reader.sightings.remarks == [words])
    }

    @Test("a column that the study names and the table lacks is told, with those that are there")
    func lackingColumn() {
        var reader = CSVReader(TableFormat(), ReadingSettings(epochName: "step"))
        #expect(
            read(&reader, ["epoch,val"]).notes == [
                "the table has no column `step`, only `epoch`, `val`: its rows are not used"
            ])
    }

    @Test("a cell that is no number is told where the study needs it")
    func cells() {
        var reader = CSVReader(TableFormat(), ReadingSettings(needed: ["val"]))
        let found = read(&reader, ["epoch,val,phase", "1,high,train", "2,,train", "3,higher,train"])
        #expect(found.notes == ["`val` is `high`, which is no number; such values are left out"])
        #expect(found.reports == [report(1, [:]), report(2, [:]), report(3, [:])])
        #expect(reader.sightings.words(about: ["val"]).last == "`val` was `high` in 2 reports")
    }

    @Test("random rows and hostile epochs never crash it, and its epochs stay in their range")
    func garbage() {
        let pieces = [
            "1", "-1", "0", "1e308", "9223372036854775807", "1e9", "1000000000", "nan", "epoch", "\"", "\"\"", ",",
            ",,,", " ", "\u{0}", "\u{FFFD}", "0x10", "١", "1.5", "\r", "-", ";", "\t", "tensor(", ")", "%",
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
            for report in read(&reader, lines).reports {
                #expect((0...EpochReport.largestEpoch).contains(report.epoch) && report.metrics.count <= 2)
            }
            _ = reader.read((0..<200).map { _ in UInt8.random(in: 0...255, using: &random) })
        }
    }
}
