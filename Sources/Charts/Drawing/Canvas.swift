/// The picture as it grows: elements below one another, from the title down.
///
/// All text goes through `text`, which cuts and escapes it; everything else is numbers and names of classes.
struct Canvas {
    let width: Double
    let options: ChartOptions
    /// Where the next block begins.
    var y = 0.0
    private(set) var body = ""

    init(_ options: ChartOptions) {
        self.options = options
        width = Double(options.width)
    }

    /// Whether the picture is for a narrow screen.
    var isNarrow: Bool { width < 520 }
    /// The height of the data's part.
    var plotHeight: Double { options.plotHeight.map { Double($0) } ?? (isNarrow ? 220 : 300) }

    /// Draws a chart by `drawing`, under its title.
    static func svg(of chart: some Chart, _ options: ChartOptions, _ drawing: (inout Canvas) -> Void) -> String {
        var canvas = Canvas(options)
        canvas.y = 4
        if options.showsTitle, !chart.title.isEmpty {
            canvas.text(chart.title, x: 4, y: canvas.y + 16, .title, most: canvas.width - 8)
            canvas.y += 26
        }
        drawing(&canvas)
        return canvas.document(title: chart.title, summary: chart.summary)
    }

    private func document(title: String, summary: String) -> String {
        let height = Int((y + 4).rounded(.up))
        let size = "viewBox=\"0 0 \(options.width) \(height)\" width=\"\(options.width)\" height=\"\(height)\""
        let style =
            options.isStandalone
            ? "<style>\(ChartStyle.sheet)</style><rect class=\"bg\" width=\"\(options.width)\" height=\"\(height)\"/>"
            : ""
        return
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"hpo-chart\" \(size) role=\"img\"><title>\(XMLText.escaped(title))</title><desc>\(XMLText.escaped(summary))</desc>\(style)\(body)</svg>\n"
    }

    // MARK: elements

    enum Anchor: String { case start, middle, end }

    /// Text whose baseline is at `y`, cut to `most` pixels; the whole of it is in its tool tip then. A plate hides what
    /// lies under it.
    mutating func text(
        _ string: String, x: Double, y: Double, _ style: TextStyle, _ anchor: Anchor = .start, most: Double = .infinity,
        isTurned: Bool = false, hasPlate: Bool = false, keepsEnd: Bool = false
    ) {
        let cut = TextWidth.cut(string, to: most, size: style.size, isBold: style.isBold, keepsEnd: keepsEnd)
        guard !cut.isEmpty else { return }
        if hasPlate {
            let taken = TextWidth.of(cut, size: style.size, isBold: style.isBold)
            let left = x - taken * (anchor == .start ? 0 : anchor == .middle ? 0.5 : 1)
            let (top, bottom) = (y - style.size * 0.85, y + style.size * 0.25)
            rectangle(Box(left: left - 2, top: top, right: left + taken + 2, bottom: bottom), "plate")
        }
        let place =
            isTurned ? "transform=\"translate(\(at(x)) \(at(y))) rotate(-90)\"" : "x=\"\(at(x))\" y=\"\(at(y))\""
        let side = anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\""
        let whole = cut == string || !cut.contains("…") ? "" : "<title>\(XMLText.isolated(string))</title>"
        body +=
            "<text class=\"\(style.rawValue)\" \(place)\(side)>\(XMLText.isolated(cut))\(whole)</text>"
    }

    mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ kind: String) {
        body += "<path class=\"\(kind)\" d=\"M\(at(x1)) \(at(y1))L\(at(x2)) \(at(y2))\"/>"
    }

    mutating func rectangle(_ box: Box, _ kind: String, fill: String? = nil, tip: String? = nil) {
        let frame =
            "x=\"\(at(box.left))\" y=\"\(at(box.top))\" width=\"\(at(max(0, box.width)))\" height=\"\(at(max(0, box.height)))\""
        body += "<rect\(kind.isEmpty ? "" : " class=\"\(kind)\"") \(frame)\(paint(fill))" + closing("rect", tip)
    }

    /// A path with what a pointer that rests on it is told.
    ///
    /// - Parameter series: what it is drawn of, where a cursor is to say its values.
    mutating func path(
        _ path: PathText, _ kind: String, fill: String? = nil, tip: String? = nil, series: Series? = nil
    ) {
        guard !path.text.isEmpty else { return }
        let values = options.hasValues ? series?.attributes ?? "" : ""
        body += "<path class=\"\(kind)\"\(values)\(paint(fill)) d=\"\(path.text)\"" + closing("path", tip)
    }

    /// A pattern as the fill. The style sheet's rules for fills are of elements that have none.
    private func paint(_ pattern: String?) -> String { pattern.map { " fill=\"url(#\(options.id)-\($0))\"" } ?? "" }

    private func closing(_ element: String, _ tip: String?) -> String {
        tip.map { "><title>\(XMLText.isolated($0))</title></\(element)>" } ?? "/>"
    }

    /// A definition, such as a pattern, made of numbers and classes alone.
    mutating func define(_ text: String) { body += "<defs>\(text)</defs>" }

    /// A group that names the data's part and its scales, for a script that shows a cursor over several charts.
    ///
    /// - Parameter isByEpoch: whether its x axis counts epochs: such have one cursor together.
    mutating func describe(_ plot: Plot, isByEpoch: Bool) {
        func words(_ scale: Scale) -> String {
            "\(scale.isLogarithmic ? "log" : "linear") \(scale.low) \(scale.high) \(at(scale.start)) \(at(scale.end))"
        }
        body +=
            "<g class=\"plot\"\(isByEpoch ? " data-axis=\"epoch\"" : "") data-box=\"\(at(plot.box.left)) \(at(plot.box.top)) \(at(plot.box.width)) \(at(plot.box.height))\" data-x=\"\(words(plot.x))\" data-y=\"\(words(plot.y))\"/>"
    }
}

/// A rectangle in pixels.
struct Box: Sendable, Hashable {
    var left: Double
    var top: Double
    var right: Double
    var bottom: Double

    var width: Double { right - left }
    var height: Double { bottom - top }

    /// Whether the two share an area, with `gap` pixels around.
    func overlaps(_ other: Box, gap: Double = 0) -> Bool {
        left < other.right + gap && other.left < right + gap && top < other.bottom + gap && other.top < bottom + gap
    }
}
