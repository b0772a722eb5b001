// The pictures of a study.

import Analysis
import Charts
import Expressions
import Search
import Storage
import Studies

/// Makes a study's figures from what is known of it.
struct StudyFigures {
    let material: StudyMaterial
    /// The model of the objective over the parameters; nil where there is too little to make one.
    let model: FANOVA?
    private let look: ChartLook
    private let objective: StudyObjective
    private let valued: [(trial: EvidenceTrial, value: Double, mark: Mark)]
    private var measure: Measure { Measure(objective.metric) }
    private var direction: Charts.Direction { objective.direction.drawn }

    /// - Parameter wantsModel: whether there is time for the model, which some of the figures are made of.
    init(_ material: StudyMaterial, wantsModel: Bool = true, look: ChartLook = ChartLook()) {
        self.material = material
        self.look = look
        objective = material.study.record.objectives[0]
        model = wantsModel ? try? FANOVA(of: material.evidence) : nil
        valued = Self.valued(material)
    }

    var history: Figure {
        let trials = material.trials.filter { $0.repeats == nil && $0.state.name != .waiting }
        return Figure(
            "history",
            HistoryChart(
                title: "\(objective.metric) by trial", measure: measure, direction: direction,
                isLogarithmic: look.isLogarithmic("history"),
                trials: trials.map { .init(number: $0.number, value: $0.values.first, mark: $0.mark) }),
            note: "Trials that were pruned or paused stand at the best value that they had reached.",
            choices: [.logarithmic])
    }

    var learningCurves: Figure? {
        guard material.curves.contains(where: { $0.epochs.count > 1 }) else { return nil }
        let all = material.trials.count { $0.repeats == nil }
        return Figure(
            "curves",
            LearningCurvesChart(
                title: "Learning curves", measure: measure, direction: direction,
                isLogarithmic: look.isLogarithmic("curves"), smoothing: look.weight,
                highlighted: material.best.trial?.number,
                curves: material.curves.map {
                    .init(trial: $0.trial.number, epochs: $0.epochs, values: $0.values, mark: $0.trial.mark)
                }),
            note: material.curves.count < all
                ? "Of \(NumberText.count(all)) trials \(material.curves.count): the best, the newest, and others evenly."
                : nil,
            choices: [.logarithmic, .smoothing])
    }

    /// Trials that have a value to be drawn by.
    private static func valued(_ material: StudyMaterial) -> [(trial: EvidenceTrial, value: Double, mark: Mark)] {
        let stored = Dictionary(material.trials.map { ($0.number, (value: $0.values.first, mark: $0.mark)) }) {
            first, _ in
            first
        }
        return material.evidence.searched.compactMap { trial in
            guard let known = stored[trial.number], let value = known.value, value.isFinite,
                [.completed, .pruned, .paused].contains(known.mark)
            else { return nil }
            return (trial, value, known.mark)
        }
    }

    var parallel: Figure? {
        let parameters = Array(material.varying.prefix(16))
        let trials = valued
        guard parameters.count > 1, trials.count > 1 else { return nil }
        return Figure(
            "parallel",
            ParallelChart(
                title: "Parameters and \(objective.metric)", objective: measure, direction: direction,
                axes: parameters.map(\.drawnAxis),
                trials: trials.map { entry in
                    .init(
                        number: entry.trial.number, value: entry.value,
                        values: parameters.map { $0.drawn(entry.trial.configuration[$0.name]) })
                }))
    }

    var importance: Figure? {
        guard let importance = model?.importance else { return nil }
        return Figure(
            "importance",
            ImportanceChart(
                title: "What the parameters matter", method: "fANOVA",
                bars: importance.parameters.map { .init(name: $0.name, value: $0.share, error: $0.deviation) }),
            note:
                "The share of the variance of \(objective.metric) that each parameter explains by itself, by a random forest "
                + "over \(Written.count(importance.basis.used, "completed trial")); the whiskers are one standard deviation "
                + "over its trees.")
    }

    var slices: Figure? {
        let order = model.map { $0.importance.parameters.map(\.name) } ?? material.varying.map(\.name)
        let parameters = order.compactMap { name in material.varying.first { $0.name == name } }.prefix(9)
        let trials = valued
        guard !parameters.isEmpty, trials.count > 1 else { return nil }
        let panels = parameters.map { parameter in
            let effect = try? model?.effect(of: parameter.name, points: 40)
            return SlicesChart.Panel(
                axis: parameter.drawnAxis,
                points: trials.map {
                    .init(
                        trial: $0.trial.number, parameter: parameter.drawn($0.trial.configuration[parameter.name]),
                        value: $0.value, mark: $0.mark)
                },
                effect: effect?.points.map {
                    .init(
                        parameter: parameter.drawn($0.value), mean: $0.mean, low: $0.mean - $0.deviation,
                        high: $0.mean + $0.deviation)
                } ?? [])
        }
        return Figure(
            "slices",
            SlicesChart(
                title: "\(objective.metric) by parameter", objective: measure, direction: direction,
                band: "± one standard deviation over the trees", panels: Array(panels)),
            note: model == nil ? nil : "The line is what the model expects, the other parameters averaged out.")
    }

    /// The pairs of parameters that matter most together.
    var contours: [Figure] {
        guard let model, model.importance.parameters.count > 1 else { return [] }
        let names = model.importance.parameters.map(\.name)
        var pairs = model.importance.pairs.prefix(2).map { ($0.first, $0.second) }
        if !pairs.contains(where: { Set([$0.0, $0.1]) == Set(names.prefix(2)) }) {
            pairs = [(names[0], names[1])] + pairs.prefix(1)
        }
        return pairs.enumerated().compactMap { place, pair in
            guard let x = material.varying.first(where: { $0.name == pair.0 }),
                let y = material.varying.first(where: { $0.name == pair.1 }),
                let effect = try? model.effect(of: x.name, and: y.name, points: 24)
            else { return nil }
            // The effect has a row for each value of the first parameter, the chart for each of its vertical axis.
            let grid = effect.columns.indices.map { column in effect.means.map { $0[column] } }
            return Figure(
                "contour-\(place + 1)",
                ContourChart(
                    title: "\(objective.metric) by \(x.name) and \(y.name)", objective: measure, direction: direction,
                    x: x.drawnAxis, y: y.drawnAxis, xs: effect.rows.map { x.drawn($0) },
                    ys: effect.columns.map { y.drawn($0) }, grid: grid,
                    points: valued.map {
                        .init(
                            trial: $0.trial.number, x: x.drawn($0.trial.configuration[x.name]),
                            y: y.drawn($0.trial.configuration[y.name]), value: $0.value)
                    }))
        }
    }

    var front: Figure? {
        let objectives = material.study.record.objectives
        guard objectives.count > 1 else { return nil }
        let points = material.trials.compactMap { trial -> ParetoChart.Point? in
            guard case .completed(let score) = trial.state, score.isFeasible, trial.repeats == nil,
                score.values.count > 1
            else { return nil }
            return .init(trial: trial.number, x: score.values[0], y: score.values[1])
        }
        return Figure(
            "front",
            ParetoChart(
                title: "Front", x: Measure(objectives[0].metric), xDirection: objectives[0].direction.drawn,
                y: Measure(objectives[1].metric), yDirection: objectives[1].direction.drawn, points: points),
            note: objectives.count > 2 ? "The first two of \(objectives.count) objectives." : nil)
    }

    /// When trials ran, those at the same time in lanes of their own.
    var timeline: Figure? {
        let begun = material.trials.filter { $0.startedAt != nil }.sorted { ($0.startedAt ?? 0) < ($1.startedAt ?? 0) }
        guard let first = begun.first?.startedAt, begun.count > 1 else { return nil }
        var lanes: [Double] = []
        var bars: [TimelineChart.Bar] = []
        for trial in begun {
            let (start, end) = (trial.startedAt ?? first, trial.endedAt ?? .infinity)
            let lane = lanes.firstIndex { $0 <= start } ?? lanes.count
            if lane == lanes.count { lanes.append(end) } else { lanes[lane] = end }
            guard lane < Self.mostLanes else { continue }
            bars.append(
                .init(
                    lane: "worker \(lane + 1)", trial: trial.number, start: start - first,
                    end: trial.endedAt.map { $0 - first }, mark: trial.mark))
        }
        let latest = begun.compactMap(\.endedAt).max().map { $0 - first }
        return Figure(
            "timeline", TimelineChart(title: "When trials ran", time: .elapsed, bars: bars, now: latest),
            note:
                "From the first trial's start to the last one's end; of a trial that was resumed, the time between is not shown."
                + (lanes.count > Self.mostLanes ? " \(lanes.count - Self.mostLanes) more lanes are left out." : ""))
    }

    private static let mostLanes = 64
}
