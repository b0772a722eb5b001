import Definitions
import Storage
import Studies
import TestSupport
import Testing

@testable import Runner

@Suite("A finished run's table")
struct FinishedTableTests {
    private func table(
        _ text: String, _ format: TableFormat = TableFormat(), epochName: String? = nil
    ) throws -> FinishedTable {
        let folder = try TemporaryFolder()
        try folder.write(text, to: "t.csv")
        return try FinishedTable(reading: "\(folder.path)/t.csv", format, epochName: epochName)
    }

    private func refusal(_ text: String, epochName: String? = nil) -> String {
        let error = #expect(throws: FinishedTable.Refusal.self) { try table(text, epochName: epochName) }
        return error.map { "\($0)" } ?? ""
    }

    @Test("is its epochs, the rows of one merged, whatever parts its columns")
    func epochs() throws {
        let text = "epoch;train;val\n0;\"1,5\";\n0;;2,5\n\n1;1;2\n"
        let read = try table(text, TableFormat(delimiter: nil, decimalComma: true))
        #expect(
            read.epochs == [
                EpochReport(epoch: 0, metrics: [Metric("train", 1.5), Metric("val", 2.5)]),
                EpochReport(epoch: 1, metrics: [Metric("train", 1), Metric("val", 2)]),
            ])
        #expect(read.notes == [])
    }

    @Test("says of every column that it holds what is no number")
    func notes() throws {
        let read = try table("epoch,loss,host\n1,2,a\n2,1,b\n")
        #expect(read.epochs.map(\.metrics) == [[Metric("loss", 2)], [Metric("loss", 1)]])
        #expect(read.notes == ["`host` is `a`, which is no number; such values are left out"])
    }

    @Test(
        "is refused whole where a part of it cannot be used",
        arguments: [
            ("", "the table has no rows"), ("epoch,loss\n", "the table has no rows"),
            ("epoch,host\n1,a\n", "no column of the table holds numbers"),
            ("1,2\n3,4\n", "line 1: the table's first line names no columns"),
            ("epoch,loss\n1,2\nx,3\n", "line 3: `epoch` is `x`"),
            ("epoch,loss\n1,2,3\n", "line 2: a row of the table has"),
            ("epoch,loss\n1,2\n2,1\n1,3\n", "line 4: epoch 1 again, after epoch 2"),
            ("step,loss\n1,2\n", "the table has no column `epoch`, but one `step`"),
        ])
    func refusals(text: String, words: String) { #expect(refusal(text).hasPrefix(words), "\(refusal(text))") }

    @Test("has its epochs numbered by the column that is named")
    func named() throws {
        #expect(try table("step,loss\n5,2\n", epochName: "step").epochs.map(\.epoch) == [5])
        #expect(refusal("step,loss\n5,2\n", epochName: "round").contains("no column `round`"))
    }
}
