/// The logarithm of the posterior density of a Gaussian process's hyperparameters, and its gradient.
///
/// Parameters, all logarithms: one length for each dimension, the kernel's variance, the noise's variance.
/// `log p(y | θ) = -½ rᵀ K⁻¹ r - ½ log |K| - n/2 log 2π`, whose gradient is `½ tr((α αᵀ - K⁻¹) ∂K/∂θ)`, `α = K⁻¹ r`
/// (Rasmussen and Williams 2006, equations 5.8 and 5.9), plus the logarithms of the priors. `r = y - m` with the constant
/// mean `m` that maximises the whole, so that it adds nothing to the gradient.
struct MarginalLikelihood {
    let dimensions: Int
    let count: Int
    let targets: [Double]
    let prior: HyperparameterPrior
    /// Squared distances in one dimension after another; each holds the pairs (row, column < row) in order.
    private let distances: [Double]
    private let pairs: Int

    /// `points`: row-major by dimension, `count` coordinates each.
    init(points: [Double], count: Int, isCategory: [Bool], targets: [Double], prior: HyperparameterPrior) {
        self.dimensions = isCategory.count
        self.count = count
        self.targets = targets
        self.prior = prior
        let pairs = count * (count - 1) / 2
        self.pairs = pairs
        var distances = [Double](repeating: 0, count: pairs * isCategory.count)
        for dimension in isCategory.indices {
            var pair = dimension * pairs
            for row in 0..<count {
                let a = points[dimension * count + row]
                for column in 0..<row {
                    let b = points[dimension * count + column]
                    distances[pair] = isCategory[dimension] ? (a == b ? 0 : 1) : (a - b) * (a - b)
                    pair += 1
                }
            }
        }
        self.distances = distances
    }

    /// The value at `parameters`, its gradient in `gradient`; -infinity, and no gradient, where the covariance is singular.
    func evaluate(_ parameters: [Double], gradient: inout [Double]) -> Double {
        let variance = Elementary.exp(parameters[dimensions])
        let noise = Elementary.exp(parameters[dimensions + 1])
        let weights = parameters.prefix(dimensions).map { Elementary.exp(-2 * $0) }
        var kernel = kernel(variance: variance, weights: weights)
        guard let factor = factor(of: kernel, diagonal: variance + noise) else { return -.infinity }
        let mean = ConstantMean(of: targets, factor: factor)
        let value = -0.5 * mean.misfit - factor.halfLogDeterminant

        let inverse = factor.inverse()
        var trace = 0.0
        for i in 0..<count { trace += mean.alpha[i] * mean.alpha[i] - inverse[i * count + i] }
        gradient[dimensions] = weigh(
            &kernel, byOuterOf: mean.alpha, less: inverse, startingAt: 0.5 * trace * variance)
        gradient[dimensions + 1] = 0.5 * trace * noise
        fillLengths(of: &gradient, from: kernel, weights: weights)
        return value + prior.addDensity(at: parameters, gradient: &gradient)
    }

    /// The kernel below the diagonal, pair by pair as in `distances`.
    private struct Kernel {
        /// The covariances.
        var covariance: [Double]
        /// Their derivatives by the logarithm of a length, but for that dimension's weighted square distance.
        var slope: [Double]
    }

    /// The Matérn kernel with ν = 5/2 and its slope.
    private func kernel(variance: Double, weights: [Double]) -> Kernel {
        var squares = [Double](repeating: 0, count: pairs)
        var kernel = Kernel(covariance: squares, slope: squares)
        distances.withUnsafeBufferPointer { distances in
            squares.withUnsafeMutableBufferPointer { squares in
                guard let squares = squares.baseAddress, let distances = distances.baseAddress else { return }
                for dimension in 0..<dimensions {
                    let weight = 5 * weights[dimension]
                    let column = distances + dimension * pairs
                    for pair in 0..<pairs { squares[pair] += weight * column[pair] }
                }
                kernel.covariance.withUnsafeMutableBufferPointer { covariance in
                    kernel.slope.withUnsafeMutableBufferPointer { slope in
                        guard let covariance = covariance.baseAddress, let slope = slope.baseAddress else { return }
                        for pair in 0..<pairs {
                            let s = squares[pair].squareRoot()
                            let e = variance * exponential(ofNegative: -s)
                            covariance[pair] = e * (1 + s + squares[pair] * (1.0 / 3))
                            slope[pair] = e * (1 + s) * (5.0 / 3)
                        }
                    }
                }
            }
        }
        return kernel
    }

    /// The factor of the covariance matrix with the noise on its `diagonal`; nil where the matrix is singular.
    private func factor(of kernel: Kernel, diagonal: Double) -> Cholesky? {
        var factor = Cholesky(capacity: count)
        var pair = 0
        for row in 0..<count {
            let isAppended = factor.append { target in
                for column in 0..<row {
                    target[column] = kernel.covariance[pair]
                    pair += 1
                }
                target[row] = diagonal
            }
            guard isAppended else { return nil }
        }
        return factor
    }

    /// Multiplies the kernel's slope by `α αᵀ - K⁻¹` below the diagonal, each pair standing for its mirror image too.
    ///
    /// - Returns: `sum`, the diagonal's part, and the products with the covariances: the gradient by the variance.
    private func weigh(
        _ kernel: inout Kernel, byOuterOf alpha: [Double], less inverse: [Double], startingAt sum: Double
    ) -> Double {
        var sum = sum
        inverse.withUnsafeBufferPointer { inverse in
            kernel.covariance.withUnsafeBufferPointer { covariance in
                kernel.slope.withUnsafeMutableBufferPointer { slope in
                    var pair = 0
                    for row in 0..<count {
                        let a = alpha[row]
                        for column in 0..<row {
                            let outer = a * alpha[column] - inverse[row * count + column]
                            sum += outer * covariance[pair]
                            slope[pair] *= outer
                            pair += 1
                        }
                    }
                }
            }
        }
        return sum
    }

    /// The gradient by the logarithms of the lengths, from the weighed kernel.
    private func fillLengths(of gradient: inout [Double], from kernel: Kernel, weights: [Double]) {
        kernel.slope.withUnsafeBufferPointer { slope in
            distances.withUnsafeBufferPointer { distances in
                guard let slope = slope.baseAddress, let distances = distances.baseAddress else { return }
                for dimension in 0..<dimensions {
                    gradient[dimension] = weights[dimension] * dot(slope, distances + dimension * pairs, pairs)
                }
            }
        }
    }
}
