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

    /// The value at `parameters`, and the gradient where it is asked for; -infinity where the covariance is singular.
    func evaluate(_ parameters: [Double], gradient: inout [Double]) -> Double {
        let variance = Elementary.exp(parameters[dimensions])
        let noise = Elementary.exp(parameters[dimensions + 1])
        var weights = [Double](repeating: 0, count: dimensions)
        for i in 0..<dimensions { weights[i] = Elementary.exp(-2 * parameters[i]) }

        var squares = [Double](repeating: 0, count: pairs)
        var correlation = [Double](repeating: 0, count: pairs)
        var slope = [Double](repeating: 0, count: pairs)
        distances.withUnsafeBufferPointer { distances in
            squares.withUnsafeMutableBufferPointer { squares in
                guard let squares = squares.baseAddress, let distances = distances.baseAddress else { return }
                for dimension in 0..<dimensions {
                    let weight = 5 * weights[dimension]
                    let column = distances + dimension * pairs
                    for pair in 0..<pairs { squares[pair] += weight * column[pair] }
                }
                correlation.withUnsafeMutableBufferPointer { correlation in
                    slope.withUnsafeMutableBufferPointer { slope in
                        guard let correlation = correlation.baseAddress, let slope = slope.baseAddress else { return }
                        for pair in 0..<pairs {
                            let s = squares[pair].squareRoot()
                            let e = variance * exponential(ofNegative: -s)
                            correlation[pair] = e * (1 + s + squares[pair] * (1.0 / 3))
                            slope[pair] = e * (1 + s) * (5.0 / 3)
                        }
                    }
                }
            }
        }

        var factor = Cholesky(capacity: count)
        var pair = 0
        for row in 0..<count {
            let appended = factor.append { target in
                for column in 0..<row {
                    target[column] = correlation[pair]
                    pair += 1
                }
                target[row] = variance + noise
            }
            guard appended else { return -.infinity }
        }
        let mean = ConstantMean(of: targets, factor: factor)
        let alpha = mean.alpha
        var value = -0.5 * mean.misfit - factor.halfLogDeterminant

        let inverse = factor.inverse()
        var trace = 0.0
        for i in 0..<count { trace += alpha[i] * alpha[i] - inverse[i * count + i] }
        // (α αᵀ - K⁻¹) below the diagonal, each pair standing for its mirror image too.
        var varianceSum = 0.5 * trace * variance
        inverse.withUnsafeBufferPointer { inverse in
            correlation.withUnsafeMutableBufferPointer { correlation in
                slope.withUnsafeMutableBufferPointer { slope in
                    var pair = 0
                    for row in 0..<count {
                        let a = alpha[row]
                        for column in 0..<row {
                            let outer = a * alpha[column] - inverse[row * count + column]
                            varianceSum += outer * correlation[pair]
                            slope[pair] *= outer
                            pair += 1
                        }
                    }
                    distances.withUnsafeBufferPointer { distances in
                        guard let slope = slope.baseAddress, let distances = distances.baseAddress else { return }
                        for dimension in 0..<dimensions {
                            gradient[dimension] = weights[dimension] * dot(slope, distances + dimension * pairs, pairs)
                        }
                    }
                }
            }
        }
        gradient[dimensions] = varianceSum
        gradient[dimensions + 1] = 0.5 * trace * noise
        value += prior.addDensity(at: parameters, gradient: &gradient)
        return value
    }
}
