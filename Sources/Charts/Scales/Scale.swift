/// A place on an axis that has a label.
struct Tick: Sendable, Hashable {
    var value: Double
    var label: String
}

/// The step 1, 2 or 5 times a power of ten that is nearest to `wanted`, by their ratio.
func niceStep(_ wanted: Double) -> Double {
    guard wanted > 0, wanted.isFinite else { return 1 }
    let power = decade(of: wanted)
    let mantissa = wanted / powerOfTen(power)
    // Through the text, so that 2e-7 is the number that people write.
    let factor = mantissa < 1.414 ? "1" : mantissa < 3.162 ? "2" : mantissa < 7.071 ? "5" : "10"
    return Double("\(factor)e\(power)") ?? wanted
}

/// From values to places in pixels along an axis, and the ticks that name them.
struct Scale: Sendable {
    enum Kind: Sendable, Hashable {
        case linear(wholeNumbers: Bool)
        case logarithmic
        /// The value of a category is its index.
        case categories([String])
        case time(TimeAxis)
    }

    let kind: Kind
    /// The values at the ends; `low < high`, both finite, and positive on a logarithmic scale.
    let low: Double
    let high: Double
    /// The places of `low` and `high`, in pixels.
    let start: Double
    let end: Double
    /// The logarithms of `low` and `high`, on a logarithmic scale.
    private let powers: (low: Double, high: Double)

    init(_ kind: Kind, _ extent: Extent, from start: Double, to end: Double) {
        self.kind = kind
        (low, high) = (extent.low, extent.high)
        (self.start, self.end) = (start, end)
        powers = kind == .logarithmic ? (logarithm10(extent.low), logarithm10(extent.high)) : (0, 1)
    }

    var isLogarithmic: Bool { kind == .logarithmic }
    var isCategorical: Bool { if case .categories = kind { true } else { false } }

    /// Where `value` lies as a share of the axis; nil where it has no place on it: NaN, infinities, a log of what is not positive.
    func share(_ value: Double) -> Double? {
        guard value.isFinite else { return nil }
        if isLogarithmic {
            guard value > 0 else { return nil }
            return (logarithm10(value) - powers.low) / (powers.high - powers.low)
        }
        // Halves, because the difference of two finite numbers may be infinite.
        return (0.5 * value - 0.5 * low) / (0.5 * high - 0.5 * low)
    }

    /// The pixel of `value`; nil as in `share`.
    func place(_ value: Double) -> Double? { share(value).map { start + $0 * (end - start) } }

    /// The pixel of `value`, at the end of the axis where it lies beyond.
    func clamped(_ value: Double) -> Double? { share(value).map { start + min(1, max(0, $0)) * (end - start) } }

    /// About `count` ticks with their labels, in the order of their values.
    func ticks(about count: Int) -> [Tick] {
        switch kind {
        case .categories(let names):
            let stride = max(1, (names.count + max(1, count) - 1) / max(1, count))
            return Swift.stride(from: 0, to: names.count, by: stride).map { Tick(value: Double($0), label: names[$0]) }
        case .time(let axis): return axis.ticks(from: low, through: high, about: count)
        case .logarithmic:
            let ticks = logarithmicTicks(about: count)
            return ticks.count >= 2 ? ticks : linearTicks(about: count, wholeNumbers: false)
        case .linear(let wholeNumbers): return linearTicks(about: count, wholeNumbers: wholeNumbers)
        }
    }

    private func linearTicks(about count: Int, wholeNumbers: Bool) -> [Tick] {
        let wanted = (high / Double(max(1, count)) - low / Double(max(1, count)))
        let step = wholeNumbers ? max(1, niceStep(wanted)) : niceStep(wanted)
        guard step.isFinite, (high / step - low / step) < 1e6 else { return [] }
        var values: [Double] = []
        var index = (low / step).rounded(.up)
        while index * step <= high, values.count < 200 {
            // A step below one is divided by, because 3 * 0.1 is not 0.3.
            values.append(step < 1 && step > 1e-15 ? index / (1 / step).rounded() : index * step)
            index += 1
        }
        return zip(values, NumberText.ticks(values, step: step)).map { Tick(value: $0, label: $1) }
    }

    /// Powers of ten, thinned from the lowest; within few decades also what lies between, as densely as `count` allows.
    private func logarithmicTicks(about count: Int) -> [Tick] {
        let powers = (decade(of: low)...decade(of: high)).filter { (low...high).contains(powerOfTen($0)) }
        if powers.count < max(3, count / 2) {
            for factors in [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 5], [1, 3]] {
                let values = (decade(of: low)...decade(of: high)).flatMap { power in
                    factors.compactMap { Double("\($0)e\(power)") }
                }.filter { (low...high).contains($0) }
                if values.count >= 2, values.count <= count + 2 { return values.map(Tick.init(short:)) }
            }
        }
        let stride = max(1, (powers.count + max(2, count) - 1) / max(2, count))
        return powers.indices.filter { $0 % stride == 0 }.map { Tick(short: powerOfTen(powers[$0])) }
    }
}

extension Tick {
    init(short value: Double) { self.init(value: value, label: NumberText.short(value)) }
}
