/// Bars in text, a line for each.
///
/// ```swift
/// TextBarChart(bars: [.init(label: "lr", value: 0.62), .init(label: "dropout", value: 0.1)]).text(width: 40)
/// // lr      ███████████████████████████ 0.62
/// // dropout ████▎ 0.1
/// ```
public struct TextBarChart: Sendable, Hashable {
    /// One bar.
    public struct Bar: Sendable, Hashable {
        /// What it is called; any text.
        public var label: String
        /// Its length; what is negative or not a number has none, but shows its value.
        public var value: Double

        /// A bar.
        public init(label: String, value: Double) {
            self.label = label
            self.value = value
        }
    }

    /// In the order in which they are drawn.
    public let bars: [Bar]

    /// A chart of bars.
    public init(bars: [Bar]) { self.bars = bars }

    /// The lines, `width` columns at most (20 at least).
    public func lines(width: Int, isASCII: Bool = false) -> [String] {
        let width = max(20, width)
        let numbers = bars.map { NumberText.short($0.value, digits: 3) }
        let labels = min(width * 2 / 5, bars.map { TerminalText.columns($0.label) }.max() ?? 0)
        let room = max(1, width - labels - 2 - (numbers.map(\.count).max() ?? 0))
        let longest = bars.map(\.value).filter(\.isFinite).max() ?? 0
        return zip(bars, numbers).map { bar, number in
            let share = bar.value.isFinite && bar.value > 0 && longest > 0 ? bar.value / longest : 0
            let text = Self.bar(share * Double(room), isASCII: isASCII)
            return TerminalText.fitted(bar.label, labels, isASCII: isASCII) + " " + text + (text.isEmpty ? "" : " ")
                + number
        }
    }

    /// The lines joined.
    public func text(width: Int, isASCII: Bool = false) -> String {
        lines(width: width, isASCII: isASCII).joined(separator: "\n")
    }

    /// A bar in eighths of a column; in ASCII in whole ones.
    private static func bar(_ length: Double, isASCII: Bool) -> String {
        if isASCII { return String(repeating: "#", count: Int(length.rounded())) }
        let eighths = Int((length * 8).rounded())
        let part = Array("▏▎▍▌▋▊▉")
        return String(repeating: "█", count: eighths / 8) + (eighths % 8 > 0 ? String(part[eighths % 8 - 1]) : "")
    }
}
