/// The colours of a chart in one scheme, as `#rrggbb`, by the name of their custom property.
///
/// Marks are from the palette of Okabe and Ito ("Color Universal Design", 2008), which people with any of the common colour
/// vision deficiencies tell apart, darkened on white where they would be too pale; ramps are from viridis (van der Walt and
/// Smith, 2015), whose lightness grows evenly. Nothing is told by colour alone.
public struct Theme: Sendable, Hashable {
    /// The value of `--chart-NAME` for each name, in the order in which they are written.
    public let colours: [Colour]

    /// One colour.
    public struct Colour: Sendable, Hashable {
        /// Such as `ink`: `--chart-ink` in the style sheet.
        public var name: String
        /// `#rrggbb`.
        public var value: String
    }

    private init(_ colours: KeyValuePairs<String, String>) {
        self.colours = colours.map { Colour(name: $0.key, value: $0.value) }
    }

    /// The colour called `name`.
    public subscript(name: String) -> String? { colours.first { $0.name == name }?.value }

    /// Dark on white.
    public static let light = Theme([
        "surface": "#ffffff", "ink": "#1b1f24", "muted": "#57606a", "grid": "#e4e8ec", "axis": "#8c959f",
        "1": "#0072b2", "2": "#c24a00", "3": "#007a5a", "4": "#a8437f", "faded": "#87919c",
        "failed": "#b3261e",
        "band": "#0072b2",
        "ramp-0": "#d8e219", "ramp-1": "#a0da39", "ramp-2": "#4ac16d", "ramp-3": "#1fa187",
        "ramp-4": "#277f8e",
        "ramp-5": "#365c8d", "ramp-6": "#46327e", "ramp-7": "#440154",
    ])

    /// Light on near-black.
    public static let dark = Theme([
        "surface": "#14181d", "ink": "#e8edf2", "muted": "#a3adb8", "grid": "#2a313a", "axis": "#6b7683",
        "1": "#56b4e9", "2": "#f0883e", "3": "#2bbd8e", "4": "#dd8fbb", "faded": "#6f7a86",
        "failed": "#ff7b72",
        "band": "#56b4e9",
        "ramp-0": "#46327e", "ramp-1": "#3f4889", "ramp-2": "#365c8d", "ramp-3": "#277f8e",
        "ramp-4": "#1fa187",
        "ramp-5": "#4ac16d", "ramp-6": "#a0da39", "ramp-7": "#fde725",
    ])

    /// How many colours the ramp has, from the worst to the best.
    static let rampLength = 8
}
