/// The training of one trial: its train and validation curves, and under them, along the same epochs, the learning rate.
///
/// ```swift
/// CurvesOfTrialChart(
///     title: "Trial 7", measure: Measure("loss"), epochs: [1, 2, 3], train: [0.9, 0.5, 0.3], validation: [1, 0.7, 0.8],
///     learningRate: [1e-3, 8e-4, 1e-4], bestEpoch: 2)
/// ```
public struct CurvesOfTrialChart: Chart {
    /// What stands above the picture.
    public let title: String
    /// What both curves measure.
    public let measure: Measure
    /// Ascending.
    public let epochs: [Int]
    /// A value for each epoch, NaN where there is none; empty without a train curve.
    public let train: [Double]
    /// A value for each epoch, NaN where there is none; empty without a validation curve.
    public let validation: [Double]
    /// A value for each epoch; empty where it is not known.
    public let learningRate: [Double]
    /// The epoch whose model is kept.
    public let bestEpoch: Int?
    /// Whether the upper panel's axis is logarithmic.
    public let isLogarithmic: Bool

    /// The weight of what came before in an exponential moving average, in 0 ..< 1; 0 smooths nothing.
    public let smoothing: Double

    /// The curves of one trial; what lists have beyond the epochs is left out.
    public init(
        title: String, measure: Measure, epochs: [Int], train: [Double], validation: [Double],
        learningRate: [Double] = [],
        bestEpoch: Int? = nil, isLogarithmic: Bool = false, smoothing: Double = 0
    ) {
        self.smoothing = smoothing.isFinite ? min(0.999, max(0, smoothing)) : 0
        self.title = title
        self.measure = measure
        self.epochs = epochs
        self.train = Array(train.prefix(epochs.count))
        self.validation = Array(validation.prefix(epochs.count))
        self.learningRate = Array(learningRate.prefix(epochs.count))
        self.bestEpoch = bestEpoch
        self.isLogarithmic = isLogarithmic
    }

    /// What the picture says, in a sentence.
    public var summary: String {
        guard let last = epochs.last else { return "The trial has reported no epoch yet." }
        var text = "Train and validation \(measure.text) over \(Words.count(epochs.count, "epoch"))"
        if let value = validation.last {
            text += "; the last validation value is \(NumberText.short(value)), at epoch \(last)"
        }
        if let bestEpoch { text += "; the best epoch is \(bestEpoch)" }
        return text + "."
    }

    /// The numbers behind the picture.
    public var table: ChartTable {
        func cell(_ values: [Double], _ index: Int) -> String {
            index < values.count ? NumberText.short(values[index]) : "–"
        }
        return ChartTable(
            columns: ["epoch", "train \(measure.text)", "validation \(measure.text)", "learning rate"],
            rows: epochs.indices.map {
                ["\(epochs[$0])", cell(train, $0), cell(validation, $0), cell(learningRate, $0)]
            })
    }

    /// The picture as an SVG element.
    public func svg(_ options: ChartOptions) -> String { Canvas.svg(of: self, options) { draw(on: &$0) } }

    private func draw(on canvas: inout Canvas) {
        guard let first = epochs.first, let last = epochs.last else {
            return canvas.nothing("The trial has reported no epoch yet.")
        }
        guard let extent = Extent.of(train + validation, isLogarithmic: isLogarithmic, padding: 0.05) else {
            return canvas.nothing(
                "The trial has reported no finite \(measure.name)\(isLogarithmic ? " above 0" : "") yet.")
        }
        let series = [("train", train, "c1 dash"), ("validation", validation, "c2")].filter { !$0.1.isEmpty }
        var legend = series.map { LegendEntry($0.0, .line($0.2)) }
        if let bestEpoch { legend.append(LegendEntry("best epoch: \(bestEpoch)", .line("guide"))) }
        let hasGaps = series.contains { $0.1.contains { !$0.isFinite || isLogarithmic && $0 <= 0 } }
        if hasGaps { legend.append(LegendEntry("gap: no finite value", .shape(.diamond, "gap"))) }
        canvas.legend(legend)
        let rates = Extent.of(learningRate, isLogarithmic: Self.isSpread(learningRate), padding: 0.08)
        let rateKind: Scale.Kind = Self.isSpread(learningRate) ? .logarithmic : .linear(wholeNumbers: false)
        let kind: Scale.Kind = isLogarithmic ? .logarithmic : .linear(wholeNumbers: false)
        var upper = PlotRequest(
            xKind: .linear(wholeNumbers: true), xExtent: .whole(first, last), xTitle: "epoch", yKind: kind,
            yExtent: extent,
            yTitle: measure.text + (isLogarithmic ? ", log scale" : ""))
        upper.hasXLabels = rates == nil
        upper.isByEpoch = true
        let rateHeight = canvas.isNarrow ? 70.0 : 84.0
        // Both panels begin at the same pixel, so that an epoch is one place in both.
        var gutter = Canvas.gutter(
            canvas.yTicks(Scale(kind, extent, from: canvas.plotHeight, to: 0), height: canvas.plotHeight),
            most: canvas.width * 0.3)
        if let rates {
            let ticks = canvas.yTicks(Scale(rateKind, rates, from: rateHeight, to: 0), height: rateHeight)
            gutter = max(gutter, Canvas.gutter(ticks, most: canvas.width * 0.3))
        }
        let plot = canvas.plot(upper, gutter: gutter)
        var thinned = draw(series, plot, smoothing: smoothing, on: &canvas)
        if let rates {
            let lower = canvas.plot(
                PlotRequest(
                    xKind: .linear(wholeNumbers: true), xExtent: .whole(first, last), xTitle: "epoch", yKind: rateKind,
                    yExtent: rates, yTitle: "learning rate" + (rateKind == .logarithmic ? ", log scale" : ""),
                    isByEpoch: true),
                height: rateHeight, gutter: gutter)
            thinned = draw([("learning rate", learningRate, "c3")], lower, on: &canvas) || thinned
        }
        var notes = thinned ? ["Thinned: the lowest and highest value of each pixel column are kept."] : []
        if smoothing > 0 { notes.append(Smoothing.words(smoothing, thin: "the thin lines are as recorded")) }
        canvas.notes(notes)
    }

    /// Whether positive values differ by a factor above 20: a line of them would say nothing of the small ones.
    private static func isSpread(_ values: [Double]) -> Bool {
        let finite = values.filter { $0.isFinite && $0 > 0 }
        guard finite.count == values.count, let low = finite.min(), let high = finite.max() else { return false }
        return high / low > 20
    }

    /// Draws curves and the best epoch; whether any was thinned.
    private func draw(
        _ series: [(name: String, values: [Double], kind: String)], _ plot: Plot, smoothing: Double = 0,
        on canvas: inout Canvas
    ) -> Bool {
        if let bestEpoch, let x = plot.x.place(Double(bestEpoch)), x >= plot.box.left - 1, x <= plot.box.right + 1 {
            canvas.line(x, plot.box.top, x, plot.box.bottom, "guide")
        }
        var isThinned = false
        var gaps = PathText()
        for (name, values, kind) in series {
            let xs = epochs.prefix(values.count).map { Double($0) }
            if smoothing > 0 {
                canvas.path(CurvePieces(xs: xs, values: values, on: plot, column: 1).path(), "\(kind) thin")
            }
            let pieces = CurvePieces(
                xs: xs, values: Smoothing.averaged(values, weight: smoothing), on: plot, column: 1)
            isThinned = isThinned || pieces.isThinned
            canvas.path(pieces.path(), kind, series: Series(name: name, epochs: epochs, values: values))
            if let bestEpoch, kind == "c2", let index = epochs.firstIndex(of: bestEpoch), index < values.count,
                let (x, y) = plot.point(Double(bestEpoch), values[index])
            {
                var ring = PathText()
                ring.shape(.circle, x, y, radius: 4.5)
                canvas.path(ring, "ring", tip: "epoch \(bestEpoch): \(NumberText.short(values[index]))")
            }
            for gap in pieces.gaps.prefix(200) { gaps.shape(.diamond, gap.x, gap.y, radius: 3.5) }
        }
        canvas.path(gaps, "gap")
        return isThinned
    }
}
