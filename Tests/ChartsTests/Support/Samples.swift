import Charts
import Foundation
import TestSupport
import Testing

/// Charts of made-up studies, the same in every run, for the tests that hold all charts to the same rules.
struct Sample: Sendable, CustomTestStringConvertible {
    let name: String
    let chart: any Chart

    var testDescription: String { name }

    static let all: [Sample] =
        histories + curves + parallels + importances + slices + contours + timelines + trialCurves + fronts + empty
}

/// A name with everything that a user may write into it.
let hostileName =
    "<script>alert('x')</script> & \"quoted\"\n\u{0}\u{1B}[31m \u{202E}שלום 漢字 👩‍👩‍👧 =cmd()"
    + String(repeating: " long", count: 2000)

struct Draw {
    var generator: SeededGenerator
    init(_ seed: UInt64) { generator = SeededGenerator(seed: seed) }
    mutating func unit() -> Double { Double(generator.next() >> 11) / 9007199254740992 }
    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[Int(unit() * Double(elements.count))] }
    /// About normal.
    mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + unit() } }
}

extension Sample {
    static func trials(_ count: Int) -> [HistoryChart.Trial] {
        var draw = Draw(1)
        return (0..<count).map { number in
            let progress = 0.6 - 0.25 * Double(number) / Double(count)
            let mark = draw.pick([Mark.completed, .completed, .completed, .pruned, .pruned, .failed, .stopped])
            let value = progress + 0.08 * draw.normal().magnitude
            switch mark {
            case .failed: return .init(number: number, value: draw.unit() < 0.5 ? nil : .nan, mark: .failed)
            case .completed where number % 97 == 13: return .init(number: number, value: 1e6, mark: .completed)
            case .completed where number % 83 == 13: return .init(number: number, value: .infinity, mark: .completed)
            default: return .init(number: number, value: value, mark: number == count - 1 ? .running : mark)
            }
        }
    }

    static let histories: [Sample] =
        [1, 2, 60, 10_000].map { count in
            Sample(
                name: "history-\(count)",
                chart: HistoryChart(
                    title: "History of face-transformer", measure: Measure("val_loss"), direction: .minimize,
                    trials: trials(count)))
        } + [
            Sample(
                name: "history-equal",
                chart: HistoryChart(
                    title: "Equal values", measure: Measure("val_loss"), direction: .maximize,
                    trials: (0..<5).map { .init(number: $0, value: 0.25, mark: .completed) })),
            Sample(
                name: "history-extreme",
                chart: HistoryChart(
                    title: "Extreme values", measure: Measure("loss"), direction: .maximize,
                    trials: [-1.7e308, 1.7e308, 0, .leastNonzeroMagnitude, .nan, .infinity].enumerated().map {
                        .init(number: $0.offset, value: $0.element, mark: .completed)
                    })),
            Sample(
                name: "history-tiny",
                chart: HistoryChart(
                    title: "Tiny differences", measure: Measure("loss"), direction: .minimize,
                    trials: (0..<9).map { .init(number: $0, value: 1.25e-9 + Double($0) * 1e-13, mark: .completed) })),
            Sample(
                name: "history-hostile",
                chart: HistoryChart(
                    title: hostileName, measure: Measure(hostileName, unit: hostileName), direction: .minimize,
                    trials: trials(20))),
        ]

    static func curves(_ count: Int, epochs: Int) -> [LearningCurvesChart.Curve] {
        var draw = Draw(2)
        return (0..<count).map { trial in
            let (floor, speed) = (0.02 + 0.3 * draw.unit(), 0.05 + 0.3 * draw.unit())
            let mark = draw.pick([Mark.completed, .completed, .pruned, .failed])
            let length = mark == .completed ? epochs : max(1, Int(draw.unit() * Double(epochs)))
            let values = (0..<length).map { epoch -> Double in
                if mark == .failed, epoch == length - 1 { return .nan }
                if trial % 9 == 2, epoch == length / 2 { return .nan }
                return floor + 1.2 / (1 + speed * Double(epoch)) + 0.02 * draw.normal() * floor
            }
            return .init(trial: trial, epochs: Array(1...length), values: values, mark: mark)
        }
    }

    static func curvesChart(_ name: String, _ count: Int, epochs: Int, log: Bool = false, smoothing: Double = 0)
        -> Sample
    {
        Sample(
            name: name,
            chart: LearningCurvesChart(
                title: "Learning curves", measure: Measure("val_loss"), direction: .minimize, isLogarithmic: log,
                smoothing: smoothing, curves: curves(count, epochs: epochs)))
    }

    static let curves: [Sample] = [
        curvesChart("curves-1", 1, epochs: 1), curvesChart("curves-12", 12, epochs: 40),
        curvesChart("curves-12-log-smooth", 12, epochs: 40, log: true, smoothing: 0.8),
        curvesChart("curves-200", 200, epochs: 50), curvesChart("curves-10000", 10_000, epochs: 50),
        curvesChart("curves-long", 6, epochs: 20_000),
    ]

    static let axes: [ParameterAxis] = [
        ParameterAxis("lr", .logarithmic), ParameterAxis("dropout"), ParameterAxis("layers"),
        ParameterAxis("optimizer", .categories(["adamw", "sgd", "lion"])), ParameterAxis("momentum"),
        ParameterAxis("d_model", .categories(["32", "64", "128"])),
    ]

    static func parallel(_ count: Int, axes: [ParameterAxis] = axes, objective: String = "val_loss") -> ParallelChart {
        var draw = Draw(3)
        return ParallelChart(
            title: "Parameters", objective: Measure(objective), direction: .minimize, axes: axes,
            trials: (0..<count).map { number in
                let values = axes.map { axis -> AxisValue in
                    switch axis.kind {
                    case .categories(let names): .category(draw.pick(names))
                    case .logarithmic: .number(powerOf10(-5 + 3.5 * draw.unit()))
                    case .linear:
                        axis.measure.name == "momentum" && draw.unit() < 0.5
                            ? .missing : .number((draw.unit() * 10).rounded() / 20)
                    }
                }
                return .init(
                    number: number, value: number % 50 == 7 ? .nan : 0.3 + 0.1 * draw.normal().magnitude, values: values
                )
            })
    }

    static func powerOf10(_ exponent: Double) -> Double { pow(10, exponent) }

    static let parallels: [Sample] = [
        Sample(name: "parallel-1", chart: parallel(1)), Sample(name: "parallel-80", chart: parallel(80)),
        Sample(name: "parallel-10000", chart: parallel(10_000)),
        Sample(
            name: "parallel-many-axes",
            chart: parallel(
                60, axes: (0..<14).map { ParameterAxis("parameter_number_\($0)", $0 % 3 == 0 ? .logarithmic : .linear) }
            )),
        Sample(
            name: "parallel-hostile",
            chart: parallel(
                30, axes: [ParameterAxis(hostileName), ParameterAxis("b", .categories([hostileName, "<b>", "ok"]))],
                objective: hostileName)),
    ]

    static let importances: [Sample] = [
        Sample(
            name: "importance",
            chart: ImportanceChart(
                title: "Importance", method: "fANOVA",
                bars: [
                    .init(name: "lr", value: 0.512, error: 0.06),
                    .init(name: "weight_decay", value: 0.201, error: 0.04),
                    .init(name: "lr × dropout", value: 0.1, error: 0.12),
                    .init(name: "dropout", value: 0.03, error: 0.01),
                    .init(name: "a_parameter_with_quite_a_long_name", value: 0, error: 0),
                    .init(name: "heads", value: .nan),
                ])),
        Sample(
            name: "importance-hostile",
            chart: ImportanceChart(title: hostileName, method: hostileName, bars: [.init(name: hostileName, value: 1)])),
    ]

    static func slices(_ count: Int) -> SlicesChart {
        var draw = Draw(5)
        return SlicesChart(
            title: "Slices", objective: Measure("val_loss"), direction: .minimize,
            panels: axes.map { axis in
                let points = (0..<count).map { trial -> SlicesChart.Point in
                    let value: AxisValue
                    switch axis.kind {
                    case .categories(let names): value = .category(draw.pick(names))
                    case .logarithmic: value = .number(powerOf10(-5 + 3.5 * draw.unit()))
                    case .linear:
                        value = axis.measure.name == "momentum" && draw.unit() < 0.5 ? .missing : .number(draw.unit())
                    }
                    return .init(
                        trial: trial, parameter: value,
                        value: 0.3 + 0.1 * draw.normal().magnitude + (trial % 70 == 3 ? 1e4 : 0),
                        mark: draw.pick([.completed, .completed, .pruned]))
                }
                let effect: [SlicesChart.Effect] =
                    switch axis.kind {
                    case .categories(let names):
                        names.map { .init(parameter: .category($0), mean: 0.4, low: 0.36, high: 0.44) }
                    case .logarithmic:
                        stride(from: -5.0, through: -1.5, by: 0.25).map {
                            .init(
                                parameter: .number(powerOf10($0)), mean: 0.35 + 0.02 * ($0 + 3) * ($0 + 3), low: 0.3,
                                high: 0.45)
                        }
                    case .linear: [0.0, 0.5, 1].map { .init(parameter: .number($0), mean: 0.4, low: 0.35, high: 0.45) }
                    }
                return .init(axis: axis, points: points, effect: effect)
            })
    }

    static let slices: [Sample] = [
        Sample(name: "slices-60", chart: slices(60)), Sample(name: "slices-3000", chart: slices(3000)),
        Sample(
            name: "slices-many-categories",
            chart: SlicesChart(
                title: "Many categories", objective: Measure("val_acc", unit: "%"), direction: .maximize,
                panels: [
                    .init(
                        axis: ParameterAxis("activation", .categories((0..<12).map { "activation_\($0)" })),
                        points: (0..<40).map {
                            .init(trial: $0, parameter: .category("activation_\($0 % 12)"), value: Double(60 + $0 % 7))
                        })
                ])),
    ]

    static func contour(
        _ name: String, x: ParameterAxis, y: ParameterAxis, xs: [AxisValue], ys: [AxisValue], count: Int
    ) -> Sample {
        var draw = Draw(7)
        let grid = ys.indices.map { row -> [Double] in
            xs.indices.map { column -> Double in
                if row == 0, column == 0 { return .nan }
                let (a, b) = (Double(column) / Double(xs.count) - 0.6, Double(row) / Double(ys.count) - 0.4)
                let bowl = a * a + 1.5 * b * b
                return 0.3 + bowl + 0.5 * a * b
            }
        }
        let points = (0..<count).map { trial in
            ContourChart.Point(trial: trial, x: draw.pick(xs), y: draw.pick(ys), value: draw.unit())
        }
        return Sample(
            name: name,
            chart: ContourChart(
                title: "\(x.measure.name) and \(y.measure.name)", objective: Measure("val_loss"), direction: .minimize,
                x: x, y: y,
                xs: xs, ys: ys, grid: grid,
                points: points))
    }

    static let contours: [Sample] = [
        contour(
            "contour", x: ParameterAxis("lr", .logarithmic), y: ParameterAxis("dropout"),
            xs: (0..<24).map { .number(powerOf10(-5 + Double($0) / 8)) }, ys: (0..<20).map { .number(Double($0) / 40) },
            count: 60),
        contour(
            "contour-categories", x: ParameterAxis("optimizer", .categories(["adamw", "sgd", "lion"])),
            y: ParameterAxis("d_model", .categories(["32", "64", "128"])),
            xs: ["adamw", "sgd", "lion"].map { .category($0) }, ys: ["32", "64", "128"].map { .category($0) }, count: 9),
        contour(
            "contour-10000", x: ParameterAxis("lr", .logarithmic), y: ParameterAxis("warmup", unit: "epochs"),
            xs: (0..<100).map { .number(powerOf10(-5 + Double($0) / 25)) }, ys: (0..<100).map { .number(Double($0)) },
            count: 10_000),
    ]

    static func timeline(_ name: String, lanes: Int, bars: Int, length: Double, time: TimeAxis) -> Sample {
        var draw = Draw(8)
        var free = Array(repeating: 0.0, count: lanes)
        let start = time == .elapsed ? 0.0 : 1_795_000_000.0
        let all = (0..<bars).map { trial -> TimelineChart.Bar in
            let lane = trial % lanes
            let begin = free[lane] + length * 0.1 * draw.unit()
            free[lane] = begin + length * (0.2 + draw.unit())
            let mark =
                trial >= bars - lanes ? .running : draw.pick([Mark.completed, .completed, .pruned, .failed, .stopped])
            return .init(
                lane: "node-\(lane).cluster.example", trial: trial, start: start + begin,
                end: mark == .running ? nil : start + free[lane], mark: mark)
        }
        return Sample(
            name: name, chart: TimelineChart(title: "Workers", time: time, bars: all, now: start + (free.max() ?? 0)))
    }

    static let timelines: [Sample] = [
        timeline("timeline-seconds", lanes: 1, bars: 5, length: 10, time: .elapsed),
        timeline("timeline-hours", lanes: 4, bars: 40, length: 1500, time: .elapsed),
        timeline("timeline-dates", lanes: 32, bars: 10_000, length: 600, time: .dates(offset: 3600)),
    ]

    static func trialCurves(_ count: Int) -> CurvesOfTrialChart {
        var draw = Draw(9)
        let train = (0..<count).map { epoch -> Double in
            let fall = 1 / (1 + 0.2 * Double(epoch))
            return 0.1 + fall + 0.01 * draw.normal()
        }
        let validation = (0..<count).map { epoch -> Double in
            if epoch == count / 3 { return .nan }
            let fall = 0.9 / (1 + 0.2 * Double(epoch))
            let rise = 0.15 * Double(epoch) / Double(count)
            return 0.2 + fall + rise + 0.02 * draw.normal()
        }
        return CurvesOfTrialChart(
            title: "Trial 7", measure: Measure("loss", unit: "MSE"), epochs: Array(1...count), train: train,
            validation: validation,
            learningRate: (0..<count).map { powerOf10(-3 - 3 * Double($0) / Double(count)) },
            bestEpoch: count * 3 / 5 + 1)
    }

    static let trialCurves: [Sample] = [
        Sample(name: "trial-1", chart: trialCurves(1)), Sample(name: "trial-50", chart: trialCurves(50)),
        Sample(name: "trial-5000", chart: trialCurves(5000)),
    ]

    static func front(_ count: Int) -> ParetoChart {
        var draw = Draw(10)
        return ParetoChart(
            title: "Pareto front", x: Measure("val_loss"), xDirection: .minimize, y: Measure("latency", unit: "ms"),
            yDirection: .minimize,
            points: (0..<count).map { trial in
                let x = 0.1 + draw.unit()
                return .init(trial: trial, x: trial % 40 == 9 ? .nan : x, y: 3 / x + 20 * draw.normal().magnitude + 5)
            })
    }

    static let fronts: [Sample] = [1, 60, 10_000].map { Sample(name: "front-\($0)", chart: front($0)) }

    static let empty: [Sample] = [
        Sample(
            name: "empty-history",
            chart: HistoryChart(title: "History", measure: Measure("loss"), direction: .minimize, trials: [])),
        Sample(
            name: "empty-history-failed",
            chart: HistoryChart(
                title: "History", measure: Measure("loss"), direction: .minimize,
                trials: [.init(number: 0, value: nil, mark: .failed), .init(number: 1, value: .nan, mark: .completed)])),
        Sample(
            name: "empty-curves",
            chart: LearningCurvesChart(title: "Curves", measure: Measure("loss"), direction: .minimize, curves: [])),
        Sample(
            name: "empty-curves-nan",
            chart: LearningCurvesChart(
                title: "Curves", measure: Measure("loss"), direction: .minimize, isLogarithmic: true,
                curves: [.init(trial: 0, epochs: [1, 2], values: [.nan, -1], mark: .failed)])),
        Sample(
            name: "empty-parallel",
            chart: ParallelChart(
                title: "Parameters", objective: Measure("loss"), direction: .minimize, axes: [], trials: [])),
        Sample(name: "empty-importance", chart: ImportanceChart(title: "Importance", method: "fANOVA", bars: [])),
        Sample(
            name: "empty-slices",
            chart: SlicesChart(title: "Slices", objective: Measure("loss"), direction: .minimize, panels: [])),
        Sample(
            name: "empty-contour",
            chart: ContourChart(
                title: "Contour", objective: Measure("loss"), direction: .minimize, x: ParameterAxis("a"),
                y: ParameterAxis("b"),
                xs: [], ys: [], grid: [])),
        Sample(name: "empty-timeline", chart: TimelineChart(title: "Workers", time: .elapsed, bars: [])),
        Sample(
            name: "empty-trial",
            chart: CurvesOfTrialChart(title: "Trial", measure: Measure("loss"), epochs: [], train: [], validation: [])),
        Sample(
            name: "empty-front",
            chart: ParetoChart(
                title: "Front", x: Measure("a"), xDirection: .minimize, y: Measure("b"), yDirection: .minimize,
                points: [])),
    ]
}
