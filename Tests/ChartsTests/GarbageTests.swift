import TestSupport
import Testing

@testable import Charts

@Suite("Charts of garbage")
struct GarbageTests {
    private static let numbers: [Double] = [
        0, -0.0, 1, -1, 0.5, .nan, .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
        .leastNonzeroMagnitude,
        .leastNormalMagnitude, 1e15, 1e-15, 1 + .ulpOfOne, 9_007_199_254_740_992, 1e300, 1e-300, 1_795_000_000,
    ]
    private static let integers = [0, 1, -1, 2, .max, .min, .max - 1, 1_000_000]
    private static let names = ["", " ", "a", hostileName, "\u{301}", "👩‍👩‍👧", "<", "\u{FEFF}"]

    /// Draws values of which any may be anything.
    private struct Garbage {
        var draw: Draw
        mutating func number() -> Double { draw.pick(GarbageTests.numbers) }
        mutating func integer() -> Int { draw.pick(GarbageTests.integers) }
        mutating func name() -> String { draw.pick(GarbageTests.names) }
        mutating func mark() -> Mark { draw.pick(Mark.allCases) }
        mutating func direction() -> Direction { draw.pick(Direction.allCases) }
        mutating func measure() -> Measure { Measure(name(), unit: draw.unit() < 0.5 ? name() : nil) }
        mutating func list<Element>(_ element: (inout Garbage) -> Element) -> [Element] {
            (0..<Int(draw.unit() * 14)).map { _ in element(&self) }
        }
        mutating func value() -> AxisValue { draw.pick([.number(number()), .category(name()), .missing]) }
        mutating func axis() -> ParameterAxis {
            ParameterAxis(name(), draw.pick([.linear, .logarithmic, .categories(list { $0.name() })]))
        }

        mutating func charts() -> [any Chart] {
            let isLogarithmic = draw.unit() < 0.5
            return [
                HistoryChart(
                    title: name(), measure: measure(), direction: direction(), isLogarithmic: isLogarithmic,
                    trials: list { .init(number: $0.integer(), value: $0.number(), mark: $0.mark()) }),
                LearningCurvesChart(
                    title: name(), measure: measure(), direction: direction(), isLogarithmic: isLogarithmic,
                    smoothing: number(),
                    highlighted: integer(),
                    curves: list { curve in
                        .init(
                            trial: curve.integer(), epochs: curve.list { $0.integer() },
                            values: curve.list { $0.number() },
                            mark: curve.mark())
                    }),
                ParallelChart(
                    title: name(), objective: measure(), direction: direction(), axes: list { $0.axis() },
                    trials: list { trial in
                        .init(number: trial.integer(), value: trial.number(), values: trial.list { $0.value() })
                    }),
                ImportanceChart(
                    title: name(), method: name(),
                    bars: list { .init(name: $0.name(), value: $0.number(), error: $0.number()) }),
                slices(), contour(),
                TimelineChart(
                    title: name(), time: draw.pick([.elapsed, .dates(offset: 0), .dates(offset: -43_200)]),
                    bars: list {
                        .init(
                            lane: $0.name(), trial: $0.integer(), start: $0.number(), end: $0.number(), mark: $0.mark())
                    }, now: number()),
                CurvesOfTrialChart(
                    title: name(), measure: measure(), epochs: list { $0.integer() }, train: list { $0.number() },
                    validation: list { $0.number() }, learningRate: list { $0.number() }, bestEpoch: integer(),
                    isLogarithmic: isLogarithmic),
                ParetoChart(
                    title: name(), x: measure(), xDirection: direction(), y: measure(), yDirection: direction(),
                    points: list { .init(trial: $0.integer(), x: $0.number(), y: $0.number()) }),
            ]
        }

        private mutating func slices() -> SlicesChart {
            SlicesChart(
                title: name(), objective: measure(), direction: direction(),
                panels: list { panel in
                    .init(
                        axis: panel.axis(),
                        points: panel.list {
                            .init(trial: $0.integer(), parameter: $0.value(), value: $0.number(), mark: $0.mark())
                        },
                        effect: panel.list {
                            .init(parameter: $0.value(), mean: $0.number(), low: $0.number(), high: $0.number())
                        })
                })
        }

        private mutating func contour() -> ContourChart {
            ContourChart(
                title: name(), objective: measure(), direction: direction(), x: axis(), y: axis(),
                xs: list { $0.value() },
                ys: list { $0.value() }, grid: list { row in row.list { $0.number() } },
                points: list { .init(trial: $0.integer(), x: $0.value(), y: $0.value(), value: $0.number()) })
        }
    }

    @Test("are drawn all the same, as well-formed XML with numbers only", arguments: 0..<60)
    func drawn(seed: Int) throws {
        var garbage = Garbage(draw: Draw(UInt64(seed)))
        for chart in garbage.charts() {
            let svg = chart.svg(ChartOptions(width: seed % 2 == 0 ? 360 : 720))
            let root = try XMLReader.read(svg)
            for element in root.all {
                for (name, value) in element.attributes
                where ["d", "x", "y", "width", "height", "data-box"].contains(name) {
                    #expect(
                        !value.contains("n") && !value.contains("e"), "\(type(of: chart)): \(name)=\(value.prefix(80))")
                }
            }
            #expect(!chart.summary.isEmpty && chart.table.rows.allSatisfy { $0.count == chart.table.columns.count })
        }
    }

    @Test("are drawn all the same in a terminal", arguments: 0..<60)
    func typed(seed: Int) {
        var garbage = Garbage(draw: Draw(UInt64(seed)))
        let series = garbage.list { curve in
            TextLineChart.Series(name: curve.name(), xs: curve.list { $0.number() }, ys: curve.list { $0.number() })
        }
        let width = seed * 3
        let lines = TextLineChart(title: garbage.name(), series: series, isLogarithmic: seed % 2 == 0)
            .lines(width: width, height: seed % 20)
        let bars = TextBarChart(bars: garbage.list { .init(label: $0.name(), value: $0.number()) }).lines(width: width)
        #expect((lines + bars).allSatisfy { TerminalText.columns($0) <= max(20, width) })
        #expect(Sparkline.text(garbage.list { $0.number() }, width: width).count <= max(0, width))
    }
}
