/// A regular expression as a tree.
indirect enum PatternNode: Sendable, Hashable {
    /// What holds between two characters.
    enum Assertion: Sendable, Hashable {
        case start
        case end
        case wordBoundary(isInverted: Bool)
    }

    /// How often it is tried first.
    enum Preference: Sendable, Hashable {
        case most
        case least
        /// As often as it goes, and never less.
        case possessive
    }

    case set(ScalarSet)
    case sequence([PatternNode])
    case alternatives([PatternNode])
    /// What the group `index` finds.
    case capture(index: Int, PatternNode)
    case repeated(PatternNode, atLeast: Int, atMost: Int?, Preference)
    case assertion(Assertion)
    case ahead(PatternNode, isInverted: Bool)
    /// What it finds first, and nothing else.
    case atomic(PatternNode)
    /// What the group `index` has found.
    case again(index: Int, ignoresCase: Bool)
}
