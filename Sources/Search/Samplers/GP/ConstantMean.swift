/// The constant that a Gaussian process's function varies about, estimated together with the rest.
///
/// Trials gather where results are good, so that their plain average is far better than what is to be expected of a place
/// that none of them is near. Generalised least squares counts trials that are close to one another as the little that
/// they tell: `m = 1ᵀ K⁻¹ y / (1ᵀ K⁻¹ 1 + 1)`, with a normal prior of deviation 1 about 0. Rasmussen and Williams 2006,
/// section 2.7.
struct ConstantMean {
    /// `m`.
    let value: Double
    /// `K⁻¹ (y - m)`.
    let alpha: [Double]
    /// `(y - m)ᵀ K⁻¹ (y - m) + m²`: twice what the residuals and the prior of `m` take from the log likelihood.
    let misfit: Double

    /// The mean of `targets` whose covariance has `factor`.
    init(of targets: [Double], factor: Cholesky) {
        var alpha = targets
        var weights = [Double](repeating: 1, count: targets.count)
        Self.solve(&alpha, factor)
        Self.solve(&weights, factor)
        var weighted = 0.0
        var total = 1.0
        for index in weights.indices {
            weighted += alpha[index]
            total += weights[index]
        }
        let mean = weighted / total
        var misfit = mean * mean
        for index in weights.indices {
            alpha[index] -= mean * weights[index]
            misfit += (targets[index] - mean) * alpha[index]
        }
        value = mean
        self.alpha = alpha
        self.misfit = misfit
    }

    private static func solve(_ vector: inout [Double], _ factor: Cholesky) {
        vector.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            factor.solveLower(base)
            factor.solveUpper(base)
        }
    }
}
