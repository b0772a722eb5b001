/// The curves of many trials: the best stands out, the pruned are faded and end in a cross.
///
/// ```swift
/// LearningCurvesChart(
///     title: "Curves of face", measure: Measure("val_loss"), direction: .minimize, isLogarithmic: true, smoothing: 0.6,
///     curves: [.init(trial: 3, epochs: [1, 2, 3], values: [0.9, .nan, 0.5], mark: .completed)])
/// ```
///
/// Of many curves the fifty best and some of the others are drawn, and a band that spans all; of long ones each pixel
/// column's lowest and highest value. The chart says what it left out. NaN and infinities are gaps with a mark.
public struct LearningCurvesChart: Chart {
    /// One trial's metric, epoch after epoch.
    public struct Curve: Sendable, Hashable {
        /// The trial's number.
        public var trial: Int
        /// The epochs, ascending.
        public var epochs: [Int]
        /// A value for each epoch.
        public var values: [Double]
        /// What has become of the trial.
        public var mark: Mark

        /// A curve; where one list is longer, its end is left out.
        public init(trial: Int, epochs: [Int], values: [Double], mark: Mark) {
            self.trial = trial
            self.epochs = Array(epochs.prefix(values.count))
            self.values = Array(values.prefix(epochs.count))
            self.mark = mark
        }
    }

    /// What stands above the picture.
    public let title: String
    /// The metric.
    public let measure: Measure
    /// Which values are better.
    public let direction: Direction
    /// Whether the values' axis is logarithmic.
    public let isLogarithmic: Bool
    /// The weight of what came before in an exponential moving average, in 0 ..< 1; 0 smooths nothing.
    public let smoothing: Double
    /// The trial that stands out; nil for the one with the best value.
    public let highlighted: Int?
    /// In any order.
    public let curves: [Curve]

    /// Curves of one metric.
    public init(
        title: String, measure: Measure, direction: Direction, isLogarithmic: Bool = false, smoothing: Double = 0,
        highlighted: Int? = nil, curves: [Curve]
    ) {
        self.title = title
        self.measure = measure
        self.direction = direction
        self.isLogarithmic = isLogarithmic
        self.smoothing = smoothing.isFinite ? min(0.999, max(0, smoothing)) : 0
        self.highlighted = highlighted
        self.curves = curves
    }

    /// What the picture says, in a sentence.
    public var summary: String {
        let ranked = RankedCurves(self)
        guard let best = ranked.bestValue, let number = ranked.best?.trial else {
            return "Learning curves of \(Words.count(curves.count, "trial")); none has a number yet."
        }
        return
            "\(measure.text) by epoch of \(Words.count(curves.count, "trial")), \(direction.words); trial \(number) stands out, whose best is \(NumberText.short(best))."
    }

    /// The numbers behind the picture.
    public var table: ChartTable {
        ChartTable(
            columns: ["trial", "state", "epochs", "best \(measure.text)", "at epoch", "last \(measure.text)"],
            rows: curves.map { curve in
                let best = curve.best(direction)
                return [
                    "\(curve.trial)", curve.mark.rawValue, "\(curve.epochs.count)",
                    best.map { NumberText.short($0.value) } ?? "–", best.map { "\($0.epoch)" } ?? "–",
                    curve.values.last.map { NumberText.short($0) } ?? "–",
                ]
            })
    }

    /// The picture as an SVG element.
    public func svg(_ options: ChartOptions) -> String {
        Canvas.svg(of: self, options) { CurvesDrawing(chart: self, ranked: RankedCurves(self)).draw(on: &$0) }
    }
}

extension LearningCurvesChart.Curve {
    /// The best finite value and its epoch; the earliest of equals.
    func best(_ direction: Direction) -> (epoch: Int, value: Double)? {
        var best: (epoch: Int, value: Double)?
        for (epoch, value) in zip(epochs, values) where value.isFinite && direction.prefers(value, to: best?.value) {
            best = (epoch, value)
        }
        return best
    }
}

/// The curves from the best to the worst, those without a number last.
struct RankedCurves: Sendable {
    let curves: [LearningCurvesChart.Curve]
    let best: LearningCurvesChart.Curve?
    let bestValue: Double?

    init(_ chart: LearningCurvesChart) {
        let scored = chart.curves.map { (curve: $0, best: $0.best(chart.direction)?.value) }
        curves = scored.enumerated().sorted { left, right in
            switch (left.element.best, right.element.best) {
            case (let a?, let b?): a == b ? left.offset < right.offset : chart.direction.prefers(a, to: b)
            case (_?, nil): true
            case (nil, _?): false
            case (nil, nil): left.offset < right.offset
            }
        }.map(\.element.curve)
        let leading = chart.highlighted.flatMap { number in chart.curves.first { $0.trial == number } } ?? curves.first
        bestValue = leading?.best(chart.direction)?.value
        best = bestValue == nil ? nil : leading
    }
}
