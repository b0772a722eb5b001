import CKernels
import Testing

@Suite("Kernels: batch norm")
struct BatchNormKernelTests {
    static var entries: [PartialKeyPath<hk_kernels>] { [\.batch_norm, \.batch_norm_backward] }

    static let shapes = [
        (1, 1), (2, 3), (3, 4), (7, 5), (5, 8), (9, 9), (63, 15), (64, 16), (65, 17), (4, 33), (129, 3), (200, 67),
    ]
    let epsilon: Float = 1e-2
    let momentum: Float = 0.3

    /// The mean and the sum of squared deviations of a column. The kernel may sum around any of its rows: numbers no
    /// larger than the column's spread, of which there are as many as rows.
    private func moments(_ column: [Float]) -> (mean: Rounded, squares: Rounded) {
        let values = column.map(Double.init)
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        let spread = (values.max() ?? 0) - (values.min() ?? 0)
        let growth = Rounded.growth(column.count + 2)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (
            Rounded(rounding: mean, passed: growth * spread),
            Rounded(value: squares, error: 3 * growth * count * spread * spread)
        )
    }

    private func column(_ x: [Float], _ i: Int, of n: Int) -> [Float] {
        stride(from: i, to: x.count, by: n).map { x[$0] }
    }

    @Test(
        "columns are normalised by the batch's statistics or by the running ones", arguments: KernelTable.all,
        [true, false])
    func forward(table: KernelTable, training: Bool) {
        for (rows, n) in Self.shapes {
            let x = numbers(rows * n, 1).map { $0 + 3 }
            let (weight, bias, mean, variance) = (
                numbers(n, 2), numbers(n, 3), numbers(n, 4), numbers(n, 5).map { abs($0) }
            )
            let found = table.results { call in
                var options = hk_batch_norm(epsilon: epsilon, momentum: momentum, training: training ? 1 : 0)
                let (out, statistics) = (call.result(count: rows * n), call.result(count: 2 * n))
                let (runningMean, runningVariance) = (call.result(mean), call.result(variance))
                call.kernels.batch_norm(
                    call.pool, rows, n, &options, call.given(x), call.given(weight), call.given(bias), runningMean,
                    runningVariance, out, statistics)
            }
            var statistics = (means: [Rounded](), deviations: [Rounded]())
            var running = (means: mean.map { Rounded($0) }, variances: variance.map { Rounded($0) })
            if training {
                let moments = (0..<n).map { self.moments(column(x, $0, of: n)) }
                let (old, new) = (.one - Rounded(momentum), Rounded(momentum))
                statistics.means = moments.map(\.mean)
                statistics.deviations = moments.map { $0.squares / Rounded(Float(rows)) }
                let unbiased = moments.map { $0.squares / Rounded(Float(max(rows - 1, 1))) }
                running.means = (0..<n).map { old * running.means[$0] + new * statistics.means[$0] }
                running.variances = (0..<n).map { old * running.variances[$0] + new * unbiased[$0] }
            } else {
                (statistics.means, statistics.deviations) = running
            }
            statistics.deviations = statistics.deviations.map { .one / ($0 + Rounded(epsilon)).squareRoot }
            let out = x.indices.map { place in
                let scale = statistics.deviations[place % n] * Rounded(weight[place % n])
                return Rounded(x[place]) * scale + (Rounded(bias[place % n]) - statistics.means[place % n] * scale)
            }
            table.expect(found[0], near: out, "the rows of \((rows, n))")
            table.expect(found[1], near: statistics.means + statistics.deviations, "the statistics of \((rows, n))")
            table.expect(found[2], near: running.means, "the running means of \((rows, n))")
            table.expect(found[3], near: running.variances, "the running variances of \((rows, n))")
        }
    }

    @Test("gradients of a batch norm agree with their definitions", arguments: KernelTable.all, [false, true])
    func backward(table: KernelTable, accumulates: Bool) {
        for (rows, n) in Self.shapes {
            let (x, dy, before) = (numbers(rows * n, 1), numbers(rows * n, 6), numbers(rows * n, 7))
            let (weight, rowBefore) = (numbers(n, 2), numbers(n, 8))
            let statistics = numbers(n, 4, scale: 0.1) + numbers(n, 5).map { 1 + abs($0) }
            let found = table.results { call in
                let flag: Int32 = accumulates ? 1 : 0
                let dx = call.result(adding: accumulates, to: before)
                let dweight = call.result(adding: accumulates, to: rowBefore)
                let dbias = call.result(adding: accumulates, to: rowBefore)
                call.kernels.batch_norm_backward(
                    call.pool, rows, n, call.given(x), call.given(weight), call.given(statistics), call.given(dy),
                    flag, dx, flag, dweight, dbias)
            }
            var exact: (dx: [Rounded], dweight: [Rounded], dbias: [Rounded]) = (
                [Rounded](repeating: Rounded(0), count: rows * n), [], []
            )
            for i in 0..<n {
                let (mean, rstd) = (Rounded(statistics[i]), Rounded(statistics[n + i]))
                let places = stride(from: i, to: rows * n, by: n)
                let h = places.map { (Rounded(x[$0]) - mean) * rstd }
                let slopes = places.map { Rounded(dy[$0]) }
                let (sum, products) = (Rounded.sum(slopes), Rounded.sum(zip(slopes, h).map { $0 * $1 }))
                exact.dweight.append(accumulates ? products + Rounded(rowBefore[i]) : products)
                exact.dbias.append(accumulates ? sum + Rounded(rowBefore[i]) : sum)
                let (count, factor) = (Rounded(Float(rows)), rstd * Rounded(weight[i]))
                for (row, place) in places.enumerated() {
                    let terms = [factor * slopes[row], -factor * sum / count, -factor * h[row] * products / count]
                    exact.dx[place] = .sum(terms + (accumulates ? [Rounded(before[place])] : []))
                }
            }
            table.expect(found[0], near: exact.dx, "the gradient of \((rows, n))")
            table.expect(found[1], near: exact.dweight, "the weight's gradient of \((rows, n))")
            table.expect(found[2], near: exact.dbias, "the bias's gradient of \((rows, n))")
        }
    }
}
