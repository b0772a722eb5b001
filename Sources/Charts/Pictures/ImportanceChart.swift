/// How much each parameter matters, as bars with their uncertainty.
///
/// ```swift
/// ImportanceChart(title: "Importance", method: "fANOVA", bars: [.init(name: "lr", value: 0.62, error: 0.05)])
/// ```
public struct ImportanceChart: Chart {
    /// One parameter, or an interaction of two.
    public struct Bar: Sendable, Hashable {
        /// What it is called; any text.
        public var name: String
        /// Its importance, as a share of 1 usually.
        public var value: Double
        /// The standard deviation of `value`; nil where it is not known.
        public var error: Double?

        /// A bar.
        public init(name: String, value: Double, error: Double? = nil) {
            self.name = name
            self.value = value
            self.error = error
        }
    }

    /// What stands above the picture.
    public let title: String
    /// How it was computed: part of the axis's title.
    public let method: String
    /// From the most important on.
    public let bars: [Bar]

    /// At most so many bars are drawn; the table has all.
    static let most = 40

    /// Bars; they are put in order, those that are not numbers last.
    public init(title: String, method: String, bars: [Bar]) {
        self.title = title
        self.method = method
        self.bars = bars.enumerated().sorted { left, right in
            let (a, b) = (left.element.value, right.element.value)
            if a.isNaN || b.isNaN { return !a.isNaN && b.isNaN || a.isNaN == b.isNaN && left.offset < right.offset }
            return a == b ? left.offset < right.offset : a > b
        }.map(\.element)
    }

    /// What the picture says, in a sentence.
    public var summary: String {
        guard let first = bars.first else { return "No parameter's importance is known yet." }
        return
            "Importance of \(Words.count(bars.count, "parameter")) by \(method); the largest is \(NumberText.short(first.value)), of \(first.name)."
    }

    /// The numbers behind the picture.
    public var table: ChartTable {
        ChartTable(
            columns: ["parameter", "importance", "standard deviation"],
            rows: bars.map { [$0.name, NumberText.short($0.value), $0.error.map { NumberText.short($0) } ?? "–"] })
    }

    /// The picture as an SVG element.
    public func svg(_ options: ChartOptions) -> String { Canvas.svg(of: self, options) { draw(on: &$0) } }

    private func draw(on canvas: inout Canvas) {
        guard !bars.isEmpty else {
            return canvas.nothing("No parameter's importance is known yet: it takes more completed trials.")
        }
        let shown = bars.prefix(Self.most)
        let size = TextStyle.value.size
        let names = min(canvas.width * 0.36, shown.map { TextWidth.of($0.name, size: size) }.max() ?? 0) + 10
        let texts = shown.map { NumberText.short($0.value, digits: 3) }
        let numbers = (texts.map { TextWidth.of($0, size: size) }.max() ?? 0) + 12
        let (left, right) = (4 + names, canvas.width - 4 - numbers)
        let ends = shown.flatMap { bar in [0, bar.value, bar.value + (bar.error ?? 0)] }.filter(\.isFinite)
        let scale = Scale(
            .linear(wholeNumbers: false), Extent.of(ends, padding: 0) ?? Extent(low: 0, high: 1), from: left, to: right)
        let hasErrors = shown.contains { $0.error != nil }
        if hasErrors {
            canvas.legend([
                LegendEntry("importance", .box("bar", pattern: nil)),
                LegendEntry("± one standard deviation", .line("error")),
            ])
        }
        let row = 24.0
        let top = canvas.y
        let bottom = top + Double(shown.count) * row + 4
        let ticks = canvas.freeTicks(scale, left: 0, right: canvas.width)
        for tick in ticks {
            if let x = scale.place(tick.value) { canvas.line(x, top, x, bottom, "grid") }
        }
        for (index, bar) in shown.enumerated() {
            let middle = top + Double(index) * row + row / 2 + 2
            canvas.text(bar.name, x: left - 8, y: middle + 4, .value, .end, most: names - 10, keepsEnd: true)
            canvas.text(texts[index], x: canvas.width - 4, y: middle + 4, .value, .end, most: numbers)
            guard let zero = scale.place(0), let end = scale.place(bar.value) else { continue }
            canvas.rectangle(
                Box(left: min(zero, end), top: middle - 7, right: max(zero, end), bottom: middle + 7), "bar",
                tip: "\(bar.name): \(NumberText.short(bar.value))")
            if let error = bar.error, error.isFinite, let from = scale.clamped(bar.value - error),
                let to = scale.clamped(bar.value + error)
            {
                canvas.line(from, middle, to, middle, "error")
                canvas.line(from, middle - 4, from, middle + 4, "error")
                canvas.line(to, middle - 4, to, middle + 4, "error")
            }
        }
        canvas.line(left, bottom, right, bottom, "axis")
        canvas.y = bottom
        canvas.xLabels(scale, left: 0, right: canvas.width)
        canvas.xTitle("importance by \(method)", middle: (left + right) / 2, left: 4, right: canvas.width - 4)
        if bars.count > shown.count {
            canvas.notes(["The \(shown.count) largest of \(bars.count) are drawn; the table has all."])
        }
    }
}
