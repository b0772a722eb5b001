// Linear regression with a penalty on the weights' squares (Hoerl and Kennard, 1970): w = (X'X + alpha I)^-1 X'y over
// centred columns, so that the intercept is not penalised.

/// A fitted linear model of one target.
struct RidgeRegression {
    private let means: [Double]
    private let weights: [Double]
    private let intercept: Double

    /// Fits rows of `means.count` features, at least one row.
    init(_ rows: [[Double]], targets: [Double], alpha: Double) {
        let width = rows.first?.count ?? 0
        let count = Double(max(rows.count, 1))
        let means = (0..<width).map { column in rows.reduce(0) { $0 + $1[column] } / count }
        let mean = targets.reduce(0, +) / count
        var matrix = [Double](repeating: 0, count: width * width)
        var right = [Double](repeating: 0, count: width)
        for (row, target) in zip(rows, targets) {
            for i in 0..<width {
                let left = row[i] - means[i]
                right[i] += left * (target - mean)
                for j in 0...i { matrix[i * width + j] += left * (row[j] - means[j]) }
            }
        }
        for i in 0..<width { matrix[i * width + i] += alpha }
        self.means = means
        intercept = mean
        weights = Self.solve(&matrix, right, width: width)
    }

    func predict(_ row: [Double]) -> Double {
        var sum = intercept
        for index in weights.indices { sum += weights[index] * (row[index] - means[index]) }
        return sum
    }

    /// Cholesky's factorisation of the lower triangle in place, then both substitutions.
    private static func solve(_ matrix: inout [Double], _ right: [Double], width: Int) -> [Double] {
        for i in 0..<width {
            for j in 0...i {
                var sum = matrix[i * width + j]
                for k in 0..<j { sum -= matrix[i * width + k] * matrix[j * width + k] }
                matrix[i * width + j] = i == j ? max(sum, 1e-12).squareRoot() : sum / matrix[j * width + j]
            }
        }
        var solution = right
        for i in 0..<width {
            for k in 0..<i { solution[i] -= matrix[i * width + k] * solution[k] }
            solution[i] /= matrix[i * width + i]
        }
        for i in (0..<width).reversed() {
            for k in i + 1..<width { solution[i] -= matrix[k * width + i] * solution[k] }
            solution[i] /= matrix[i * width + i]
        }
        return solution
    }
}
