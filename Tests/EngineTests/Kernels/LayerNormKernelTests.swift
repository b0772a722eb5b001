import CKernels
import Testing

@Suite("Kernels: layer norm")
struct LayerNormKernelTests {
    static var entries: [PartialKeyPath<hk_kernels>] { [\.layer_norm, \.layer_norm_backward] }

    static let shapes = [
        (0, 3), (1, 1), (3, 1), (2, 3), (5, 4), (3, 7), (4, 8), (2, 9), (2, 15), (3, 16), (5, 17), (2, 33), (19, 64),
        (2, 131), (331, 53),
    ]
    let epsilon: Float = 1e-3

    /// Where the sum of a row and its residual goes, where there is one.
    enum Sum: CaseIterable {
        case none, separate, inX, inResidual
    }

    @Test("rows are normalised, with a residual's sum or without", arguments: Sum.allCases)
    func forward(kind: Sum) {
        for (rows, n) in Self.shapes {
            let (x, residual) = (numbers(rows * n, 1), numbers(rows * n, 2))
            let (weight, bias) = (numbers(n, 3), numbers(n, 4))
            let dropout = kind == .inX ? hk_dropout.none : .some
            let sums = x.indices.map { place in
                kind == .none
                    ? Rounded(x[place])
                    : Rounded(x[place]) + Rounded(residual[place]) * Rounded(dropout.plainFactor(place))
            }
            let statistics = rowStatistics(of: sums, n, epsilon: epsilon)
            let normalized = sums.indices.map { place in
                let (mean, rstd) = (statistics[place / n * 2], statistics[place / n * 2 + 1])
                return (sums[place] - mean) * rstd * Rounded(weight[place % n]) + Rounded(bias[place % n])
            }
            for table in KernelTable.all {
                let found = table.results { call in
                    var mask = dropout
                    let (out, statistics) = (call.result(count: rows * n), call.result(count: rows * 2))
                    let sum: UnsafeMutablePointer<Float>? =
                        switch kind {
                        case .none: nil
                        case .separate: call.result(count: rows * n)
                        case .inX: call.result(x)
                        case .inResidual: call.result(residual)
                        }
                    let first = kind == .inX ? UnsafePointer(sum) : call.given(x)
                    let second =
                        kind == .inResidual ? UnsafePointer(sum) : kind == .none ? nil : call.given(residual)
                    call.kernels.layer_norm(
                        call.pool, rows, n, epsilon, first, second, &mask, sum, call.given(weight), call.given(bias),
                        out, statistics)
                }
                table.expect(found[0], near: normalized, "the rows of \((rows, n))")
                table.expect(found[1], near: statistics, "the statistics of \((rows, n))")
                if kind != .none { table.expect(found[2], near: sums, "the sums of \((rows, n))") }
            }
        }
    }

    @Test(
        "gradients of a layer norm agree with their definitions",
        arguments: [(false, false), (false, true), (true, false), (true, true)])
    func backward(option: (joined: Bool, accumulates: Bool)) {
        for (rows, n) in Self.shapes {
            let plain = PlainLayerNormGradient(
                rows: rows, n: n, epsilon: epsilon, joined: option.joined, accumulates: option.accumulates)
            let exact = plain.gradients()
            for table in KernelTable.all {
                let found = table.results { call in
                    var mask = plain.dropout
                    let flag: Int32 = option.accumulates ? 1 : 0
                    let dx = call.result(adding: option.accumulates, to: plain.before)
                    let dweight = call.result(adding: option.accumulates, to: plain.rowBefore)
                    let dbias = call.result(adding: option.accumulates, to: plain.rowBefore)
                    let dresidual = option.joined ? call.result(adding: option.accumulates, to: plain.before) : nil
                    call.kernels.layer_norm_backward(
                        call.pool, rows, n, call.given(plain.x), call.given(plain.weight),
                        call.given(plain.statistics), call.given(plain.dy),
                        option.joined ? call.given(plain.sumGradient) : nil, &mask, flag, dx, flag, dresidual, flag,
                        dweight, dbias)
                }
                for (number, name) in ["x", "the weight", "the bias", "the residual"].enumerated().prefix(found.count) {
                    table.expect(found[number], near: exact[number], "the gradient of \(name) of \((rows, n))")
                }
            }
        }
    }
}
