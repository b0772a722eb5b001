/// The one style sheet of all charts.
///
/// A page includes `sheet` once, in a `<style>` element whose hash its content policy names; files of their own bring it
/// along. A page changes a colour by setting `--chart-ink` and its like on `:root`.
public enum ChartStyle {
    /// The rules, for light and dark, without `</` or anything else that HTML or XML would read as markup.
    public static let sheet: String = variables + rules

    private static var variables: String {
        // Without specificity, so that the page's own values win; on paper always light.
        ":where(:root){\(declarations(.light))}\n@media screen and (prefers-color-scheme:dark){:where(:root){\(declarations(.dark))}}\n"
    }

    private static func declarations(_ theme: Theme) -> String {
        theme.colours.map { "--chart-\($0.name):\($0.value)" }.joined(separator: ";")
    }

    /// `var(--chart-NAME,FALLBACK)`.
    private static func colour(_ name: String) -> String { "var(--chart-\(name),\(Theme.light[name] ?? "#000000"))" }

    private static var rules: String {
        var rules: [(String, String)] = [
            (
                "",
                "max-width:100%;height:auto;font-family:system-ui,-apple-system,\"Segoe UI\",Roboto,\"DejaVu Sans\",sans-serif;print-color-adjust:exact;-webkit-print-color-adjust:exact"
            ),
            ("text", "fill:\(colour("ink"));stroke:none"),
            (":where(path:not([fill]))", "fill:none"),
            (".bg", "fill:\(colour("surface"))"),
            (".plate", "fill:\(colour("surface"));opacity:.82"),
            (".grid", "stroke:\(colour("grid"));stroke-width:1"),
            (".axis", "stroke:\(colour("axis"));stroke-width:1"),
            (".guide", "stroke:\(colour("muted"));stroke-width:1;stroke-dasharray:3 3"),
            (".cursor", "stroke:\(colour("ink"));stroke-width:1;pointer-events:none"),
            (".frame", "fill:none;stroke:\(colour("surface"));stroke-width:1"),
            (".mark", "stroke-linecap:round;stroke-linejoin:round"),
            (".faded", "stroke:\(colour("faded"));stroke-width:1"),
            (".cross", "stroke:\(colour("faded"));stroke-width:1.5;stroke-linecap:round"),
            (".failed", "fill:\(colour("failed"));stroke:\(colour("failed"));stroke-width:1;stroke-linejoin:round"),
            (".gap", "fill:\(colour("surface"));stroke:\(colour("failed"));stroke-width:1.5"),
            (".hollow", "fill:\(colour("surface"));stroke:\(colour("ink"));stroke-width:1.5"),
            (".fine", "stroke-width:1"), (".hollow.fine", "stroke:\(colour("muted"))"),
            (".beyond", "stroke:\(colour("ink"));stroke-width:1.3;stroke-linecap:round;stroke-linejoin:round"),
            (".casing", "stroke:\(colour("surface"));stroke-width:6;stroke-linejoin:round"),
            (".ring", "fill:none;stroke:\(colour("ink"));stroke-width:2"),
            (".point", "fill:\(colour("ink"));stroke:\(colour("surface"));stroke-width:1"),
            (".best", "stroke:\(colour("2"));stroke-width:2.5;stroke-linejoin:round"),
            (".envelope", "fill:\(colour("faded"));opacity:.22;stroke:none"),
            (".area", "fill:\(colour("band"));opacity:.18;stroke:none"),
            (".bar", "fill:\(colour("1"));stroke:\(colour("surface"));stroke-width:.6"),
            (".pale", "fill:\(colour("grid"))"), (".outlined", "stroke:\(colour("axis"));stroke-width:1"),
            (".hatch", "stroke:\(colour("muted"));stroke-width:2"),
            (".hatch.strong", "stroke:\(colour("surface"))"),
            (".failed-box", "fill:\(colour("failed"))"),
            (".crisp", "shape-rendering:crispEdges"), (".speck", "fill:\(colour("ink"));opacity:.7"),
            (".front", "fill:\(colour("2"));stroke:\(colour("surface"));stroke-width:1"),
            (".error", "stroke:\(colour("ink"));stroke-width:1.5"),
            (".small", "stroke-width:2.2px"), (".middle", "stroke-width:4px"), (".large", "stroke-width:6.5px"),
            (".dash", "stroke-dasharray:7 4"), (".dots", "stroke-dasharray:3 2"),
            (".thin", "stroke-width:1;opacity:.55"),
        ]
        for style in TextStyle.allCases {
            let weight = style.isBold ? ";font-weight:600" : ""
            let fill = style.isMuted ? ";fill:\(colour("muted"))" : ""
            rules.append(
                (
                    ".\(style.rawValue)",
                    "font-size:\(NumberText.short(style.size))px\(weight)\(fill);font-variant-numeric:tabular-nums"
                ))
        }
        for number in 1...4 {
            rules.append((".c\(number)", "stroke:\(colour("\(number)"));stroke-width:1.8;stroke-linejoin:round"))
            rules.append((".d\(number)", "stroke:\(colour("\(number)"));stroke-linecap:round"))
            rules.append((".b\(number)", "fill:\(colour("\(number)"))"))
        }
        for level in 0..<Theme.rampLength {
            rules.append((".s\(level)", "stroke:\(colour("ramp-\(level)"));stroke-width:1.3"))
            rules.append((".f\(level)", "fill:\(colour("ramp-\(level)"))"))
        }
        return rules.map { selector, body in
            let parts = selector.split(separator: ",").map { ".hpo-chart \($0)" }.joined(separator: ",")
            return "\(parts.isEmpty ? ".hpo-chart" : parts){\(body)}\n"
        }.joined()
    }
}

/// The kinds of text in a chart, by their class.
enum TextStyle: String, CaseIterable, Sendable {
    case title = "tt"
    case label = "tl"
    case value = "tv"
    case strong = "ts"
    case note = "tn"

    var size: Double {
        switch self {
        case .title: 15
        case .label, .value, .strong: 12
        case .note: 11.5
        }
    }

    var isBold: Bool { self == .title || self == .strong }
    var isMuted: Bool { self == .label || self == .note }
}
