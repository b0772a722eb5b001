import Testing

@testable import Charts

@Suite("What has become of trials")
struct MarkTests {
    @Test("is told without colour: by a shape, and by a pattern in the timeline")
    func distinct() {
        let ended = Mark.allCases.filter { $0 != .waiting }
        #expect(Set(ended.map { "\($0.shape)" }).count == ended.count)
        let patterns = Mark.allCases.map { "\(TimelinePattern.style($0))" }
        #expect(Set(patterns).count == patterns.count)
        let drawn = TimelinePattern.definitions("t")
        for mark in Mark.allCases {
            if let pattern = TimelinePattern.style(mark).pattern { #expect(drawn.contains("\"t-\(pattern)\"")) }
        }
    }

    @Test("is named in legend, tips and table, a paused trial as paused")
    func paused() {
        let trials = [Mark.completed, .pruned, .paused].enumerated().map {
            LearningCurvesChart.Curve(trial: $0, epochs: [1, 2], values: [1, Double($0)], mark: $1)
        }
        let chart = LearningCurvesChart(
            title: "Curves", measure: Measure("loss"), direction: .minimize, curves: trials)
        let svg = chart.svg(ChartOptions(id: "c"))
        for words in [">pruned<", ">paused<", "trial 1, pruned", "trial 2, paused"] {
            #expect(svg.contains(words), "\(words)")
        }
        #expect(chart.table.rows.map { $0[1] } == ["completed", "pruned", "paused"])
    }
}
