import TestSupport
import Testing

@testable import Charts

@Suite("Thinned curves")
struct ThinningTests {
    @Test(
        "keep the lowest and the highest value of each column, the first and the last", arguments: [1, 2, 3, 50, 5000])
    func extremes(count: Int) {
        var draw = Draw(UInt64(count))
        for _ in 0..<20 {
            let ys = (0..<count).map { _ in draw.normal() }
            let xs = (0..<count).map { Double($0) * 300 / Double(count) }
            let kept = Thinning.kept(xs: xs, ys: ys, column: 3)
            #expect(kept == kept.sorted() && Set(kept).count == kept.count)
            #expect(kept.first == 0 && kept.last == count - 1)
            let byColumn = Dictionary(grouping: ys.indices) { Int(xs[$0] / 3) }
            let keptByColumn = Dictionary(grouping: kept) { Int(xs[$0] / 3) }
            for (column, all) in byColumn {
                let (values, left) = (all.map { ys[$0] }, (keptByColumn[column] ?? []).map { ys[$0] })
                #expect(left.min() == values.min() && left.max() == values.max())
                #expect(left.count <= 4 || count < 3)
            }
        }
    }

    @Test("end at a gap and begin anew behind it, and each gap is marked")
    func gaps() {
        let plot = Plot(
            box: Box(left: 0, top: 0, right: 100, bottom: 100),
            x: Scale(.linear(wholeNumbers: true), Extent(low: 0, high: 5), from: 0, to: 100),
            y: Scale(.logarithmic, Extent(low: 1, high: 100), from: 100, to: 0))
        let pieces = CurvePieces(xs: [0, 1, 2, 3, 4, 5], values: [1, 10, .nan, 100, -1, 10], on: plot, column: 1)
        #expect(pieces.pieces.map(\.count) == [2, 1, 1])
        #expect(pieces.gaps.map(\.x) == [20, 60])
        #expect(CurvePieces(xs: [0, 1], values: [.infinity, 10], on: plot, column: 1).gaps.map(\.x) == [20])
    }

    @Test("draw the highlighted curve's true extremes at each of 20,000 epochs, and say that they are thinned")
    func longCurve() throws {
        let count = 20_000
        var values = (0..<count).map { _ in 0.5 }
        (values[7_777], values[15_001]) = (0.001, 3)
        let chart = LearningCurvesChart(
            title: "Long", measure: Measure("loss"), direction: .minimize,
            curves: [.init(trial: 0, epochs: Array(1...count), values: values, mark: .completed)])
        let root = try XMLReader.read(chart.svg())
        let line = try #require(root.all.first { $0.attributes["class"] == "best" && $0.children.count == 1 })
        let plot = try #require(root.all.first { $0.attributes["class"] == "plot" })
        let scale = (plot.attributes["data-y"] ?? "").split(separator: " ").compactMap { Double($0) }
        let ys = (line.attributes["d"] ?? "").matches(of: /[ML]\S+ (\d+(?:\.\d)?)/).compactMap { Double($0.output.1) }
        func pixel(_ value: Double) -> Double {
            scale[2] + (value - scale[0]) / (scale[1] - scale[0]) * (scale[3] - scale[2])
        }
        #expect(abs((ys.max() ?? 0) - pixel(0.001)) < 0.1)
        #expect(abs((ys.min() ?? 0) - pixel(3)) < 0.1)
        #expect(root.all.contains { $0.text.hasPrefix("Thinned") })
    }

    @Test("of many trials say what is left out, and their band spans all")
    func manyCurves() throws {
        let curves = (0..<500).map { trial in
            LearningCurvesChart.Curve(
                trial: trial, epochs: [1, 2, 3], values: [1, 0.5, trial == 499 ? 9 : 0.1 + Double(trial) / 1000],
                mark: .completed)
        }
        let chart = LearningCurvesChart(title: "Many", measure: Measure("loss"), direction: .minimize, curves: curves)
        let root = try XMLReader.read(chart.svg())
        let lines = root.all.filter { $0.name == "path" && $0.children.first?.text.hasPrefix("trial ") == true }
        #expect(lines.count == 100)
        #expect(root.all.contains { $0.text.hasPrefix("100 of 500 curves are drawn") })
        let band = try #require(root.all.last { $0.attributes["class"] == "envelope" && $0.name == "path" })
        let plot = try #require(root.all.first { $0.attributes["class"] == "plot" })
        let box = (plot.attributes["data-box"] ?? "").split(separator: " ").compactMap { Double($0) }
        let ys = (band.attributes["d"] ?? "").matches(of: /[ML]\S+ (\d+(?:\.\d)?)/).compactMap { Double($0.output.1) }
        // The worst curve's 9 is not drawn as a line, but the band reaches it, at 4 % below the top.
        #expect(abs((ys.min() ?? 0) - (box[1] + box[3] * 0.04 / 1.08)) < 1)
    }
}
