// The statistics of a layer norm and its gradients, by their definitions.

import CKernels

@testable import Engine

/// The mean and 1/deviation of each row of n.
func rowStatistics(of x: [Rounded], _ n: Int, epsilon: Float) -> [Rounded] {
    stride(from: 0, to: x.count, by: n).flatMap { start in
        let row = x[start..<start + n]
        let count = Rounded(Float(n))
        let mean = Rounded.sum(row) / count
        let squares = row.map { ($0 - mean) * ($0 - mean) }
        return [mean, .one / (.sum(squares) / count + Rounded(epsilon)).squareRoot]
    }
}

/// Rows x, their gradients dy after the normalisation, and what is kept of the way forward.
struct PlainLayerNormGradient {
    let rows, n: Int
    /// Whether the sum that is normalised has a gradient of its own, and a residual its share of both.
    let joined: Bool
    let accumulates: Bool
    let x, dy, sumGradient, before, weight, rowBefore: [Float]
    let statistics: [Float]
    let dropout: hk_dropout

    init(rows: Int, n: Int, epsilon: Float, joined: Bool, accumulates: Bool) {
        (self.rows, self.n, self.joined, self.accumulates) = (rows, n, joined, accumulates)
        (x, dy) = (numbers(rows * n, 1), numbers(rows * n, 5))
        (sumGradient, before) = (numbers(rows * n, 6), numbers(rows * n, 7))
        (weight, rowBefore) = (numbers(n, 3), numbers(n, 8))
        statistics = rowStatistics(of: x.map { Rounded($0) }, n, epsilon: epsilon).map { Float($0.value) }
        dropout = accumulates ? .none : .some
    }

    /// Gradients of x, the weight, the bias and the residual.
    func gradients() -> [[Rounded]] {
        func added(_ term: Rounded, _ place: Int) -> Rounded {
            accumulates ? term + Rounded(before[place]) : term
        }
        var (dx, dresidual): ([Rounded], [Rounded]) = ([], [])
        var weightTerms = rowBefore.map { accumulates ? [Rounded($0)] : [] }
        var biasTerms = weightTerms
        for r in 0..<rows {
            let (mean, rstd) = (Rounded(statistics[2 * r]), Rounded(statistics[2 * r + 1]))
            let h = (0..<n).map { (Rounded(x[r * n + $0]) - mean) * rstd }
            let g = (0..<n).map { Rounded(dy[r * n + $0]) * Rounded(weight[$0]) }
            let gMean = Rounded.sum(g) / Rounded(Float(n))
            let ghMean = Rounded.sum(zip(g, h).map { $0 * $1 }) / Rounded(Float(n))
            for i in 0..<n {
                let place = r * n + i
                weightTerms[i].append(Rounded(dy[place]) * h[i])
                biasTerms[i].append(Rounded(dy[place]))
                var d = rstd * (g[i] - gMean - h[i] * ghMean)
                if joined { d = d + Rounded(sumGradient[place]) }
                dx.append(added(d, place))
                dresidual.append(added(d * Rounded(dropout.plainFactor(place)), place))
            }
        }
        return [dx, weightTerms.map { .sum($0) }, biasTerms.map { .sum($0) }, dresidual]
    }
}
