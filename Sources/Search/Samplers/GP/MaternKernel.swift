/// The Matern 5/2 kernel over mixed dimensions, one length for each (automatic relevance determination).
///
/// `k(x, y) = v (1 + s + s²/3) exp(-s)`, `s² = 5 Σᵢ wᵢ dᵢ(x, y)²`, where `wᵢ` is the inverse square of the length. On a
/// line `dᵢ` is the difference; between choices without order it is 0 or 1 (Hamming), so that the sum is the squared
/// distance of one-hot codes and the kernel stays positive definite. Rasmussen and Williams 2006, equation 4.17.
struct MaternKernel {
    /// For each dimension, whether it has no order.
    let isCategory: [Bool]
    /// `wᵢ`, one for each dimension.
    var weights: [Double]
    /// `v`, the value at distance 0.
    var variance: Double

    /// Writes `k(points[p], x)` for `p < count`; `points` holds each dimension's coordinates in a row of its own, the
    /// rows `stride` apart.
    func row(
        _ points: UnsafePointer<Double>, stride: Int, count: Int, against x: UnsafePointer<Double>,
        into target: UnsafeMutablePointer<Double>
    ) {
        for p in 0..<count { target[p] = 0 }
        for dimension in 0..<weights.count {
            let weight = 5 * weights[dimension]
            let column = points + dimension * stride
            let coordinate = x[dimension]
            if isCategory[dimension] {
                for p in 0..<count { target[p] += column[p] == coordinate ? 0 : weight }
            } else {
                for p in 0..<count {
                    let difference = column[p] - coordinate
                    target[p] += weight * difference * difference
                }
            }
        }
        for p in 0..<count {
            let s = target[p].squareRoot()
            target[p] = variance * (1 + s + target[p] * (1.0 / 3)) * exponential(ofNegative: -s)
        }
    }
}
