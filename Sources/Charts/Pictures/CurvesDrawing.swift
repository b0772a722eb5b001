/// How learning curves are drawn within bounds.
struct CurvesDrawing {
    let chart: LearningCurvesChart
    let ranked: RankedCurves

    /// The curves besides the highlighted one that are drawn as lines: at most so many of the best, and of the others.
    static let bestCount = 50
    static let otherCount = 50
    /// Of more curves, a cursor tells the values of the highlighted one alone.
    private static let mostTold = 12

    func draw(on canvas: inout Canvas) {
        guard !chart.curves.isEmpty else { return canvas.nothing("No trial has reported an epoch yet.") }
        var low = Double.infinity
        var high = -Double.infinity
        var (firstEpoch, lastEpoch) = (Int.max, Int.min)
        for curve in chart.curves {
            // The thin line of the highlighted one is as recorded.
            let isHighlighted = curve.trial == ranked.best?.trial
            for value in smoothed(curve) + (isHighlighted ? curve.values : [])
            where value.isFinite && (!chart.isLogarithmic || value > 0) {
                low = min(low, value)
                high = max(high, value)
            }
            firstEpoch = min(firstEpoch, curve.epochs.first ?? .max)
            lastEpoch = max(lastEpoch, curve.epochs.last ?? .min)
        }
        guard low <= high, firstEpoch <= lastEpoch else {
            return canvas.nothing(
                "No trial has reported a finite \(chart.measure.name)\(chart.isLogarithmic ? " above 0" : "") yet.")
        }
        let drawn = chosen()
        legend(drawn, on: &canvas)
        let plot = canvas.plot(
            PlotRequest(
                xKind: .linear(wholeNumbers: true), xExtent: .whole(firstEpoch, lastEpoch), xTitle: "epoch",
                yKind: chart.isLogarithmic ? .logarithmic : .linear(wholeNumbers: false),
                yExtent: Extent(low: low, high: high).padded(0.04, isLogarithmic: chart.isLogarithmic),
                yTitle: "\(chart.measure.text)\(chart.isLogarithmic ? ", log scale" : ""), \(chart.direction.words)",
                isByEpoch: true))
        let isPart = drawn.count < chart.curves.count
        if isPart { canvas.path(envelope(plot), "envelope") }
        let columns = Double(canvas.options.points) / 4 / Double(max(1, drawn.count))
        let column = max(1, plot.box.width / max(4, columns))
        var isThinned = false
        var ends = PathText()
        var gaps = PathText()
        for curve in drawn.reversed() {
            let isBest = curve.trial == ranked.best?.trial
            let pieces = CurvePieces(
                xs: curve.epochs.map { Double($0) }, values: smoothed(curve), on: plot, column: isBest ? 1 : column)
            isThinned = isThinned || pieces.isThinned
            let tip = "trial \(curve.trial), \(curve.mark.rawValue)"
            let kind = isBest ? "best" : curve.mark == .completed || curve.mark == .running ? "c1 thin" : "faded dots"
            if isBest, chart.smoothing > 0 {
                let raw = CurvePieces(xs: curve.epochs.map { Double($0) }, values: curve.values, on: plot, column: 1)
                canvas.path(raw.path(), "c2 thin")
            }
            let isTold = isBest || drawn.count <= Self.mostTold
            canvas.path(
                pieces.path(), kind, tip: tip,
                series: isTold ? Series(name: "trial \(curve.trial)", epochs: curve.epochs, values: curve.values) : nil)
            if curve.mark == .pruned || curve.mark == .paused, let end = pieces.last {
                ends.shape(curve.mark.shape.0, end.x, end.y, radius: drawn.count > 40 ? 2 : 3)
            }
            for gap in pieces.gaps.prefix(20) {
                gaps.shape(.diamond, gap.x, gap.y, radius: drawn.count > 40 ? 2.5 : 3.5)
            }
        }
        canvas.path(ends, "cross")
        canvas.path(gaps, "gap")
        canvas.notes(notes(drawn: drawn.count, isThinned: isThinned, column: column))
    }

    private func smoothed(_ curve: LearningCurvesChart.Curve) -> [Double] {
        Smoothing.averaged(curve.values, weight: chart.smoothing)
    }

    /// The highlighted curve, the best, and an even sample of the others.
    private func chosen() -> [LearningCurvesChart.Curve] {
        let all = ranked.curves
        var chosen = Array(all.prefix(Self.bestCount))
        let others = all.dropFirst(Self.bestCount)
        chosen += Thinning.spread(Self.otherCount, of: others.count).map { others[others.startIndex + $0] }
        if let best = ranked.best {
            chosen.removeAll { $0.trial == best.trial }
            chosen.insert(best, at: 0)
        }
        return chosen
    }

    private func legend(_ drawn: [LearningCurvesChart.Curve], on canvas: inout Canvas) {
        var entries: [LegendEntry] = []
        if let best = ranked.best, let value = ranked.bestValue {
            let word = chart.highlighted == nil ? "best: " : ""
            entries.append(LegendEntry("\(word)trial \(best.trial) (\(NumberText.short(value)))", .line("best")))
        }
        let others = drawn.filter { $0.trial != ranked.best?.trial }
        if others.contains(where: { $0.mark == .completed || $0.mark == .running }) {
            entries.append(LegendEntry("completed or running", .line("c1 thin")))
        }
        for mark in [Mark.pruned, .paused] where others.contains(where: { $0.mark == mark }) {
            entries.append(LegendEntry(mark.rawValue, .mark(mark)))
        }
        if others.contains(where: { $0.mark != .completed && $0.mark != .running }) {
            entries.append(LegendEntry("ended early", .line("faded dots")))
        }
        if drawn.contains(where: { curve in curve.values.contains { !isPlaced($0) } }) {
            entries.append(
                LegendEntry(
                    chart.isLogarithmic ? "gap: NaN, infinite or not above 0" : "gap: NaN or infinite",
                    .shape(.diamond, "gap")))
        }
        if drawn.count < chart.curves.count {
            entries.append(LegendEntry("range of all", .box("envelope", pattern: nil)))
        }
        canvas.legend(entries)
    }

    private func isPlaced(_ value: Double) -> Bool { value.isFinite && (!chart.isLogarithmic || value > 0) }

    /// The band between the lowest and the highest value of all curves, in columns of two pixels.
    private func envelope(_ plot: Plot) -> PathText {
        let step = 2.0
        var envelope = Envelope(columns: Int(plot.box.width / step) + 1)
        for curve in chart.curves {
            var before: (column: Int, value: Double)?
            for (epoch, value) in zip(curve.epochs, smoothed(curve)) {
                guard isPlaced(value), let point = plot.point(Double(epoch), value) else {
                    before = nil
                    continue
                }
                let column = Int((point.x - plot.box.left) / step)
                envelope.add(point.y, column: column)
                if let before, column > before.column + 1 {
                    for between in (before.column + 1)..<column {
                        let share = Double(between - before.column) / Double(column - before.column)
                        envelope.add(before.value + share * (point.y - before.value), column: between)
                    }
                }
                before = (column, point.y)
            }
        }
        var path = PathText()
        let filled = envelope.low.indices.filter { envelope.low[$0] <= envelope.high[$0] }
        for (place, column) in filled.enumerated() {
            let x = plot.box.left + Double(column) * step
            if place == 0 { path.move(x, envelope.low[column]) } else { path.line(x, envelope.low[column]) }
        }
        for column in filled.reversed() { path.line(plot.box.left + Double(column) * step, envelope.high[column]) }
        if !filled.isEmpty { path.close() }
        return path
    }

    private func notes(drawn: Int, isThinned: Bool, column: Double) -> [String] {
        var notes: [String] = []
        if drawn < chart.curves.count {
            notes.append(
                "\(NumberText.count(drawn)) of \(NumberText.count(chart.curves.count)) curves are drawn: the \(Self.bestCount) best and an even sample of the others. The band spans the lowest and highest value of all."
            )
        }
        if isThinned {
            let width = column < 1.05 ? "pixel column" : "column of \(NumberText.short(column, digits: 2)) pixels"
            notes.append("Thinned: the lowest and highest value of each \(width) are kept.")
        }
        if chart.smoothing > 0 {
            notes.append(
                Smoothing.words(chart.smoothing, thin: "the thin line is trial \(ranked.best?.trial ?? 0) as recorded"))
        }
        return notes
    }
}
