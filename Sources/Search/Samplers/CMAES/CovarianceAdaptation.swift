/// The state of a covariance matrix adaptation evolution strategy, and its step from one generation to the next.
///
/// Points are drawn as `m + σ A L z`, where `z` is standard normal, `L Lᵀ = C` and `A` is the diagonal that the margin
/// widens. Hansen, "The CMA evolution strategy: a tutorial", 2016, with its default constants; the path of the step
/// size is whitened by the Cholesky factor as in Krause 2016, so that no eigenvectors are needed.
struct CovarianceAdaptation {
    let dimensions: Int
    /// λ, the number of points in a generation.
    let population: Int
    /// m, the mean of the next points.
    var mean: [Double]
    /// σ, the overall step size.
    private(set) var step: Double
    /// The diagonal of A.
    var scales: [Double]
    /// C, row-major.
    private(set) var covariance: [Double]

    private var factor: Cholesky
    private var stepPath: [Double]
    private var covariancePath: [Double]
    private var generation = 0
    private let constants: Constants

    /// The learning rates, functions of the number of dimensions alone (table 1 of the tutorial).
    private struct Constants {
        let weights: [Double]
        let effective: Double
        let stepRate: Double
        let damping: Double
        let pathRate: Double
        let rankOne: Double
        let rankMany: Double
        let expectedLength: Double

        init(dimensions: Int, population: Int) {
            let n = Double(dimensions)
            let raw = (1...(population / 2)).map {
                Elementary.log((Double(population) + 1) / 2) - Elementary.log(Double($0))
            }
            let sum = raw.reduce(0, +)
            weights = raw.map { $0 / sum }
            let effective = 1 / weights.reduce(0) { $0 + $1 * $1 }
            self.effective = effective
            stepRate = (effective + 2) / (n + effective + 5)
            damping = 1 + 2 * max(0, ((effective - 1) / (n + 1)).squareRoot() - 1) + stepRate
            pathRate = (4 + effective / n) / (n + 4 + 2 * effective / n)
            let rankOne = 2 / ((n + 1.3) * (n + 1.3) + effective)
            self.rankOne = rankOne
            rankMany = min(1 - rankOne, 2 * (effective - 2 + 1 / effective) / ((n + 2) * (n + 2) + effective))
            expectedLength = n.squareRoot() * (1 - 1 / (4 * n) + 1 / (21 * n * n))
        }
    }

    /// The state before the first generation: around `mean`, with deviation `step` in every direction.
    init(mean: [Double], step: Double) {
        dimensions = mean.count
        population = 4 + Int(3 * Elementary.log(Double(max(1, mean.count))))
        self.mean = mean
        self.step = step
        scales = [Double](repeating: 1, count: mean.count)
        covariance = [Double](repeating: 0, count: mean.count * mean.count)
        for index in mean.indices { covariance[index * mean.count + index] = 1 }
        factor = Cholesky(capacity: mean.count)
        stepPath = [Double](repeating: 0, count: mean.count)
        covariancePath = stepPath
        constants = Constants(dimensions: mean.count, population: population)
        refactor()
    }

    /// The deviation of a point in one dimension.
    func deviation(_ dimension: Int) -> Double {
        step * scales[dimension] * covariance[dimension * dimensions + dimension].squareRoot()
    }

    /// One point.
    func draw(using generator: inout Generator) -> [Double] {
        let z = (0..<dimensions).map { _ in generator.normal() }
        return (0..<dimensions).map { row in
            var sum = 0.0
            for column in 0...row { sum += factor.elements[row * factor.stride + column] * z[column] }
            return mean[row] + step * scales[row] * sum
        }
    }

    /// The next generation's state, from this one's points, the best first.
    mutating func update(_ points: [[Double]]) {
        generation += 1
        let n = dimensions
        let best = points.prefix(constants.weights.count)
        let steps = best.map { point in (0..<n).map { (point[$0] - mean[$0]) / (step * scales[$0]) } }
        var move = [Double](repeating: 0, count: n)
        for (weight, step) in zip(constants.weights, steps) {
            for index in 0..<n { move[index] += weight * step[index] }
        }
        for index in 0..<n { mean[index] += step * scales[index] * move[index] }

        var white = move
        white.withUnsafeMutableBufferPointer { buffer in
            if let base = buffer.baseAddress { factor.solveLower(base) }
        }
        let stepRate = constants.stepRate
        let stepGain = (stepRate * (2 - stepRate) * constants.effective).squareRoot()
        for index in 0..<n { stepPath[index] = (1 - stepRate) * stepPath[index] + stepGain * white[index] }
        let length = stepPath.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let settled = 1 - Elementary.exp(2 * Double(generation) * Elementary.log(1 - stepRate))
        let isShort = length / settled.squareRoot() < (1.4 + 2 / Double(n + 1)) * constants.expectedLength

        let pathRate = constants.pathRate
        let pathGain = isShort ? (pathRate * (2 - pathRate) * constants.effective).squareRoot() : 0
        for index in 0..<n { covariancePath[index] = (1 - pathRate) * covariancePath[index] + pathGain * move[index] }
        let (one, many) = (constants.rankOne, constants.rankMany)
        let keep = 1 - one - many + (isShort ? 0 : one * pathRate * (2 - pathRate))
        for row in 0..<n {
            for column in 0..<n {
                var sum = keep * covariance[row * n + column] + one * covariancePath[row] * covariancePath[column]
                for (weight, step) in zip(constants.weights, steps) { sum += many * weight * step[row] * step[column] }
                covariance[row * n + column] = sum
            }
        }
        let change = stepRate / constants.damping * (length / constants.expectedLength - 1)
        step = min(max(step * Elementary.exp(min(1, change)), 1e-12), 1e3)
        refactor()
    }

    /// Factors C; where rounding has cost it its definiteness, its diagonal is raised.
    private mutating func refactor() {
        var ridge = 0.0
        for _ in 0..<40 {
            factor = Cholesky(capacity: dimensions)
            var complete = true
            for row in 0..<dimensions where complete {
                complete = factor.append { target in
                    for column in 0...row { target[column] = covariance[row * dimensions + column] }
                    target[row] += ridge
                }
            }
            if complete { break }
            ridge = max(1e-14, ridge * 10)
        }
        for index in 0..<dimensions { covariance[index * dimensions + index] += ridge }
    }
}
