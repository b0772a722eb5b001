/// A Gaussian process's posterior over a function of mixed dimensions.
///
/// Observed points carry targets; pending ones (running trials) only take uncertainty away, as in GP-BUCB (Desautels
/// 2014): their values are not guessed at. The mean is a constant, estimated. Rasmussen and Williams 2006, algorithm 2.1.
struct GaussianProcess {
    let kernel: MaternKernel
    let noise: Double
    let dimensions: Int
    let count: Int
    private let observed: Int
    /// Coordinates by dimension, `count` each.
    private let points: [Double]
    private let factor: Cholesky
    private let mean: ConstantMean

    /// The posterior after `targets` at the first points; those beyond are pending. Nil where the covariance is not
    /// positive definite in floating point.
    init?(kernel: MaternKernel, noise: Double, points: [Double], count: Int, targets: [Double]) {
        self.kernel = kernel
        self.noise = noise
        self.dimensions = kernel.weights.count
        self.count = count
        self.points = points
        observed = targets.count
        var factor = Cholesky(capacity: count)
        var mean = ConstantMean(of: [], factor: factor)
        let dimensions = kernel.weights.count
        var x = [Double](repeating: 0, count: dimensions)
        for row in 0..<count {
            for i in 0..<dimensions { x[i] = points[i * count + row] }
            let appended = points.withUnsafeBufferPointer { points in
                guard let base = points.baseAddress else { return false }
                return factor.append { target in
                    kernel.row(base, stride: count, count: row, against: x, into: target)
                    target[row] = kernel.variance + noise
                }
            }
            guard appended else { return nil }
            if row + 1 == targets.count { mean = ConstantMean(of: targets, factor: factor) }
        }
        self.factor = factor
        self.mean = mean
    }

    /// The posterior mean and variance (without noise) of the function at `x`.
    func predict(_ x: [Double]) -> (mean: Double, variance: Double) {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { scratch in
            points.withUnsafeBufferPointer { points in
                x.withUnsafeBufferPointer { x in
                    guard let base = points.baseAddress, let x = x.baseAddress, let scratch = scratch.baseAddress else {
                        return (mean.value, kernel.variance)
                    }
                    kernel.row(base, stride: count, count: count, against: x, into: scratch)
                    let deviation = mean.alpha.withUnsafeBufferPointer { alpha in
                        alpha.baseAddress.map { dot($0, scratch, observed) } ?? 0
                    }
                    factor.solveLower(scratch)
                    let variance = kernel.variance - dot(scratch, scratch, count)
                    return (mean.value + deviation, max(variance, 1e-12))
                }
            }
        }
    }

    /// What the posterior without the trial itself says of each of the targets, none being pending.
    ///
    /// `y - [K⁻¹ (y - m)]ᵢ / [C⁻¹]ᵢᵢ`, where `C = K + 1 1ᵀ` holds the uncertainty of the mean too (Rasmussen and Williams
    /// 2006, equation 5.12). O(n³).
    func leaveOneOut(_ targets: [Double]) -> [Double] {
        precondition(targets.count == count, "every point has a target")
        let inverse = factor.inverse()
        let sums = (0..<count).map { row in
            inverse[(row * count)..<((row + 1) * count)].reduce(0, +)
        }
        let total = sums.reduce(1, +)
        return targets.indices.map { row in
            targets[row] - mean.alpha[row] / (inverse[row * count + row] - sums[row] * sums[row] / total)
        }
    }
}
