/// Each trial's value by its number, with the best so far.
///
/// ```swift
/// HistoryChart(
///     title: "History of face", measure: Measure("val_cosine"), direction: .maximize,
///     trials: [.init(number: 0, value: 0.71, mark: .completed), .init(number: 1, value: nil, mark: .failed)])
/// ```
///
/// Values by far worse than nine tenths of the others are drawn at the edge, and the chart says so; the best is always
/// within. Trials without a number stand in a lane below.
public struct HistoryChart: Chart {
    /// One trial.
    public struct Trial: Sendable, Hashable {
        /// Its number in the study.
        public var number: Int
        /// Its objective; nil without one, and NaN or infinite as it was reported.
        public var value: Double?
        /// What has become of it.
        public var mark: Mark

        /// A trial of the history.
        public init(number: Int, value: Double?, mark: Mark) {
            self.number = number
            self.value = value
            self.mark = mark
        }
    }

    /// What stands above the picture.
    public let title: String
    /// The objective.
    public let measure: Measure
    /// Which values are better.
    public let direction: Direction
    /// Whether the values' axis is logarithmic; what is not positive stands in the lane then.
    public let isLogarithmic: Bool
    /// In the order of their numbers.
    public let trials: [Trial]

    /// A history; the trials are put in the order of their numbers.
    public init(title: String, measure: Measure, direction: Direction, isLogarithmic: Bool = false, trials: [Trial]) {
        self.title = title
        self.measure = measure
        self.direction = direction
        self.isLogarithmic = isLogarithmic
        self.trials = trials.sorted { $0.number < $1.number }
    }

    /// The completed trial with the best value; the earliest of equals.
    private var best: (number: Int, value: Double)? {
        var best: (number: Int, value: Double)?
        for trial in trials where trial.mark == .completed {
            if let value = trial.value, value.isFinite, direction.prefers(value, to: best?.value) {
                best = (trial.number, value)
            }
        }
        return best
    }

    /// What the picture says, in a sentence.
    public var summary: String {
        guard let best else { return "\(Words.count(trials.count, "trial")); none has completed with a number yet." }
        return
            "\(measure.text) of \(Words.count(trials.count, "trial")) by number, \(direction.words); the best is \(NumberText.short(best.value)), of trial \(best.number)."
    }

    /// The numbers behind the picture.
    public var table: ChartTable {
        var best: Double?
        return ChartTable(
            columns: ["trial", "state", measure.text, "best so far"],
            rows: trials.map { trial in
                if trial.mark == .completed, let value = trial.value, value.isFinite, direction.prefers(value, to: best)
                {
                    best = value
                }
                return [
                    "\(trial.number)", trial.mark.rawValue, trial.value.map { NumberText.short($0) } ?? "–",
                    best.map { NumberText.short($0) } ?? "–",
                ]
            })
    }

    /// The picture as an SVG element.
    public func svg(_ options: ChartOptions) -> String { Canvas.svg(of: self, options) { draw(on: &$0) } }

    private func draw(on canvas: inout Canvas) {
        let shown = trials.filter { $0.mark != .waiting }
        guard let first = shown.first, let last = shown.last else { return canvas.nothing("No trial has begun yet.") }
        guard let range = TypicalRange(shown.compactMap(\.value), direction: direction, isLogarithmic: isLogarithmic)
        else {
            return canvas.nothing("No trial has a number yet: \(Words.marks(shown.map(\.mark))).")
        }
        let extent = Extent(low: range.low, high: range.high).padded(0.05, isLogarithmic: isLogarithmic)
        let inLane = shown.filter { !has($0.value, placeIn: isLogarithmic) && $0.mark != .running }
        var legend = Mark.allCases.filter { mark in shown.contains { $0.mark == mark } }
            .map { mark in
                LegendEntry("\(mark.rawValue) (\(NumberText.count(shown.count { $0.mark == mark })))", .mark(mark))
            }
        if let best {
            legend.insert(
                LegendEntry("best so far: \(NumberText.short(best.value)), trial \(best.number)", .line("best")), at: 0)
        }
        canvas.legend(legend)
        let plot = canvas.plot(
            PlotRequest(
                xKind: .linear(wholeNumbers: true), xExtent: .whole(first.number, last.number), xTitle: "trial",
                yKind: isLogarithmic ? .logarithmic : .linear(wholeNumbers: false), yExtent: extent,
                yTitle: "\(measure.text)\(isLogarithmic ? ", log scale" : ""), \(direction.words)",
                laneHeight: inLane.isEmpty ? 6 : 24, laneTitle: inLane.isEmpty ? "" : "none"))
        let cell = drawMarks(shown, plot, range, on: &canvas)
        drawBest(shown, plot, until: last.number, on: &canvas)
        var notes: [String] = []
        if range.beyond > 0, let furthest = range.furthest {
            notes.append(
                "\(Words.count(range.beyond, "value")) beyond the axis: arrows at its end; the furthest is \(NumberText.short(furthest))."
            )
        }
        if !inLane.isEmpty {
            notes.append("Trials without a number\(isLogarithmic ? " above 0" : "") stand in the lane called none.")
        }
        if cell > 0 {
            notes.append(
                "Of marks of one kind on the same \(NumberText.short(cell)) by \(NumberText.short(cell)) pixels one is drawn."
            )
        }
        canvas.notes(notes)
    }

    private func has(_ value: Double?, placeIn isLogarithmic: Bool) -> Bool {
        value.map { $0.isFinite && (!isLogarithmic || $0 > 0) } ?? false
    }

    /// Where a trial's mark stands: by its value, at the edge beyond which its value lies, or in the lane.
    private func place(_ trial: Trial, _ plot: Plot, _ range: TypicalRange) -> (x: Double, y: Double, isBeyond: Bool)? {
        guard let x = plot.x.place(Double(trial.number)) else { return nil }
        guard let value = trial.value, has(value, placeIn: isLogarithmic), let y = plot.y.clamped(value) else {
            return trial.mark == .running ? nil : (x, plot.box.bottom + 12, false)
        }
        if value > range.high { return (x, plot.box.top, true) }
        return value < range.low ? (x, plot.box.bottom, true) : (x, y, false)
    }

    /// Draws a mark for each trial; where there are too many, one of those of a kind in each cell. Returns the cell's side,
    /// 0 where each trial has its mark.
    private func drawMarks(_ shown: [Trial], _ plot: Plot, _ range: TypicalRange, on canvas: inout Canvas) -> Double {
        let marks = [Mark.pruned, .paused, .failed, .stopped, .running, .completed]
        let placed = marks.map { mark in shown.filter { $0.mark == mark }.compactMap { place($0, plot, range) } }
        guard shown.count > 300 else {
            for trial in shown.sorted(by: {
                (marks.firstIndex(of: $0.mark) ?? 0) < (marks.firstIndex(of: $1.mark) ?? 0)
            }) {
                guard let (x, y, isBeyond) = place(trial, plot, range) else { continue }
                let (shape, kind) = trial.mark.shape
                var path = PathText()
                path.shape(isBeyond ? .arrow : shape, x, y, radius: 3.2)
                let value = trial.value.map { ": \(NumberText.short($0))" } ?? ""
                canvas.path(
                    path, isBeyond ? "beyond" : shape == .dot ? kind + " large" : kind,
                    tip: "trial \(trial.number)\(value), \(trial.mark.rawValue)")
            }
            return 0
        }
        let isDense = shown.count > 2000
        // Dots take about half of the bytes that other shapes take.
        let most = canvas.options.points * 2 / 3
        for cell in [1.0, 2, 3, 4, 6, 8] {
            var (paths, beyond, drawn) = ([PathText](), PathText(), 0)
            for (mark, places) in zip(marks, placed) {
                var path = PathText()
                var taken: Set<Int> = []
                for (x, y, isBeyond) in places {
                    let side = isBeyond || y > plot.box.bottom ? max(cell, 4) : cell
                    guard taken.insert(Int(x / side) << 20 | Int(y / side)).inserted else { continue }
                    drawn += 1
                    if isBeyond {
                        beyond.shape(.arrow, x, y, radius: 2.5)
                    } else {
                        path.shape(mark.shape.0, x, y, radius: isDense ? 1.5 : 2.2)
                    }
                }
                paths.append(path)
            }
            guard drawn <= most || cell == 8 else { continue }
            for (mark, path) in zip(marks, paths) {
                let (shape, kind) = mark.shape
                canvas.path(
                    path, shape == .dot ? kind + (isDense ? " small" : " middle") : kind + (isDense ? " fine" : ""))
            }
            canvas.path(beyond, "beyond")
            return drawn < placed.reduce(0) { $0 + $1.count } ? cell : 0
        }
        return 0
    }

    /// The line that steps wherever a completed trial is better than all before.
    private func drawBest(_ shown: [Trial], _ plot: Plot, until end: Int, on canvas: inout Canvas) {
        var line = PathText()
        var best: Double?
        for trial in shown where trial.mark == .completed {
            guard let value = trial.value, has(value, placeIn: isLogarithmic), direction.prefers(value, to: best),
                let (x, y) = plot.point(Double(trial.number), value)
            else { continue }
            if best == nil { line.move(x, y) } else { line.across(x); line.upTo(y) }
            best = value
        }
        guard best != nil, let right = plot.x.place(Double(end)) else { return }
        line.across(right)
        canvas.path(line, "best")
    }
}
