import TestSupport
import Testing

@testable import Charts

@Suite("Text from outside in a chart")
struct HostileTextTests {
    @Test(
        "is escaped, and harmless where XML forbids it or it would turn the direction around",
        arguments: [
            ("<script>", "&lt;script&gt;"), ("a & \"b\" 'c'", "a &amp; &quot;b&quot; &#39;c&#39;"), ("]]>", "]]&gt;"),
            ("a\u{0}b\u{1B}[0m", "a\u{FFFD}b\u{FFFD}[0m"), ("a\nb\r\tc", "a b  c"),
            ("\u{1FFFE}\u{10FFFF}", "\u{FFFD}\u{FFFD}"),
            ("user\u{202E}gpj", "user\u{FFFD}gpj"), ("漢字 👩‍👩‍👧", "漢字 👩‍👩‍👧"), ("\u{85}", "\u{FFFD}"),
        ])
    func escapes(text: String, escaped: String) { #expect(XMLText.escaped(text) == escaped) }

    @Test("that runs from right to left is isolated from what stands beside it")
    func isolates() {
        #expect(XMLText.isolated("שלום") == "\u{2068}שלום\u{2069}")
        #expect(XMLText.isolated("lr") == "lr")
    }

    @Test("is cut to its room, at a character, with the whole in the tool tip")
    func cuts() throws {
        let long = String(repeating: "name ", count: 2000)
        let chart = ImportanceChart(title: "Importance", method: "fANOVA", bars: [.init(name: long, value: 1)])
        let label = try #require(
            try XMLReader.read(chart.svg()).all.first { $0.name == "text" && $0.text.hasPrefix("name") })
        #expect(label.text.contains("…") && label.text.count < 60)
        #expect(label.children.map(\.name) == ["title"] && label.children[0].text == long)
        #expect(TextWidth.cut("cluster-gpu-node-12", to: 90, size: 12, keepsEnd: true).hasSuffix("-12"))
        #expect(TextWidth.cut("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", to: 40, size: 12).hasPrefix("👩‍👩‍👧"))
    }

    @Test("cannot pile up marks over its line")
    func marks() {
        let pile = "a" + String(repeating: "\u{301}", count: 5000)
        #expect(TextWidth.cut(pile, to: 100, size: 12).unicodeScalars.count <= 11)
        #expect(TextWidth.cut(String(repeating: "\u{301}", count: 5000), to: 100, size: 12).unicodeScalars.count <= 11)
    }

    @Test("changes no id", arguments: ["a\"><script>", "a b", "../x"])
    func ids(id: String) {
        #expect(
            ChartOptions(id: id).id.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || $0 == "-" || $0 == "_" })
    }

    @Test("does nothing in a terminal")
    func terminal() {
        let lines =
            TextBarChart(bars: [.init(label: "\u{1B}[31mred\n", value: 1)]).lines(width: 40)
            + TextLineChart(title: "\u{9B}2J", series: [.init(name: "a", xs: [1], ys: [1])]).lines(width: 40, height: 8)
        for scalar in lines.joined().unicodeScalars {
            #expect(scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value))
        }
    }
}
