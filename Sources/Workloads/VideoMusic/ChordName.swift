/// The chords by number: 0 is none, 1 + 2r the major and 2 + 2r the minor triad on pitch class r (C is 0).
enum ChordName {
    static let count = 25
    private static let pitches = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"]

    /// The number of a triad.
    static func number(root: Int, isMinor: Bool) -> Int { 1 + 2 * root + (isMinor ? 1 : 0) }

    /// The root's pitch class and the mode; nil for no chord and for numbers beyond the triads.
    static func triad(_ number: Int) -> (root: Int, isMinor: Bool)? {
        guard number >= 1, number < count else { return nil }
        return ((number - 1) / 2, number.isMultiple(of: 2))
    }

    /// Harte's name: `N`, `C`, `A:min`; beyond the triads the bare number.
    static func text(_ number: Int) -> String {
        if number == 0 { return "N" }
        guard let (root, isMinor) = triad(number) else { return "\(number)" }
        return pitches[root] + (isMinor ? ":min" : "")
    }
}
