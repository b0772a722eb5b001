/// The range of values that an axis spans.
struct Extent: Sendable, Hashable {
    var low: Double
    var high: Double

    /// The range of the finite values among `values` (the positive ones on a logarithmic axis), with `padding` of its length
    /// to each side; widened where all are equal; nil where there is none.
    static func of(_ values: some Sequence<Double>, isLogarithmic: Bool = false, padding: Double = 0.04) -> Extent? {
        var low = Double.infinity
        var high = -Double.infinity
        for value in values where value.isFinite && (!isLogarithmic || value > 0) {
            low = min(low, value)
            high = max(high, value)
        }
        guard low <= high else { return nil }
        return Extent(low: low, high: high).padded(padding, isLogarithmic: isLogarithmic)
    }

    /// The whole numbers from the first to the last, such as epochs and trial numbers, with no room but where they are one.
    static func whole(_ low: Int, _ high: Int) -> Extent {
        let (low, high) = (Double(low), Double(high))
        if low < high { return Extent(low: low, high: high) }
        let room = max(0.5, low.magnitude * 1e-9)
        return Extent(low: low - room, high: low + room)
    }

    static func categories(_ count: Int) -> Extent { Extent(low: -0.5, high: Double(max(1, count)) - 0.5) }

    func padded(_ padding: Double, isLogarithmic: Bool) -> Extent {
        let most = Double.greatestFiniteMagnitude
        if isLogarithmic {
            guard high / low > 1 + 1e-9 else {
                return Extent(low: max(.leastNonzeroMagnitude, low / 2), high: min(most, high * 2))
            }
            // 10 to a share of the decades, by whole steps of a factor: close enough for padding.
            let factor = min(2, 1 + (logarithm10(high) - logarithm10(low)) * padding * 2.4)
            return Extent(low: max(.leastNonzeroMagnitude, low / factor), high: min(most, high * factor))
        }
        let half = 0.5 * high - 0.5 * low
        let scale = max(low.magnitude, high.magnitude)
        guard half > scale * 1e-12 else {
            let room = scale > 0 ? max(.leastNormalMagnitude, scale * 0.1) : 1
            return Extent(low: max(-most, low - room), high: min(most, high + room))
        }
        return Extent(low: max(-most, low - 2 * half * padding), high: min(most, high + 2 * half * padding))
    }
}

/// The range within which nearly all values lie: a diverged trial's loss of 1e9 must not press all others into one line.
struct TypicalRange: Sendable, Hashable {
    var low: Double
    var high: Double
    /// How many finite values lie beyond, and the furthest of them.
    var beyond = 0
    var furthest: Double?

    /// Cuts only what is worse by far than nine tenths of the values, and never what is better; nil without finite values.
    init?(_ values: [Double], direction: Direction, isLogarithmic: Bool = false) {
        let sorted = values.filter { $0.isFinite && (!isLogarithmic || $0 > 0) }.sorted()
        guard let first = sorted.first, let last = sorted.last else { return nil }
        (low, high) = (first, last)
        guard sorted.count >= 10, !isLogarithmic else { return }
        let (q10, q90) = (sorted[sorted.count / 10], sorted[sorted.count - 1 - sorted.count / 10])
        let room = 4 * (0.5 * q90 - 0.5 * q10)
        guard room > 0 else { return }
        switch direction {
        case .minimize where last - q90 > 2 * room:
            let limit = q90 + room
            high = sorted.last { $0 <= limit } ?? q90
            (beyond, furthest) = (sorted.count { $0 > high }, last)
        case .maximize where q10 - first > 2 * room:
            let limit = q10 - room
            low = sorted.first { $0 >= limit } ?? q10
            (beyond, furthest) = (sorted.count { $0 < low }, first)
        default: break
        }
    }
}
