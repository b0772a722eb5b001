/// A picture of plain values, with its meaning in words and its numbers in a table.
///
/// ```swift
/// let chart = HistoryChart(
///     title: "face-transformer", measure: Measure("val_cosine"), direction: .maximize,
///     trials: [.init(number: 0, value: 0.71, mark: .completed)])
/// chart.svg(ChartOptions(width: 360))
/// ```
///
/// All charts may have no data, one point, equal values, NaN and infinities, and names that are any text at all. The same
/// chart with the same options has the same bytes on every system.
public protocol Chart: Sendable {
    /// What stands above the picture.
    var title: String { get }
    /// What the picture says, in a sentence: for screen readers, and for search.
    var summary: String { get }
    /// The numbers behind the picture.
    var table: ChartTable { get }
    /// The picture as an SVG element.
    func svg(_ options: ChartOptions) -> String
}

extension Chart {
    /// The picture as an SVG element, 720 pixels wide.
    public func svg() -> String { svg(ChartOptions()) }
}

/// How a chart is drawn.
public struct ChartOptions: Sendable, Hashable {
    /// The width in CSS pixels, at least 240. Text keeps its size: a page for telephones asks for 360.
    public var width: Int
    /// The height of the part with the data; nil for what suits the width. Charts of rows take what their rows need.
    public var plotHeight: Int?
    /// What the ids inside begin with: charts in one page need different ones. Letters, digits, `-` and `_`.
    public var id: String
    /// Whether the style sheet and the background come with it: for a file of its own. In a page, `ChartStyle.sheet` is
    /// included once.
    public var isStandalone: Bool
    /// Whether the title is drawn; it is there for screen readers in any case.
    public var showsTitle: Bool
    /// Whether the values of the curves that stand out are there too, for a script that shows a cursor.
    public var hasValues: Bool
    /// About how many points are drawn at most: 12,000 keep the picture below 160 kB.
    public var points: Int

    /// Options; the defaults are those of a page.
    public init(
        width: Int = 720, plotHeight: Int? = nil, id: String = "chart", isStandalone: Bool = false,
        showsTitle: Bool = true, hasValues: Bool = false, points: Int = 12_000
    ) {
        self.width = min(10_000, max(240, width))
        self.plotHeight = plotHeight.map { min(10_000, max(60, $0)) }
        self.id = String(
            String.UnicodeScalarView(
                id.unicodeScalars.filter {
                    $0.isASCII && ($0.properties.isAlphabetic || "0123456789-_".unicodeScalars.contains($0))
                }))
        self.isStandalone = isStandalone
        self.showsTitle = showsTitle
        self.hasValues = hasValues
        self.points = max(200, points)
    }
}
