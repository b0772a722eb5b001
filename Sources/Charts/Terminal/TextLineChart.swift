/// Curves in a block of text, with axes and their labels.
///
/// ```swift
/// print(TextLineChart(title: "val_loss", series: [.init(name: "trial 3", xs: [1, 2, 3], ys: [0.9, 0.5, 0.4])], xTitle: "epoch")
///     .text(width: 60, height: 12))
/// ```
///
/// One curve is drawn in braille, two by four dots a character; several each with a sign of its own, named below. In ASCII,
/// all by signs. There is no colour.
public struct TextLineChart: Sendable, Hashable {
    /// One curve.
    public struct Series: Sendable, Hashable {
        /// What it is called; any text.
        public var name: String
        /// Ascending.
        public var xs: [Double]
        /// A value for each of `xs`; what is not finite is a gap.
        public var ys: [Double]

        /// A curve.
        public init(name: String, xs: [Double], ys: [Double]) {
            self.name = name
            self.xs = xs
            self.ys = ys
        }
    }

    /// What stands above.
    public let title: String
    /// At most eight are drawn.
    public let series: [Series]
    /// What the x axis counts.
    public let xTitle: String
    /// Whether the values' axis is logarithmic.
    public let isLogarithmic: Bool

    private static let signs: [Character] = ["*", "o", "+", "x", "#", "@", "%", "&"]

    /// A chart of curves.
    public init(title: String, series: [Series], xTitle: String = "epoch", isLogarithmic: Bool = false) {
        self.title = title
        self.series = Array(series.prefix(8))
        self.xTitle = xTitle
        self.isLogarithmic = isLogarithmic
    }

    /// The chart in `width` columns (20 at least) and about `height` lines (5 at least), each line without an end.
    public func lines(width: Int, height: Int, isASCII: Bool = false) -> [String] {
        let (width, height) = (max(20, width), max(5, height))
        let extent = Extent.of(series.flatMap { $0.ys.prefix($0.xs.count) }, isLogarithmic: isLogarithmic, padding: 0)
        let xs = series.flatMap { $0.xs.filter(\.isFinite) }
        var lines = [TerminalText.fitted(title + (isLogarithmic ? ", log scale" : ""), width, isASCII: isASCII)]
        guard let extent, let first = xs.min(), let last = xs.max() else {
            return [Self.trimmed(lines[0]), TerminalText.fitted("  no finite value yet", width)].map(Self.trimmed)
        }
        let names = series.count > 1 ? series.count : 0
        let rows = max(2, height - 3 - (names > 0 ? 1 : 0))
        let y = Scale(
            isLogarithmic ? .logarithmic : .linear(wholeNumbers: false), extent, from: Double(rows) - 0.5, to: 0.5)
        var labels: [Int: String] = [:]
        for tick in y.ticks(about: max(2, rows / 3)) {
            if let place = y.place(tick.value) { labels[min(rows - 1, max(0, Int(place)))] = tick.label }
        }
        let gutter = min(width / 3, labels.values.map(\.count).max() ?? 0)
        let columns = width - gutter - 2
        let x = Scale(
            .linear(wholeNumbers: xs.allSatisfy { $0 == $0.rounded() }),
            first < last ? Extent(low: first, high: last) : Extent(low: first - 0.5, high: first + 0.5), from: 0.5,
            to: Double(columns) - 0.5)
        let cells = series.count == 1 && !isASCII ? braille(x, y, columns, rows) : signed(x, y, columns, rows)
        for row in 0..<rows {
            let label = TerminalText.fitted(labels[row] ?? "", gutter, isRight: true, isASCII: isASCII)
            lines.append(
                label + " " + (isASCII ? (labels[row] == nil ? "|" : "+") : labels[row] == nil ? "│" : "┤")
                    + String(cells[row]))
        }
        lines += axis(x, gutter: gutter, columns: columns, isASCII: isASCII)
        if names > 0 {
            let legend = zip(Self.signs, series).map { "\($0) \($1.name)" }.joined(separator: "   ")
            lines.append(TerminalText.fitted(legend, width, isASCII: isASCII))
        }
        return lines.map(Self.trimmed)
    }

    /// The lines joined.
    public func text(width: Int, height: Int, isASCII: Bool = false) -> String {
        lines(width: width, height: height, isASCII: isASCII).joined(separator: "\n")
    }

    private static func trimmed(_ line: String) -> String {
        String(line[..<(line.lastIndex { $0 != " " }.map { line.index(after: $0) } ?? line.startIndex)])
    }

    /// The axis, with the labels under it and its title behind the last where there is room.
    private func axis(_ x: Scale, gutter: Int, columns: Int, isASCII: Bool) -> [String] {
        var line = Array(repeating: Character(isASCII ? "-" : "─"), count: columns)
        var labels = Array(repeating: Character(" "), count: columns)
        var free = 0
        for tick in x.ticks(about: max(2, columns / 10)) {
            guard let place = x.place(tick.value) else { continue }
            let column = min(columns - 1, max(0, Int(place)))
            let begin = min(columns - tick.label.count, max(0, column - tick.label.count / 2))
            guard begin >= free, begin >= 0 else { continue }
            line[column] = isASCII ? "+" : "┬"
            for (offset, character) in tick.label.enumerated() { labels[begin + offset] = character }
            free = begin + tick.label.count + 2
        }
        let margin = String(repeating: " ", count: gutter + 1)
        let title = TerminalText.fitted(xTitle, min(columns, TerminalText.columns(xTitle)), isASCII: isASCII)
        let shift = max(0, (columns - TerminalText.columns(title)) / 2)
        return [
            margin + (isASCII ? "+" : "└") + String(line), margin + " " + String(labels),
            margin + " " + String(repeating: " ", count: shift) + title,
        ]
    }

    /// The dots of the one curve: consecutive points joined by straight lines.
    private func braille(_ x: Scale, _ y: Scale, _ columns: Int, _ rows: Int) -> [[Character]] {
        var dots = Array(repeating: Array(repeating: UInt32(0), count: columns), count: rows)
        let bits: [[UInt32]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]
        func put(_ column: Int, _ row: Int) {
            guard column >= 0, row >= 0, column / 2 < columns, row / 4 < rows else { return }
            dots[row / 4][column / 2] |= bits[column % 2][row % 4]
        }
        for curve in series {
            var before: (Int, Int)?
            for (xValue, yValue) in zip(curve.xs, curve.ys) {
                guard let px = x.place(xValue), let py = y.place(yValue) else {
                    before = nil
                    continue
                }
                let point = (Int(px * 2), Int(py * 4))
                let (from, steps) = (
                    before ?? point,
                    max(
                        (before ?? point).0.distance(to: point.0).magnitude,
                        (before ?? point).1.distance(to: point.1).magnitude)
                )
                for step in 0...Int(steps) {
                    let share = steps == 0 ? 0 : Double(step) / Double(steps)
                    put(
                        from.0 + Int((Double(point.0 - from.0) * share).rounded()),
                        from.1 + Int((Double(point.1 - from.1) * share).rounded()))
                }
                before = point
            }
        }
        return dots.map { $0.map { $0 == 0 ? " " : Unicode.Scalar(0x2800 + $0).map { Character($0) } ?? " " } }
    }

    /// A sign for each point; where several fall on one cell, the later curve's.
    private func signed(_ x: Scale, _ y: Scale, _ columns: Int, _ rows: Int) -> [[Character]] {
        var cells = Array(repeating: Array(repeating: Character(" "), count: columns), count: rows)
        for (sign, curve) in zip(Self.signs, series) {
            for (xValue, yValue) in zip(curve.xs, curve.ys) {
                guard let px = x.place(xValue), let py = y.place(yValue) else { continue }
                cells[min(rows - 1, max(0, Int(py)))][min(columns - 1, max(0, Int(px)))] = sign
            }
        }
        return cells
    }
}
