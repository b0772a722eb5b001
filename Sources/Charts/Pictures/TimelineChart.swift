/// What each worker did when: a lane for each, a bar for each trial.
///
/// ```swift
/// TimelineChart(
///     title: "Workers", time: .elapsed,
///     bars: [.init(lane: "node-1", trial: 0, start: 0, end: 310, mark: .completed)], now: 400)
/// ```
public struct TimelineChart: Chart {
    /// One trial, or one attempt at it.
    public struct Bar: Sendable, Hashable {
        /// The worker or host.
        public var lane: String
        /// The trial's number.
        public var trial: Int
        /// When it began, in seconds as the axis counts.
        public var start: Double
        /// When it ended; nil while it runs.
        public var end: Double?
        /// What has become of it.
        public var mark: Mark

        /// A bar.
        public init(lane: String, trial: Int, start: Double, end: Double?, mark: Mark) {
            self.lane = lane
            self.trial = trial
            self.start = start
            self.end = end
            self.mark = mark
        }
    }

    /// What stands above the picture.
    public let title: String
    /// How the axis counts.
    public let time: TimeAxis
    /// In any order; lanes stand in the order in which they first appear.
    public let bars: [Bar]
    /// Where bars without an end reach to; nil for the last moment of any bar.
    public let now: Double?

    /// At most so many lanes are drawn; the table has all.
    static let most = 64

    /// A timeline.
    public init(title: String, time: TimeAxis, bars: [Bar], now: Double? = nil) {
        self.title = title
        self.time = time
        self.bars = bars
        self.now = now
    }

    private var lanes: [String] {
        var known: Set<String> = []
        return bars.map(\.lane).filter { known.insert($0).inserted }
    }

    /// What the picture says, in a sentence.
    public var summary: String {
        bars.isEmpty
            ? "No trial has begun yet."
            : "\(Words.count(bars.count, "run")) of trials on \(Words.count(lanes.count, "worker")): \(Words.marks(bars.map(\.mark)))."
    }

    /// The numbers behind the picture.
    public var table: ChartTable {
        ChartTable(
            columns: ["worker", "trial", "state", "start (s)", "end (s)", "duration (s)"],
            rows: bars.map { bar in
                [
                    bar.lane, "\(bar.trial)", bar.mark.rawValue, NumberText.short(bar.start, digits: 12),
                    bar.end.map { NumberText.short($0, digits: 12) } ?? "–",
                    bar.end.map { NumberText.short($0 - bar.start) } ?? "–",
                ]
            })
    }

    /// The picture as an SVG element.
    public func svg(_ options: ChartOptions) -> String { Canvas.svg(of: self, options) { draw(on: &$0) } }

    private func draw(on canvas: inout Canvas) {
        let finite = bars.filter { $0.start.isFinite && $0.end?.isFinite ?? true }
        guard let earliest = finite.map(\.start).min(), let latest = finite.map({ $0.end ?? $0.start }).max() else {
            return canvas.nothing("No trial has begun yet.")
        }
        let low = time == .elapsed ? min(0, earliest) : earliest
        let high = max(latest, now.flatMap { $0.isFinite ? $0 : nil } ?? latest, low)
        let lanes = self.lanes
        let shown = lanes.prefix(Self.most)
        canvas.define(TimelinePattern.definitions(canvas.options.id))
        let marks = Mark.allCases.filter { mark in finite.contains { $0.mark == mark } }
        canvas.legend(
            marks.map { mark in
                let style = TimelinePattern.style(mark)
                let count = NumberText.count(finite.count { $0.mark == mark })
                return LegendEntry("\(mark.rawValue) (\(count))", .box(style.kind, pattern: style.pattern))
            })
        let size = TextStyle.value.size
        let names = min(canvas.width * 0.28, shown.map { TextWidth.of($0, size: size) }.max() ?? 0) + 10
        let row = shown.count > 24 ? 16.0 : 24.0
        let (left, right, top) = (4 + names, canvas.width - 8, canvas.y + 2)
        let bottom = top + Double(shown.count) * row
        let extent = low < high ? Extent(low: low, high: high) : Extent(low: low, high: low + 1)
        let scale = Scale(.time(time), extent, from: left, to: right)
        for tick in canvas.freeTicks(scale, left: 0, right: canvas.width) {
            if let x = scale.place(tick.value) { canvas.line(x, top, x, bottom, "grid") }
        }
        let byLane = Dictionary(grouping: finite, by: \.lane)
        let isMany = finite.count > 500
        let column = max(1, (right - left) * Double(shown.count) / Double(canvas.options.points / 4))
        var paths: [Mark: PathText] = [:]
        for (index, lane) in shown.enumerated() {
            let y = top + Double(index) * row
            canvas.text(lane, x: left - 8, y: y + row / 2 + 4, .value, .end, most: names - 10, keepsEnd: true)
            let box = Box(left: left, top: y + 2, right: right, bottom: y + row - 2)
            if isMany {
                add(byLane[lane] ?? [], scale, box, end: high, column: column, to: &paths)
            } else {
                draw(byLane[lane] ?? [], scale, box, end: high, on: &canvas)
            }
        }
        for mark in Mark.allCases {
            guard let path = paths[mark] else { continue }
            let style = TimelinePattern.style(mark)
            canvas.path(path, style.kind, fill: style.pattern)
        }
        canvas.line(left, bottom, right, bottom, "axis")
        canvas.y = bottom
        canvas.xLabels(scale, left: 0, right: canvas.width)
        canvas.xTitle(
            time.title(from: extent.low, through: extent.high), middle: (left + right) / 2, left: 4,
            right: canvas.width - 4)
        var notes: [String] = []
        if lanes.count > shown.count {
            notes.append("\(shown.count) of \(NumberText.count(lanes.count)) workers are drawn; the table has all.")
        }
        if isMany {
            let width = column < 1.05 ? "pixel" : "\(NumberText.short(column, digits: 2)) pixels"
            notes.append(
                "Thinned: each \(width) of a lane \(column < 1.05 ? "has" : "have") the state that took most of the time."
            )
        }
        canvas.notes(notes)
    }

    /// Draws the bars of a lane, each with a tool tip.
    private func draw(_ bars: [Bar], _ scale: Scale, _ lane: Box, end: Double, on canvas: inout Canvas) {
        for bar in bars {
            guard let from = scale.clamped(bar.start), let to = scale.clamped(max(bar.start, bar.end ?? end)) else {
                continue
            }
            let style = TimelinePattern.style(bar.mark)
            canvas.rectangle(
                Box(left: from, top: lane.top, right: max(from + 1, to), bottom: lane.bottom), style.kind,
                fill: style.pattern,
                tip: "trial \(bar.trial), \(bar.mark.rawValue)")
        }
    }

    /// Of a lane with many bars, the state that took most of each column, added to the paths of the states.
    private func add(
        _ bars: [Bar], _ scale: Scale, _ lane: Box, end: Double, column: Double, to paths: inout [Mark: PathText]
    ) {
        var taken: [Int: [Mark: Double]] = [:]
        for bar in bars {
            guard let from = scale.clamped(bar.start), let to = scale.clamped(max(bar.start, bar.end ?? end)) else {
                continue
            }
            for index in Int((from - lane.left) / column)...Int((max(from, to) - lane.left) / column) {
                let begin = lane.left + Double(index) * column
                taken[index, default: [:]][bar.mark, default: 0] += max(
                    0.01, min(to, begin + column) - max(from, begin))
            }
        }
        var run: (mark: Mark, first: Int, last: Int)?
        func flush() {
            guard let run else { return }
            let right = min(lane.right, lane.left + Double(run.last + 1) * column)
            paths[run.mark, default: PathText()].rectangle(
                Box(left: lane.left + Double(run.first) * column, top: lane.top, right: right, bottom: lane.bottom))
        }
        for index in taken.keys.sorted() {
            let shares = taken[index] ?? [:]
            guard let mark = Mark.allCases.max(by: { shares[$0] ?? 0 < shares[$1] ?? 0 }) else { continue }
            if let last = run, last.mark == mark, last.last == index - 1 {
                run?.last = index
            } else {
                flush()
                run = (mark, index, index)
            }
        }
        flush()
    }
}

/// The fill of each state: a colour, and a pattern that tells it without.
enum TimelinePattern {
    static func style(_ mark: Mark) -> (kind: String, pattern: String?) {
        switch mark {
        case .completed: ("bar", nil)
        case .pruned: ("outlined", "slant")
        case .paused: ("outlined", "upright")
        case .failed: ("outlined", "steep")
        case .stopped: ("outlined", "grid")
        case .running: ("pale outlined", nil)
        case .waiting: ("outlined", "dots")
        }
    }

    /// The patterns, whose ids begin with `id`.
    static func definitions(_ id: String) -> String {
        let drawings: [(String, String)] = [
            ("slant", "M-1 1l2-2M0 6l6-6M5 7l2-2"), ("steep", "M-1 5l2 2M0 0l6 6M5-1l2 2"), ("grid", "M0 3h6M3 0v6"),
            ("dots", "M2 3h2"), ("upright", "M3 0v6"),
        ]
        return drawings.map { name, path in
            let (ground, line) = name == "steep" ? ("failed-box", "hatch strong") : ("pale", "hatch")
            return
                "<pattern id=\"\(id)-\(name)\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><rect class=\"\(ground)\" width=\"6\" height=\"6\"/><path class=\"\(line)\" d=\"\(path)\"/></pattern>"
        }.joined()
    }
}
