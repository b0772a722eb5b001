/// How slices are drawn: as many panels beside one another as are at least 200 pixels wide.
struct SlicesDrawing {
    let chart: SlicesChart
    let range: TypicalRange?

    init(_ chart: SlicesChart) {
        self.chart = chart
        let values = chart.panels.flatMap { $0.points.map(\.value) }
        range = TypicalRange(values, direction: chart.direction)
    }

    func draw(on canvas: inout Canvas) {
        guard !chart.panels.isEmpty else { return canvas.nothing("No parameter varies.") }
        guard let range else { return canvas.nothing("No trial has completed with a number yet.") }
        let shown = chart.panels.prefix(SlicesChart.most)
        let bounds = shown.flatMap(\.effect).flatMap { [$0.low, $0.high] }
        let extent =
            Extent.of([range.low, range.high] + clipped(bounds, range), padding: 0.05) ?? Extent(low: 0, high: 1)
        let marks = shown.flatMap { $0.points.map(\.mark) }
        var legend = [Mark.completed, .pruned, .paused, .stopped, .running].filter(marks.contains).map {
            LegendEntry($0.rawValue, .mark($0))
        }
        if shown.contains(where: { !$0.effect.isEmpty }) {
            legend.append(LegendEntry("marginal mean \(chart.band)", .band(line: "c2", area: "area")))
        }
        canvas.legend(legend)
        canvas.text(
            "\(chart.objective.text), \(chart.direction.words)", x: 4, y: canvas.y + 12, .label, most: canvas.width - 8)
        canvas.y += 18
        let columns = max(1, min(shown.count, Int(canvas.width / 215)))
        let gap = 10.0
        let panelWidth = (canvas.width - 8 - gap * Double(columns - 1)) / Double(columns)
        let height = canvas.options.plotHeight.map { Double($0) } ?? 150
        var (top, lowest) = (canvas.y, canvas.y)
        for (index, panel) in shown.enumerated() {
            let column = index % columns
            if column == 0 { top = lowest }
            canvas.y = top
            let left = 4 + Double(column) * (panelWidth + gap)
            draw(panel, extent, left: left, right: left + panelWidth, height: height, on: &canvas)
            lowest = max(lowest, canvas.y + 6)
        }
        canvas.y = lowest
        let missing = shown.reduce(0) { sum, panel in
            sum + panel.points.count { panel.axis.number($0.parameter) == nil }
        }
        canvas.notes(notes(range, missing: missing, most: most(canvas)))
    }

    /// How many points each panel may have.
    private func most(_ canvas: Canvas) -> Int {
        max(60, canvas.options.points / 2 / max(1, min(SlicesChart.most, chart.panels.count)))
    }

    private func clipped(_ values: [Double], _ range: TypicalRange) -> [Double] {
        range.beyond > 0 ? values.map { min(range.high, max(range.low, $0)) } : values
    }

    private func draw(
        _ panel: SlicesChart.Panel, _ extent: Extent, left: Double, right: Double, height: Double,
        on canvas: inout Canvas
    ) {
        let numbers = panel.points.compactMap { panel.axis.number($0.parameter) }
        let scale = panel.axis.scale(
            over: numbers + panel.effect.compactMap { panel.axis.number($0.parameter) }, from: 0, to: 1)
        let plot = canvas.plot(
            PlotRequest(
                xKind: scale.kind, xExtent: Extent(low: scale.low, high: scale.high),
                xTitle: panel.axis.measure.text + (panel.axis.kind == .logarithmic ? ", log scale" : ""),
                yKind: .linear(wholeNumbers: false), yExtent: extent, yTitle: ""),
            left: left, right: right, height: height)
        let isMany = panel.points.count > 150
        let points = Thinning.spread(most(canvas), of: panel.points.count).map { panel.points[$0] }
        var beyond = PathText()
        for mark in [Mark.pruned, .paused, .stopped, .running, .completed] {
            var path = PathText()
            for point in points where point.mark == mark {
                guard let number = panel.axis.number(point.parameter), let (x, y) = plot.point(number, point.value)
                else { continue }
                let spread = spreadInCategory(panel.axis, plot, trial: point.trial)
                if let range, point.value > range.high || point.value < range.low {
                    let edge = point.value > range.high ? plot.box.top : plot.box.bottom
                    beyond.shape(.arrow, x + spread, edge, radius: 2.2)
                    continue
                }
                path.shape(mark.shape.0, x + spread, y, radius: isMany ? 1.5 : 2.2)
            }
            let kind =
                mark.shape.kind + (mark != .completed && isMany ? " fine" : "")
                + (mark == .completed ? (isMany ? " small" : " middle") : "")
            canvas.path(path, kind)
        }
        canvas.path(beyond, "beyond")
        drawEffect(panel, plot, on: &canvas)
    }

    /// Trials of one category stand beside one another, each always at the same place.
    private func spreadInCategory(_ axis: ParameterAxis, _ plot: Plot, trial: Int) -> Double {
        guard case .categories(let names) = axis.kind, !names.isEmpty else { return 0 }
        let step = (plot.x.end - plot.x.start) / Double(names.count)
        // The fractions of multiples of the golden ratio are evenly spread.
        let share = (Double(trial & 0xFFFFF) * 0.6180339887498949).truncatingRemainder(dividingBy: 1)
        return (share - 0.5) * min(step * 0.6, 40)
    }

    private func drawEffect(_ panel: SlicesChart.Panel, _ plot: Plot, on canvas: inout Canvas) {
        let places = panel.effect.compactMap { effect -> (x: Double, mean: Double, low: Double, high: Double)? in
            guard let number = panel.axis.number(effect.parameter), let x = plot.x.place(number),
                let mean = plot.y.clamped(effect.mean)
            else { return nil }
            return (x, mean, plot.y.clamped(effect.low) ?? mean, plot.y.clamped(effect.high) ?? mean)
        }
        guard let first = places.first else { return }
        var (band, line) = (PathText(), PathText())
        if case .categories(let names) = panel.axis.kind {
            let half = min(30, (plot.x.end - plot.x.start) / Double(max(1, names.count)) * 0.38)
            for place in places {
                band.rectangle(Box(left: place.x - half, top: place.high, right: place.x + half, bottom: place.low))
                line.move(place.x - half, place.mean)
                line.across(place.x + half)
            }
        } else {
            band.move(first.x, first.high)
            line.move(first.x, first.mean)
            for place in places.dropFirst() {
                band.line(place.x, place.high)
                line.line(place.x, place.mean)
            }
            for place in places.reversed() { band.line(place.x, place.low) }
            band.close()
        }
        canvas.path(band, "area")
        canvas.path(line, "c2")
    }

    private func notes(_ range: TypicalRange, missing: Int, most: Int) -> [String] {
        var notes: [String] = []
        let points = chart.panels.map(\.points.count).max() ?? 0
        if chart.panels.count > SlicesChart.most {
            notes.append("\(SlicesChart.most) of \(chart.panels.count) parameters are drawn; the table has all.")
        }
        if points > most {
            notes.append(
                "\(NumberText.count(most)) of \(NumberText.count(points)) trials are drawn in each panel, an even sample."
            )
        }
        if range.beyond > 0, let furthest = range.furthest {
            notes.append(
                "\(Words.count(range.beyond, "value")) beyond the axis: arrows at its end; the furthest is \(NumberText.short(furthest))."
            )
        }
        if missing > 0 {
            notes.append(
                "\(Words.count(missing, "value")) not set, in trials where a condition did not hold, left out.")
        }
        return notes
    }
}
