/// Keeps an evolution strategy from freezing in a discrete dimension: each neighbouring value keeps a probability of at
/// least α.
///
/// Hamano and others, "CMA-ES with margin: lower-bounding marginal probability for mixed-integer black-box
/// optimization", 2022, equations 8 to 19.
struct DiscreteMargin {
    /// α.
    let probability: Double

    /// Corrects the mean and the scale in `dimension`, whose values change at the ascending `thresholds`.
    func correct(_ state: inout CovarianceAdaptation, dimension: Int, thresholds: [Double]) {
        guard let first = thresholds.first, let last = thresholds.last else { return }
        let mean = state.mean[dimension]
        let deviation = state.deviation(dimension)
        if mean <= first || mean > last {
            // Beyond the outermost threshold: the value on its other side keeps α.
            let threshold = mean <= first ? first : last
            let reach = NormalDistribution.upperQuantile(probability) * deviation
            let distance = min(abs(mean - threshold), reach)
            state.mean[dimension] = mean <= first ? threshold - distance : threshold + distance
            return
        }
        let above = thresholds.partitioningIndex { $0 >= mean }
        let (low, high) = (thresholds[above - 1], thresholds[above])
        let half = probability / 2
        let below = NormalDistribution.upperMass((mean - low) / deviation)
        let beyond = NormalDistribution.upperMass((high - mean) / deviation)
        let middle = max(0, 1 - below - beyond)
        let raisedBelow = max(half, below)
        let raisedBeyond = max(half, beyond)
        let excess = 1 - raisedBelow - raisedBeyond - middle
        let room = raisedBelow + raisedBeyond + middle - 3 * half
        guard room > 0 else { return }
        let newBelow = raisedBelow + excess / room * (raisedBelow - half)
        let newBeyond = raisedBeyond + excess / room * (raisedBeyond - half)
        let lowReach = NormalDistribution.upperQuantile(newBelow)
        let highReach = NormalDistribution.upperQuantile(newBeyond)
        guard lowReach + highReach > 0 else { return }
        state.mean[dimension] = (low * highReach + high * lowReach) / (lowReach + highReach)
        state.scales[dimension] *= (high - low) / (deviation * (lowReach + highReach))
    }
}

extension NormalDistribution {
    /// The point beyond which the mass `p` lies, by bisection to the last digits; p of 1e-300 … 1.
    static func upperQuantile(_ p: Double) -> Double {
        guard p <= 0.5 else { return -upperQuantile(1 - p) }
        var low = 0.0
        var high = 40.0
        for _ in 0..<60 {
            let middle = 0.5 * (low + high)
            if upperMass(middle) > p { low = middle } else { high = middle }
        }
        return 0.5 * (low + high)
    }
}
