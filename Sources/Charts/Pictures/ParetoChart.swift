/// Trials by two objectives: the front stands out with its line, what is dominated is faded.
///
/// ```swift
/// ParetoChart(
///     title: "Front", x: Measure("val_loss"), xDirection: .minimize, y: Measure("latency", unit: "ms"), yDirection: .minimize,
///     points: [.init(trial: 0, x: 0.4, y: 12)])
/// ```
public struct ParetoChart: Chart {
    /// One trial.
    public struct Point: Sendable, Hashable {
        /// Its number.
        public var trial: Int
        /// The first objective.
        public var x: Double
        /// The second objective.
        public var y: Double

        /// A trial.
        public init(trial: Int, x: Double, y: Double) {
            self.trial = trial
            self.x = x
            self.y = y
        }
    }

    /// What stands above the picture.
    public let title: String
    /// The objective to the right.
    public let x: Measure
    /// Which of its values are better.
    public let xDirection: Direction
    /// The objective upwards.
    public let y: Measure
    /// Which of its values are better.
    public let yDirection: Direction
    /// In any order; those without two finite values are left out, and counted.
    public let points: [Point]

    /// A front.
    public init(title: String, x: Measure, xDirection: Direction, y: Measure, yDirection: Direction, points: [Point]) {
        self.title = title
        self.x = x
        self.xDirection = xDirection
        self.y = y
        self.yDirection = yDirection
        self.points = points
    }

    private var finite: [Point] { points.filter { $0.x.isFinite && $0.y.isFinite } }

    /// What no other trial dominates, from the best x on; equal points are all on it. O(n log n).
    public var front: [Point] {
        let ordered = finite.sorted { a, b in
            if a.x != b.x { return xDirection.prefers(a.x, to: b.x) }
            return a.y == b.y ? a.trial < b.trial : yDirection.prefers(a.y, to: b.y)
        }
        var front: [Point] = []
        for point in ordered {
            guard let last = front.last else {
                front.append(point)
                continue
            }
            if yDirection.prefers(point.y, to: last.y) || (point.x == last.x && point.y == last.y) {
                front.append(point)
            }
        }
        return front
    }

    /// What the picture says, in a sentence.
    public var summary: String {
        let front = self.front
        guard !front.isEmpty else { return "No trial has two finite objectives yet." }
        return
            "\(Words.count(finite.count, "trial")) by \(x.text) (\(xDirection.words)) and \(y.text) (\(yDirection.words)); \(NumberText.count(front.count)) on the Pareto front."
    }

    /// The numbers behind the picture.
    public var table: ChartTable {
        let front = Set(self.front)
        return ChartTable(
            columns: ["trial", x.text, y.text, "on the front"],
            rows: points.map {
                ["\($0.trial)", NumberText.short($0.x), NumberText.short($0.y), front.contains($0) ? "yes" : "no"]
            })
    }

    /// The picture as an SVG element.
    public func svg(_ options: ChartOptions) -> String { Canvas.svg(of: self, options) { draw(on: &$0) } }

    private func draw(on canvas: inout Canvas) {
        let front = self.front
        guard let xRange = TypicalRange(finite.map(\.x), direction: xDirection),
            let yRange = TypicalRange(finite.map(\.y), direction: yDirection)
        else { return canvas.nothing("No trial has two finite objectives yet.") }
        let xs = [xRange.low, xRange.high] + front.map(\.x)
        let ys = [yRange.low, yRange.high] + front.map(\.y)
        let onFront = Set(front)
        let dominated = finite.filter { !onFront.contains($0) }
        var legend = [
            LegendEntry("on the front (\(NumberText.count(front.count)))", .shape(.diamond, "front"))
        ]
        if !dominated.isEmpty {
            legend.append(LegendEntry("dominated (\(NumberText.count(dominated.count)))", .mark(.pruned)))
        }
        canvas.legend(legend)
        let plot = canvas.plot(
            PlotRequest(
                xKind: .linear(wholeNumbers: false), xExtent: Extent.of(xs, padding: 0.05) ?? Extent(low: 0, high: 1),
                xTitle: "\(x.text), \(xDirection.words)", yKind: .linear(wholeNumbers: false),
                yExtent: Extent.of(ys, padding: 0.05) ?? Extent(low: 0, high: 1),
                yTitle: "\(y.text), \(yDirection.words)"))
        var crosses = PathText()
        var drawn: Set<Int> = []
        for point in dominated {
            guard let (px, py) = plot.point(point.x, point.y) else { continue }
            if drawn.count < canvas.options.points / 3, drawn.insert(Int(px) << 20 | Int(py)).inserted {
                crosses.shape(.cross, px, py, radius: dominated.count > 1000 ? 1.5 : 2.5)
            }
        }
        canvas.path(crosses, "cross")
        var line = PathText()
        for (index, point) in front.enumerated() {
            guard let (px, py) = plot.point(point.x, point.y) else { continue }
            if index == 0 { line.move(px, py) } else { line.across(px); line.upTo(py) }
        }
        canvas.path(line, "c2")
        for point in front.prefix(400) {
            guard let (px, py) = plot.point(point.x, point.y) else { continue }
            var path = PathText()
            path.shape(.diamond, px, py, radius: 4.5)
            canvas.path(
                path, "front", tip: "trial \(point.trial): \(NumberText.short(point.x)), \(NumberText.short(point.y))")
        }
        canvas.notes(notes(xRange, yRange))
    }

    private func notes(_ xRange: TypicalRange, _ yRange: TypicalRange) -> [String] {
        var notes: [String] = []
        for (range, name) in [(xRange, x.name), (yRange, y.name)] {
            if range.beyond > 0, let furthest = range.furthest {
                notes.append(
                    "\(Words.count(range.beyond, "value")) of \(name) beyond the axis drawn at its end; the furthest is \(NumberText.short(furthest))."
                )
            }
        }
        if finite.count < points.count {
            notes.append("\(Words.count(points.count - finite.count, "trial")) without two finite values left out.")
        }
        return notes
    }
}
