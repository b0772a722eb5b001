import Expressions
import Search

extension Domain {
    /// The domain that goes further at one end, by half its width (a third of the decades where it is logarithmic); nil where it
    /// ends where it must, or where nobody can say what comes next.
    ///
    /// A range that begins at 0, or at 1 where it counts, and one that ends at 1 having begun at 0 or above, end where they must. A
    /// share (see `isShare`) stays below 1.
    func widened(high: Bool, name: String) -> Domain? {
        switch self {
        case .int(let low, let end, let step, let log):
            return widenedInt(low, end, step, log, high)
        case .float(let low, let end, let step, let log):
            return widenedFloat(low, end, step, log, high, isShare: Self.isShare(name) && low >= 0 && end < 1)
        case .choice(let values, let ordered):
            guard ordered, values.count > 1 else { return nil }
            let order = high ? values : values.reversed()
            guard let next = Self.next(after: order[order.count - 2], order[order.count - 1]) else { return nil }
            return values.contains(next) ? nil : .choice(high ? values + [next] : [next] + values, ordered: true)
        }
    }

    private func widenedInt(_ low: Int, _ end: Int, _ step: Int, _ log: Bool, _ high: Bool) -> Domain? {
        if log {
            let factor = max(2, Elementary.exp(Elementary.log(Double(end) / Double(low)) / 3))
            let bound = (high ? Double(end) * factor : Double(low) / factor).rounded(toDigits: 1).rounded()
            guard bound < 0x1p50, high ? bound > Double(end) : bound >= 1 && bound < Double(low) else { return nil }
            return .int(low: high ? low : Int(bound), high: high ? Int(bound) : end, step: step, log: true)
        }
        let steps = max(1, ((end - low) / step + 1) / 2)
        let (reach, isTooFar) = steps.multipliedReportingOverflow(by: step)
        guard !isTooFar else { return nil }
        if high {
            let (bound, overflow) = end.addingReportingOverflow(reach)
            return overflow || bound > 1 << 53 ? nil : .int(low: low, high: bound, step: step)
        }
        // What counts things begins at 1; 0 is the end of what is not below it.
        let least = low >= 1 ? 1 : low >= 0 ? 0 : Int.min
        var bound = low
        while bound - low > -reach, bound.subtractingReportingOverflow(step).partialValue >= least, bound > -(1 << 53) {
            bound -= step
        }
        return bound < low ? .int(low: bound, high: end, step: step) : nil
    }

    private func widenedFloat(
        _ low: Double, _ end: Double, _ step: Double?, _ log: Bool, _ high: Bool, isShare: Bool
    ) -> Domain? {
        var bound: Double
        if log {
            let factor = max(3, Elementary.exp(Elementary.log(end / low) / 3))
            bound = (high ? end * factor : low / factor).rounded(toDigits: 1)
            if high, isShare { bound = min(bound, Self.below1(end)) }
        } else {
            if high, low >= 0, end == 1 { return nil }
            let limit =
                high
                ? (isShare ? Self.below1(end) : low >= 0 && end < 1 ? 1 : Double.infinity)
                : (low >= 0 ? 0 : -Double.infinity)
            let origin = high ? end : low
            let reach = min((end - low) / 2, abs(limit - origin))
            if let step {
                let steps = (reach / step + 1e-6).rounded(.down)
                bound = (origin + (high ? steps : -steps) * step).rounded(toDigits: 12)
            } else {
                bound = (origin + (high ? reach : -reach)).rounded(toDigits: 2)
                bound = high ? min(bound, limit) : max(bound, limit)
            }
        }
        guard bound.isFinite, high ? bound > end : bound < low, !log || bound > 0 else { return nil }
        return .float(low: high ? low : bound, high: high ? bound : end, step: step, log: log)
    }

    /// Half of what is left to 1.
    private static func below1(_ end: Double) -> Double { (1 - (1 - end) / 2).rounded(toDigits: 3) }

    /// Whether a parameter of this name is a share that cannot be all: `dropout`, `momentum`, `label_smoothing`.
    static func isShare(_ name: String) -> Bool {
        let words = MetricName(name).words
        let shares = [
            "dropout", "drop", "momentum", "smoothing", "stochastic", "beta", "beta1", "beta2", "prob", "decay",
        ]
        let isDecay = words.contains("decay") && words.contains("weight")
        return !isDecay && words.contains { word in shares.contains { word.hasPrefix($0) } }
    }

    /// What follows two numbers, by their ratio where it is whole, else by their difference.
    private static func next(after first: Value, _ second: Value) -> Value? {
        guard let a = first.number, let b = second.number, a != b else { return nil }
        let isWhole = if case .int = first, case .int = second { true } else { false }
        var next = b + (b - a)
        if a > 0, b > 0 {
            let ratio = max(a, b) / min(a, b)
            if ratio == ratio.rounded() { next = b > a ? b * ratio : b / ratio }
            guard next > 0 else { return nil }
            // Choices of shares stay shares.
            if max(a, b) < 1, next >= 1 { return nil }
        }
        guard next.isFinite, abs(next) < 0x1p53 else { return nil }
        if isWhole { return next == next.rounded() ? .int(Int(next)) : nil }
        return .float(next.rounded(toDigits: 12))
    }
}
