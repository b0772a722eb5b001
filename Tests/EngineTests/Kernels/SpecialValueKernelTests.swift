import CKernels
import Testing

@testable import Engine

@Suite("Kernels: infinities and NaNs go where the plain loops take them, and nowhere else")
struct SpecialValueKernelTests {
    static let specials: [Float] = [.nan, .infinity, -.infinity]

    @Test("a product's row or column", arguments: [(3, 5, 4), (15, 17, 9), (17, 33, 21), (35, 18, 40)])
    func product(shape: (m: Int, n: Int, k: Int)) {
        let (m, n, k) = shape
        for value in Self.specials {
            // The last of a row of one factor, and of a column of the other.
            var (a, b) = (numbers(m * k, 1), numbers(k * n, 2))
            a[(m - 1) * k + k - 1] = value
            b[(k - 1) * n + 1] = value
            let plain = PlainProduct(m, n, k, a: a, b: b)
            for table in KernelTable.all {
                let found = table.results { call in
                    var g = hk_gemm()
                    (g.m, g.n, g.k) = (m, n, k)
                    (g.a, g.lda, g.b, g.ldb) = (call.given(a), k, call.given(b), n)
                    (g.c, g.ldc) = (call.result(count: m * n), n)
                    call.kernels.gemm(call.pool, &g)
                }
                table.expect(found[0], near: plain.result(of: table, before: nil), "the product of \(shape)")
            }
        }
    }

    @Test("a layer norm's row", arguments: [1, 3, 5, 8, 17, 33])
    func layerNorm(n: Int) {
        let (weight, bias) = (numbers(n, 2), numbers(n, 3))
        for value in Self.specials {
            var x = numbers(4 * n, 1)
            x[2 * n - 1] = value
            let statistics = rowStatistics(of: x.map { Rounded($0) }, n, epsilon: 1e-3)
            let exact = x.indices.map { place in
                (Rounded(x[place]) - statistics[place / n * 2]) * statistics[place / n * 2 + 1]
                    * Rounded(weight[place % n]) + Rounded(bias[place % n])
            }
            for table in KernelTable.all {
                let found = table.results { call in
                    let (out, statistics) = (call.result(count: 4 * n), call.result(count: 8))
                    call.kernels.layer_norm(
                        call.pool, 4, n, 1e-3, call.given(x), nil, nil, nil, call.given(weight), call.given(bias), out,
                        statistics)
                }
                table.expect(found[0], near: exact, "a row with \(value) of \(n)")
            }
        }
    }

    @Test("the queries that see a key, and not those that it is hidden from", arguments: [false, true])
    func attention(masked: Bool) {
        let shape = PlainAttention(heads: 2, time: 7, memory: 7, width: 5, causal: !masked, masked: masked)
        for value in Self.specials {
            // Key 4 is hidden by a mask or from the queries before it; query 2 sees others.
            for (queries, keys) in [([23: value], [:]), ([:], [42: value])] {
                var plain = shape
                (plain.specialQueries, plain.specialKeys) = (queries, keys)
                let exact = plain.forward()
                for table in KernelTable.all {
                    let found = table.results { call in
                        var a = hk_attention()
                        (a.batch, a.heads, a.time, a.memory_time, a.width) = (1, 2, 7, 7, 5)
                        (a.scale, a.causal) = (plain.scale, plain.causal ? 1 : 0)
                        (a.q, a.k, a.v) = (call.given(plain.q), call.given(plain.k), call.given(plain.v))
                        (a.q_stride, a.k_stride, a.v_stride, a.out_stride) = (10, 10, 10, 10)
                        a.key_mask = plain.keyMask.map { call.given($0) }
                        a.out = call.result(count: exact.out.count)
                        a.statistics = call.result(count: exact.statistics.count)
                        call.kernels.attention(call.pool, &a)
                    }
                    table.expect(found[0], near: exact.out, "the attention with \(value)")
                }
            }
        }
    }

    @Test("a batch norm's column", arguments: KernelTable.all, [3, 17])
    func batchNorm(table: KernelTable, n: Int) {
        func normalized(_ x: [Float]) -> [Float] {
            table.results { call in
                var options = hk_batch_norm(epsilon: 1e-3, momentum: 0.1, training: 1)
                let ones = [Float](repeating: 1, count: n)
                call.kernels.batch_norm(
                    call.pool, 70, n, &options, call.given(x), call.given(ones), call.given(ones), call.result(ones),
                    call.result(ones), call.result(count: 70 * n), call.result(count: 2 * n))
            }[2]
        }
        let x = numbers(70 * n, 1)
        for value in Self.specials {
            var special = x
            special[69 * n + 1] = value
            let (found, expected) = (normalized(special), normalized(x))
            for place in x.indices {
                #expect(place % n == 1 ? found[place].isNaN : found[place] == expected[place])
            }
        }
    }

    @Test("sums of squares and losses", arguments: KernelTable.all, [1, 5, 16, 33, 16_390])
    func sums(table: KernelTable, n: Int) {
        for value in Self.specials {
            var x = numbers(n, 1)
            x[n - 1] = value
            let target = numbers(n, 2)
            let found = table.results { call in
                let sum = call.kernels.sum_of_squares(call.pool, n, call.given(x))
                _ = call.result([Float(sum)])
                call.kernels.mse_cosine(
                    call.pool, 1, n, call.given(x), call.given(target), 1, 0, call.result(count: 4),
                    call.result(count: 3))
            }
            #expect(value.isNaN ? found[0][0].isNaN : found[0][0] == .infinity)
            #expect(!found[2][0].isFinite && (value.isNaN ? found[2][1].isNaN : found[2][1] == .infinity))
        }
    }
}
