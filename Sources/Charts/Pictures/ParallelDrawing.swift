/// How parallel coordinates are laid out: axes upright beside one another, or lying below one another where they would be
/// closer than 84 pixels.
struct ParallelDrawing {
    let chart: ParallelChart
    /// What is drawn, from the worst to the best, so that the best lie on top.
    let shown: [ParallelChart.Trial]
    /// The parameters' axes and the objective's.
    let axes: [ParameterAxis]
    /// The objective's values from the worst to the best, without what lies far beyond.
    let typical: TypicalRange?

    init(_ chart: ParallelChart) {
        self.chart = chart
        let ranked = chart.ranked
        let others = ranked.dropLast(ParallelChart.bestCount)
        shown =
            Thinning.spread(ParallelChart.otherCount, of: others.count).map { others[$0] }
            + ranked.suffix(ParallelChart.bestCount)
        axes = chart.axes + [ParameterAxis(chart.objective.name, unit: chart.objective.unit)]
        typical = TypicalRange(chart.trials.map(\.value), direction: chart.direction)
    }

    func draw(on canvas: inout Canvas) {
        guard let best = shown.last, let typical, !chart.axes.isEmpty else {
            return canvas.nothing(
                chart.axes.isEmpty ? "No parameter varies." : "No trial has completed with a number yet.")
        }
        let isMinimized = chart.direction == .minimize
        let (worst, top) = isMinimized ? (typical.high, typical.low) : (typical.low, typical.high)
        canvas.rampLegend(
            "\(chart.objective.text), by rank, \(chart.direction.words)",
            from: NumberText.short(worst) + (typical.beyond > 0 ? " and worse" : ""), to: NumberText.short(top))
        let layout = ParallelLayout(self, typical, on: &canvas)
        for (rank, trial) in shown.enumerated() {
            var path = PathText()
            for (axis, place) in layout.places(axes.indices.map { number(trial, $0) }).enumerated() {
                if axis == 0 { path.move(place.x, place.y) } else { path.line(place.x, place.y) }
            }
            // By rank: most trials are about as good as one another, and would all have one colour.
            let level = shown.count > 1 ? rank * Theme.rampLength / shown.count : Theme.rampLength - 1
            if trial == best { canvas.path(path, "casing") }
            canvas.path(
                path, trial == best ? "best" : "s\(level)\(level < 3 ? " thin" : "")",
                tip: "trial \(trial.number): \(NumberText.short(trial.value))")
        }
        layout.drawAxes(on: &canvas)
        canvas.notes(notes(best: best.number, typical))
    }

    /// The axis's number in a trial; nil where it is missing.
    func number(_ trial: ParallelChart.Trial, _ axis: Int) -> Double? {
        if axis == axes.count - 1 { return trial.value }
        return axis < trial.values.count ? axes[axis].number(trial.values[axis]) : nil
    }

    private func notes(best: Int, _ typical: TypicalRange) -> [String] {
        var notes = ["The thick line is the best, trial \(best)."]
        let finite = chart.trials.count { $0.value.isFinite }
        if shown.count < finite {
            notes.append(
                "\(shown.count) of \(NumberText.count(finite)) trials are drawn: the \(ParallelChart.bestCount) best and an even sample of the others."
            )
        }
        if finite < chart.trials.count {
            notes.append("\(Words.count(chart.trials.count - finite, "trial")) without a finite value left out.")
        }
        if typical.beyond > 0, let furthest = typical.furthest {
            notes.append(
                "\(Words.count(typical.beyond, "value")) beyond the objective's axis drawn at its end; the furthest is \(NumberText.short(furthest))."
            )
        }
        return notes
    }
}

/// Where the axes of parallel coordinates are.
struct ParallelLayout {
    private let axes: [ParameterAxis]
    /// Along each axis.
    private let scales: [Scale]
    /// Across: the pixel of each axis.
    private let lines: [Double]
    /// Whether the axis has a lane for what is missing, and where along it.
    private let lanes: [Double?]
    private let isUpright: Bool
    private let step: Double

    /// Lays out the axes at the canvas's height, draws their titles, and moves below.
    init(_ drawing: ParallelDrawing, _ typical: TypicalRange, on canvas: inout Canvas) {
        axes = drawing.axes
        let count = axes.count
        isUpright = canvas.width / Double(count) >= 84
        let hasMissing = axes.indices.map { axis in drawing.shown.contains { drawing.number($0, axis) == nil } }
        let laneRoom = isUpright ? 26.0 : 56.0
        let anyMissing = hasMissing.contains(true)
        var (start, end): (Double, Double)
        if isUpright {
            step = (canvas.width - 8) / Double(count)
            let (left, top) = (4 + step / 2, canvas.y + 26)
            lines = (0..<count).map { [step] in left + Double($0) * step }
            (start, end) = (top + canvas.plotHeight, top)
            lanes = hasMissing.map { $0 ? start + laneRoom : nil }
            for (axis, line) in zip(axes, lines) {
                canvas.text(axis.measure.text, x: line, y: canvas.y + 14, .strong, .middle, most: step - 8)
            }
            canvas.y = start + (anyMissing ? laneRoom + 14 : 10)
        } else {
            step = 58
            let first = canvas.y + 24
            lines = (0..<count).map { first + Double($0) * 58 }
            (start, end) = (12, canvas.width - 12 - (anyMissing ? laneRoom : 0))
            lanes = hasMissing.map { $0 ? canvas.width - 30 : nil }
            canvas.y = (lines.last ?? first) + 30
        }
        let (from, to) = (start, end)
        scales = drawing.axes.enumerated().map { index, axis in
            if index == count - 1 {
                let extent = Extent.of([typical.low, typical.high], padding: 0) ?? Extent(low: 0, high: 1)
                return Scale(.linear(wholeNumbers: false), extent, from: from, to: to)
            }
            let numbers = drawing.chart.trials.lazy.filter(\.value.isFinite).compactMap { drawing.number($0, index) }
            return axis.scale(over: Array(numbers), from: from, to: to, padding: 0)
        }
    }

    /// The points of a trial's line.
    func places(_ numbers: [Double?]) -> [(x: Double, y: Double)] {
        numbers.enumerated().map { axis, number in
            let along = number.flatMap { scales[axis].clamped($0) } ?? lanes[axis] ?? scales[axis].start
            return isUpright ? (lines[axis], along) : (along, lines[axis])
        }
    }

    /// Axes, ticks and lanes, over the trials' lines.
    func drawAxes(on canvas: inout Canvas) {
        for (index, scale) in scales.enumerated() {
            let line = lines[index]
            if isUpright {
                canvas.line(line, scale.start, line, scale.end, "axis")
                for tick in canvas.yTicks(scale, height: (scale.start - scale.end).magnitude) {
                    guard let y = scale.place(tick.value) else { continue }
                    canvas.line(line - 3, y, line + 3, y, "axis")
                    canvas.text(tick.label, x: line - 6, y: y + 4, .value, .end, most: step * 0.62, hasPlate: true)
                }
                if let lane = lanes[index] {
                    canvas.text("not set", x: line - 6, y: lane + 4, .label, .end, most: step * 0.62, hasPlate: true)
                    canvas.line(line - 3, lane, line + 3, lane, "axis")
                }
            } else {
                canvas.text(
                    axes[index].measure.text, x: 4, y: line - 9, .strong, most: canvas.width - 8, hasPlate: true)
                canvas.line(scale.start, line, scale.end, line, "axis")
                drawLyingTicks(scale, line, on: &canvas)
                if let lane = lanes[index] {
                    canvas.text("not set", x: lane, y: line + 15, .label, .middle, hasPlate: true)
                    canvas.line(lane, line - 3, lane, line + 3, "axis")
                }
            }
        }
    }

    private func drawLyingTicks(_ scale: Scale, _ line: Double, on canvas: inout Canvas) {
        var ticks = canvas.freeTicks(scale, left: 2, right: scale.end + 10)
        var most = canvas.width
        if case .categories(let names) = scale.kind {
            ticks = names.enumerated().map { Tick(value: Double($0.offset), label: $0.element) }
            most = (scale.end - scale.start) / Double(max(1, names.count)) - 6
            if most < 14 { ticks = canvas.freeTicks(scale, left: 2, right: scale.end + 10) }
        }
        for tick in ticks {
            guard let x = scale.place(tick.value) else { continue }
            let half = min(most, TextWidth.of(tick.label, size: TextStyle.value.size)) / 2
            canvas.line(x, line - 3, x, line + 3, "axis")
            canvas.text(
                tick.label, x: min(scale.end + 10 - half, max(2 + half, x)), y: line + 15, .value, .middle,
                most: max(14, most),
                hasPlate: true)
        }
    }
}
