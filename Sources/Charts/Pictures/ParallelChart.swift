/// Trials as lines across an axis for each parameter, coloured by their objective.
///
/// ```swift
/// ParallelChart(
///     title: "Parameters", objective: Measure("val_loss"), direction: .minimize,
///     axes: [ParameterAxis("lr", .logarithmic), ParameterAxis("optimizer", .categories(["adam", "sgd"]))],
///     trials: [.init(number: 0, value: 0.4, values: [.number(1e-3), .category("adam")])])
/// ```
///
/// The last axis is the objective's. A parameter that was not set in a trial is in a lane of its own beside its axis. Where
/// the axes would stand too close, they lie below one another. Of many trials the best and an even sample are drawn.
public struct ParallelChart: Chart {
    /// One trial.
    public struct Trial: Sendable, Hashable {
        /// Its number in the study.
        public var number: Int
        /// Its objective.
        public var value: Double
        /// A value for each axis.
        public var values: [AxisValue]

        /// A trial.
        public init(number: Int, value: Double, values: [AxisValue]) {
            self.number = number
            self.value = value
            self.values = values
        }
    }

    /// What stands above the picture.
    public let title: String
    /// What the trials are coloured by.
    public let objective: Measure
    /// Which values are better.
    public let direction: Direction
    /// The parameters, in the order of the axes.
    public let axes: [ParameterAxis]
    /// In any order; those without a finite value are left out, and counted.
    public let trials: [Trial]

    /// So many of the best are drawn, and of the others.
    static let bestCount = 100
    static let otherCount = 200

    /// Trials across their parameters.
    public init(title: String, objective: Measure, direction: Direction, axes: [ParameterAxis], trials: [Trial]) {
        self.title = title
        self.objective = objective
        self.direction = direction
        self.axes = axes
        self.trials = trials
    }

    /// The trials with a finite value, from the worst to the best.
    var ranked: [Trial] {
        trials.filter(\.value.isFinite).sorted { left, right in
            left.value == right.value ? left.number > right.number : direction.prefers(right.value, to: left.value)
        }
    }

    /// What the picture says, in a sentence.
    public var summary: String {
        guard let best = ranked.last else { return "No trial has completed with a number yet." }
        return
            "\(Words.count(ranked.count, "trial")) across \(Words.count(axes.count, "parameter")), coloured by \(objective.text), \(direction.words); the best is \(NumberText.short(best.value)), of trial \(best.number)."
    }

    /// The numbers behind the picture.
    public var table: ChartTable {
        ChartTable(
            columns: ["trial", objective.text] + axes.map(\.measure.text),
            rows: trials.map { trial in
                ["\(trial.number)", NumberText.short(trial.value)]
                    + axes.indices.map { $0 < trial.values.count ? trial.values[$0].text : AxisValue.missing.text }
            })
    }

    /// The picture as an SVG element.
    public func svg(_ options: ChartOptions) -> String {
        Canvas.svg(of: self, options) { ParallelDrawing(self).draw(on: &$0) }
    }
}
