/// A curve in one line of text.
///
/// ```swift
/// Sparkline.text([1, 2, .nan, 4, 8], width: 5)                     // "▁▂ ▄█"
/// Sparkline.text([1, 2, .nan, 4, 8], width: 5, isASCII: true)      // "__ -#"
/// ```
public enum Sparkline {
    private static let blocks = Array("▁▂▃▄▅▆▇█")
    private static let letters = Array("_.-=+*%#")

    /// At most `width` characters: one for each value, or where there are more, for each bucket its last extreme: the lowest
    /// where the curve falls, else the highest. A value that is not finite is a space, as is a bucket of such.
    ///
    /// Equal values stand in the middle. O(values).
    public static func text(_ values: [Double], width: Int, isASCII: Bool = false) -> String {
        guard width > 0, !values.isEmpty else { return "" }
        let signs = isASCII ? letters : blocks
        let shown = values.count <= width ? values : bucketed(values, width)
        let finite = values.filter(\.isFinite)
        guard let low = finite.min(), let high = finite.max() else { return String(repeating: " ", count: shown.count) }
        return String(
            shown.map { value -> Character in
                guard value.isFinite else { return " " }
                guard low < high else { return signs[3] }
                let share = (0.5 * value - 0.5 * low) / (0.5 * high - 0.5 * low)
                return signs[min(7, max(0, Int(share * 8)))]
            })
    }

    /// One value a bucket: what is furthest from the bucket before, so that peaks and dips are seen.
    private static func bucketed(_ values: [Double], _ width: Int) -> [Double] {
        var before: Double?
        return (0..<width).map { bucket in
            let finite = values[(bucket * values.count / width)..<((bucket + 1) * values.count / width)].filter(
                \.isFinite)
            guard let low = finite.min(), let high = finite.max() else { return .nan }
            let base = before ?? finite[0]
            let value = (0.5 * high - 0.5 * base).magnitude >= (0.5 * low - 0.5 * base).magnitude ? high : low
            before = value
            return value
        }
    }
}
