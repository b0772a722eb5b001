/// What a sign in the picture means; above the data, never over it.
struct LegendEntry: Sendable {
    enum Swatch: Sendable {
        /// A line of these classes.
        case line(String)
        case mark(Mark)
        case shape(Shape, String)
        /// A filled box of this class; with the pattern of this name over it.
        case box(String, pattern: String?)
        /// A filled box with a line through: a mean within its band.
        case band(line: String, area: String)
    }

    var label: String
    var swatch: Swatch

    init(_ label: String, _ swatch: Swatch) {
        self.label = label
        self.swatch = swatch
    }
}

extension Canvas {
    /// Rows of entries, as many in each as fit.
    mutating func legend(_ entries: [LegendEntry]) {
        guard !entries.isEmpty else { return }
        var x = 4.0
        let row = 18.0
        for entry in entries {
            let most = width - 40
            let label = TextWidth.cut(entry.label, to: most, size: TextStyle.label.size)
            let taken = 26 + TextWidth.of(label, size: TextStyle.label.size) + 14
            if x > 4, x + taken - 14 > width - 4 {
                x = 4
                y += row
            }
            swatch(entry.swatch, x: x, middle: y + 9)
            text(entry.label, x: x + 26, y: y + 13, .label, most: most)
            x += taken
        }
        y += row + 4
    }

    private mutating func swatch(_ swatch: LegendEntry.Swatch, x: Double, middle: Double) {
        var path = PathText()
        let box = Box(left: x, top: middle - 6, right: x + 20, bottom: middle + 6)
        switch swatch {
        case .line(let kind): line(x, middle, x + 20, middle, kind)
        case .mark(let mark):
            let (shape, kind) = mark.shape
            path.shape(shape, x + 10, middle, radius: 3.5)
            self.path(path, shape == .dot ? kind + " large" : kind)
        case .shape(let shape, let kind):
            path.shape(shape, x + 10, middle, radius: 4)
            self.path(path, kind)
        case .box(let kind, let pattern):
            rectangle(box, kind, fill: pattern)
        case .band(let kind, let area):
            path.rectangle(box)
            self.path(path, area)
            line(x, middle, x + 20, middle, kind)
        }
    }

    /// The ramp with the values at its ends, from the worst to the best: `0.31 ▇▇▇▇▇▇▇▇ 0.83 val_cosine`.
    mutating func rampLegend(_ name: String, from low: String, to high: String) {
        let size = TextStyle.label.size
        let cell = isNarrow ? 12.0 : 16.0
        var x = 4.0
        text(low, x: x, y: y + 13, .label, most: 110)
        x += min(110, TextWidth.of(low, size: size)) + 6
        for level in 0..<Theme.rampLength {
            rectangle(Box(left: x, top: y + 3, right: x + cell, bottom: y + 15), "f\(level)")
            x += cell
        }
        text(high, x: x + 6, y: y + 13, .label, most: 110)
        x += 6 + min(110, TextWidth.of(high, size: size)) + 12
        if x + min(80, TextWidth.of(name, size: size)) > width - 4 {
            y += 18
            x = 4
        }
        text(name, x: x, y: y + 13, .label, most: width - 4 - x)
        y += 22
    }

    /// What has to be said of how it was drawn, in lines below it.
    mutating func notes(_ notes: [String]) {
        for note in notes where !note.isEmpty {
            for line in TextWidth.lines(note, width: width - 8, size: TextStyle.note.size) {
                text(line, x: 4, y: y + 13, .note, most: width - 8)
                y += 16
            }
        }
    }

    /// A box that says why there is no picture.
    mutating func nothing(_ why: String) {
        let lines = TextWidth.lines(why, width: width - 40, size: TextStyle.value.size)
        let height = max(90, Double(lines.count) * 18 + 40)
        let box = Box(left: 4, top: y, right: width - 4, bottom: y + height)
        var path = PathText()
        path.rectangle(box)
        self.path(path, "guide")
        var baseline = y + height / 2 - Double(lines.count - 1) * 9 + 4
        for line in lines {
            text(line, x: width / 2, y: baseline, .value, .middle, most: width - 24)
            baseline += 18
        }
        y += height + 4
    }
}
