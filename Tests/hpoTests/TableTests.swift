import Testing

@testable import hpo_command

@Suite("Tables")
struct TableTests {
    private func table(_ columns: [Table.Column], _ rows: [[String]]) -> Table {
        var table = Table(columns)
        table.rows = rows.map { $0.map { Table.Cell($0) } }
        return table
    }

    @Test("numbers are set to the right, words to the left, wide characters counted as they are shown")
    func aligned() {
        let lines = table([.numbers("n"), .words("name"), .numbers("x")], [["1", "学习", "0.5"], ["12", "a", "3"]])
            .lines()
        #expect(lines == [" n  name    x", " 1  学习  0.5", "12  a       3"])
    }

    @Test("wide cells are cut until the table fits, the widest first, and numbers are not")
    func cut() {
        let long = String(repeating: "x", count: 60)
        let table = table(
            [.numbers("trial"), .words("name"), .numbers("value")], [["1", long, "0.123456"], ["2", "y", "2"]])
        let lines = table.lines(width: 40)
        #expect(lines.allSatisfy { $0.count <= 40 })
        #expect(lines[1] == "    1  " + String(repeating: "x", count: 22) + "…  0.123456")
        #expect(table.lines().contains { $0.contains(long) }, "nothing is cut where there is no terminal")
    }

    @Test("columns that do not fit are left out from the right and counted, but for one that says why")
    func left() {
        let names = ["trial", "state", "loss", "alpha", "beta", "gamma"]
        let table = table(
            names.map { .numbers($0) } + [.words("why", atLeast: 12)],
            [["0", "failed", "1"] + Array(repeating: "1234567890123", count: 3) + ["exit status 1: out of memory"]])
        let lines = table.lines(width: 50)
        #expect(lines[0].split(separator: " ") == ["trial", "state", "loss", "alpha", "why"])
        #expect(lines[1].hasSuffix("  exit status 1…"))
        #expect(lines.last == "(2 more columns: a wider terminal or --json shows all)")
        #expect(lines.prefix(2).allSatisfy { $0.count <= 50 })
    }

    @Test("a cell is one line, whatever is in it")
    func lines() {
        let lines = table([.words("a"), .words("b")], [["one\ntwo", "\u{1B}[2J"]]).lines()
        #expect(lines == ["a         b", "one\\ntwo  \\u{1B}[2J"])
    }
}
