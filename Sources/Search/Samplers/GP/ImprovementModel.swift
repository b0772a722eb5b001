/// A fitted Gaussian process together with what is to be improved upon.
struct ImprovementModel {
    private let process: GaussianProcess
    /// The largest posterior mean at an observed point: noise does not make an incumbent.
    private let incumbent: Double

    /// How many deviations above the mean still count as likely.
    private static let confidence = 4.0

    /// What the observed points and targets are best explained by.
    struct Fit {
        let kernel: MaternKernel
        let noise: Double
        /// By how much the logarithm of the targets' likelihood is larger than that of the best constant with noise.
        let gain: Double
    }

    /// The kernel and the noise that maximise the posterior density of the hyperparameters.
    static func fit(_ points: [[Double]], targets: [Double], isCategory: [Bool], evaluations: Int) -> Fit {
        let dimensions = isCategory.count
        let prior = HyperparameterPrior(dimensions: dimensions)
        let likelihood = MarginalLikelihood(
            points: flat(points, dimensions: dimensions), count: points.count, isCategory: isCategory,
            targets: targets, prior: prior)
        var optimizer = BoundedQuasiNewton(lower: prior.lower, upper: prior.upper)
        optimizer.evaluations = evaluations
        let (best, least) = optimizer.minimize(from: prior.start) { parameters, gradient in
            let value = likelihood.evaluate(parameters, gradient: &gradient)
            for index in gradient.indices { gradient[index] = -gradient[index] }
            return -value
        }
        let weights = best.prefix(dimensions).map { Elementary.exp(-2 * $0) }
        let kernel = MaternKernel(isCategory: isCategory, weights: weights, variance: Elementary.exp(best[dimensions]))
        var gradient = [Double](repeating: 0, count: best.count)
        let likelihoodOfAll = -least - prior.addDensity(at: best, gradient: &gradient)
        return Fit(
            kernel: kernel, noise: Elementary.exp(best[dimensions + 1]),
            gain: likelihoodOfAll - logLikelihoodOfConstant(targets))
    }

    /// The logarithm of the likelihood of independent normal numbers about their mean, but for the constant that the
    /// process's lacks too: `-n/2 (1 + log σ²)`.
    private static func logLikelihoodOfConstant(_ targets: [Double]) -> Double {
        let count = Double(targets.count)
        let mean = targets.reduce(0, +) / count
        let variance = targets.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
        return -0.5 * count * (1 + Elementary.log(max(variance, .leastNormalMagnitude)))
    }

    /// The posterior after the `observed` points and with the `pending` ones; nil where it cannot be computed.
    init?(kernel: MaternKernel, noise: Double, observed: [[Double]], targets: [Double], pending: [[Double]]) {
        let points = Self.flat(observed + pending, dimensions: kernel.weights.count)
        let process = GaussianProcess(
            kernel: kernel, noise: noise, points: points, count: observed.count + pending.count, targets: targets)
        guard let process else { return nil }
        self.process = process
        incumbent = observed.map { process.predict($0).mean }.max() ?? 0
    }

    /// The logarithm of the augmented expected improvement at `point`: of the improvement, times the share of a trial's
    /// own deviation there that is not noise. Where the model knows all but the noise, one more trial teaches nothing.
    ///
    /// Huang and others, "Global optimization of stochastic black-box systems via sequential kriging meta-models", 2006.
    func logExpectedImprovement(_ point: [Double]) -> Double {
        let (mean, variance) = process.predict(point)
        let deviation = variance.squareRoot()
        // 1 - sqrt(noise / (variance + noise)) without cancellation.
        let known = variance / (variance + process.noise)
        let share = known / (1 + (1 - known).squareRoot())
        return Elementary.log(deviation * share)
            + NormalDistribution.logExpectedImprovement((mean - incumbent) / deviation)
    }

    /// The upper end of what is likely at `point`: largest far from all trials, unless what is near them promises more.
    ///
    /// Srinivas and others, "Gaussian process optimization in the bandit setting", 2010.
    func upperConfidenceBound(_ point: [Double]) -> Double {
        let (mean, variance) = process.predict(point)
        return mean + Self.confidence * variance.squareRoot()
    }

    /// How likely a trial at `point` has a target above `threshold`.
    func probability(at point: [Double], above threshold: Double) -> Double {
        let (mean, variance) = process.predict(point)
        let z = (mean - threshold) / (variance + process.noise).squareRoot()
        let smaller = NormalDistribution.upperMass(abs(z))
        return z > 0 ? 1 - smaller : smaller
    }

    /// What the posterior without the trial itself says of each observed target; no trial may be pending.
    func leaveOneOut(_ targets: [Double]) -> [Double] { process.leaveOneOut(targets) }

    /// Points one after another as dimensions one after another.
    private static func flat(_ points: [[Double]], dimensions: Int) -> [Double] {
        var result = [Double](repeating: 0, count: points.count * dimensions)
        for (index, point) in points.enumerated() {
            for dimension in 0..<dimensions { result[dimension * points.count + index] = point[dimension] }
        }
        return result
    }
}
