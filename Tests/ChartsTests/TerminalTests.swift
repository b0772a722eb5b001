import TestSupport
import Testing

@testable import Charts

@Suite("Charts in a terminal")
struct TerminalTests {
    @Test(
        "a sparkline has a sign for each value, and a gap for what is none",
        arguments: [
            ([1, 2, .nan, 4, 8], 5, "▁▂ ▄█"), ([3, 3], 5, "▄▄"), ([], 5, ""), ([.nan, .infinity], 5, "  "),
            ([1], 0, ""),
            ([0, 0, 0, 0, 9, 0, 0, 0], 4, "▁▁█▁"),
        ] as [([Double], Int, String)])
    func sparkline(values: [Double], width: Int, text: String) { #expect(Sparkline.text(values, width: width) == text) }

    @Test("a sparkline in ASCII is ASCII")
    func ascii() { #expect(Sparkline.text([1, 2, .nan, 4, 8], width: 5, isASCII: true) == "_. =#") }

    @Test(
        "a line chart fits its columns and lines, with labels on both axes", arguments: [(20, 5), (60, 12), (120, 30)])
    func fits(width: Int, height: Int) {
        for isASCII in [false, true] {
            for count in [1, 3] {
                let series = (0..<count).map { curve in
                    TextLineChart.Series(
                        name: "trial \(curve)", xs: (1...50).map { Double($0) },
                        ys: (1...50).map { 1 / Double($0 + curve) })
                }
                let lines = TextLineChart(title: "val_loss", series: series).lines(
                    width: width, height: height, isASCII: isASCII)
                #expect(lines.count <= max(height, 7) + 1)
                #expect(lines.allSatisfy { TerminalText.columns($0) <= width })
                #expect(lines[0] == "val_loss" && lines.contains { $0.contains("epoch") })
                #expect(!isASCII || lines.joined().unicodeScalars.allSatisfy(\.isASCII))
            }
        }
    }

    @Test("a line chart draws a rising line from the lower left to the upper right")
    func rises() {
        let chart = TextLineChart(title: "", series: [.init(name: "a", xs: [0, 1, 2], ys: [0, 1, 2])])
        #expect(
            chart.lines(width: 20, height: 7, isASCII: true) == [
                "", "2 +                *", "  |", "1 +        *", "0 +*", "  ++-------+-------+",
                "   0       1       2",
                "         epoch",
            ])
    }

    @Test("a chart without a number says so")
    func empty() {
        #expect(
            TextLineChart(title: "loss", series: []).lines(width: 40, height: 9) == ["loss", "  no finite value yet"])
        #expect(TextBarChart(bars: []).lines(width: 40).isEmpty)
    }

    @Test("bars are as long as their values, and labels as wide as their columns")
    func bars() {
        let chart = TextBarChart(bars: [
            .init(label: "lr", value: 1), .init(label: "漢字", value: 0.5), .init(label: "none", value: .nan),
            .init(label: "x", value: -1),
        ])
        #expect(chart.lines(width: 20) == ["lr   ███████████ 1", "漢字 █████▌ 0.5", "none NaN", "x    -1"])
        for width in [20, 33, 80] {
            #expect(chart.lines(width: width).allSatisfy { TerminalText.columns($0) <= width })
        }
    }
}
