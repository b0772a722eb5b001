import CKernels
import Testing

@testable import Engine

@Suite("Kernels: matrix products")
struct ProductKernelTests {
    static var entries: [PartialKeyPath<hk_kernels>] { [\.gemm] }

    /// Sizes around those of tiles (rows 4, 6, 14, 16; columns 8, 16, 32), around what is packed at once (rows 224,
    /// depths 256 and 512) and around the smallest that go on integer tiles (32, 16, 32).
    static let shapes = [
        (1, 1, 1), (3, 5, 0), (2, 3, 5), (3, 4, 7), (4, 8, 9), (5, 7, 16), (6, 9, 17), (7, 15, 15), (13, 16, 31),
        (14, 17, 33), (15, 31, 3), (17, 33, 8), (29, 32, 13), (31, 40, 65), (35, 67, 19), (23, 5, 257), (5, 37, 515),
        (231, 3, 4), (32, 16, 32), (33, 17, 65), (34, 18, 515), (33, 293, 35), (291, 17, 33),
    ]

    /// The arguments of a product of these factors, stored as it is asked.
    private func arguments(
        _ plain: PlainProduct, _ call: KernelCall, transposeA: Bool = false, transposeB: Bool = false
    ) -> hk_gemm {
        var g = hk_gemm()
        (g.m, g.n, g.k) = (plain.m, plain.n, plain.k)
        let (aWidth, bWidth) = (transposeA ? plain.m : plain.k, transposeB ? plain.k : plain.n)
        (g.lda, g.ldb, g.ldc) = (aWidth + 3, bWidth + 1, plain.n + 2)
        (g.transpose_a, g.transpose_b) = (transposeA ? 1 : 0, transposeB ? 1 : 0)
        g.a = call.given(
            PlainProduct.stored(plain.a, rows: plain.m, columns: plain.k, transposed: transposeA), width: aWidth,
            stride: g.lda)
        g.b = call.given(
            PlainProduct.stored(plain.b, rows: plain.k, columns: plain.n, transposed: transposeB), width: bWidth,
            stride: g.ldb)
        return g
    }

    @Test("products of factors stored either way, added or not, with sums of rows", arguments: shapes)
    func product(shape: (m: Int, n: Int, k: Int)) {
        let plain = PlainProduct(shape.m, shape.n, shape.k)
        let (before, rowBefore) = (numbers(plain.m * plain.n, 3), numbers(plain.m, 4))
        for (way, accumulates) in [(0, false), (1, true), (2, false), (3, true), (0, true), (1, false)] {
            let (transposeA, transposeB) = (way & 1 != 0, way & 2 != 0)
            let rowSums = (0..<plain.m).map { i in
                let terms = plain.a[i * plain.k..<(i + 1) * plain.k].map { Rounded($0) }
                return Rounded.sum(terms + (accumulates ? [Rounded(rowBefore[i])] : []))
            }
            for table in KernelTable.all {
                let found = table.results { call in
                    var g = arguments(plain, call, transposeA: transposeA, transposeB: transposeB)
                    g.accumulate = accumulates ? 1 : 0
                    g.c = call.result(before.map { accumulates ? $0 : .nan }, width: plain.n, stride: g.ldc)
                    g.row_sum = call.result(adding: accumulates, to: rowBefore)
                    call.kernels.gemm(call.pool, &g)
                }
                let what = "\(shape)\(transposeA ? ", a transposed" : "")\(transposeB ? ", b transposed" : "")"
                let exact = plain.result(of: table, before: accumulates ? before : nil)
                table.expect(found[0], near: exact, "the product of \(what)")
                table.expect(found[1], near: rowSums, "sums of the rows of \(what)")
            }
        }
    }

    @Test("bias, activation, what is before it, and dropout", arguments: Activation.allCases)
    func finished(activation: Activation) {
        for (m, n, k) in [(1, 1, 1), (5, 7, 3), (15, 31, 9), (17, 33, 5), (33, 16, 40), (6, 41, 257), (260, 17, 32)] {
            let plain = PlainProduct(m, n, k)
            let bias = numbers(n, 5)
            for table in KernelTable.all {
                for (dropout, keeps) in [(hk_dropout.none, false), (.some, false), (.some, true)] {
                    let found = table.results { call in
                        var g = arguments(plain, call, transposeB: true)
                        (g.bias, g.activation, g.dropout) = (call.given(bias), activation.code, dropout)
                        let empty = [Float](repeating: .nan, count: m * n)
                        g.c = call.result(empty, width: n, stride: g.ldc)
                        if keeps { g.pre_activation = call.result(empty, width: n, stride: g.ldc) }
                        call.kernels.gemm(call.pool, &g)
                    }
                    let sums = plain.result(of: table, before: nil).enumerated().map { $1 + Rounded(bias[$0 % n]) }
                    let exact = sums.enumerated().map {
                        activation.plain($1) * Rounded(dropout.plainFactor($0))
                    }
                    table.expect(found[0], near: exact, "\(activation) of the product of \((m, n, k))")
                    if keeps { table.expect(found[1], near: sums, "the sum before \(activation) of \((m, n, k))") }
                }
            }
        }
    }

    @Test("a gate multiplies the first factor in place by a slope and its mask", arguments: Activation.allCases)
    func gated(activation: Activation) {
        for (m, n, k) in [(1, 1, 1), (5, 7, 3), (15, 9, 31), (17, 5, 33), (33, 17, 47), (40, 16, 32), (300, 1, 61)] {
            let (dy, b) = (numbers(m * k, 6), numbers(k * n, 2))
            for dropout in [hk_dropout.none, .some] {
                let isMasked = dropout.threshold != 0
                // Relu's output shows what was dropped, and passes the scale on.
                var gate = numbers(m * k, 7, scale: activation == .sigmoid || activation == .tanh ? 1 : 3)
                if activation == .relu {
                    for place in gate.indices { gate[place] = max(gate[place], 0) * dropout.plainFactor(place) }
                }
                let slopes = dy.indices.map { place in
                    let factor = activation == .relu && isMasked ? dropout.scale : dropout.plainFactor(place)
                    return Rounded(dy[place]) * activation.plainSlope(gate[place]) * Rounded(factor)
                }
                for table in KernelTable.all {
                    let found = table.results { call in
                        let plain = PlainProduct(m, n, 0)
                        var g = arguments(plain, call)
                        (g.k, g.lda) = (k, k + 3)
                        g.a = UnsafePointer(call.result(dy, width: k, stride: g.lda))
                        g.b = call.given(b, width: n, stride: g.ldb)
                        g.c = call.result([Float](repeating: .nan, count: m * n), width: n, stride: g.ldc)
                        g.gate = call.given(gate, width: k, stride: g.lda)
                        (g.gate_kind, g.dropout) = (activation.code, dropout)
                        g.row_sum = call.result(count: m)
                        call.kernels.gemm(call.pool, &g)
                    }
                    table.expect(found[0], near: slopes, "gradients before \(activation) of \((m, k))")
                    let product = PlainProduct(m, n, k, a: found[0], b: b)
                    table.expect(
                        found[1], near: product.result(of: table, before: nil), "their product of \((m, n, k))")
                    let sums = (0..<m).map { Rounded.sum(found[0][$0 * k..<($0 + 1) * k].map { Rounded($0) }) }
                    table.expect(found[2], near: sums, "their sums of rows of \((m, n, k))")
                }
            }
        }
    }

    @Test("a product of no rows or no columns writes nothing", arguments: KernelTable.all, [(0, 5, 3), (5, 0, 3)])
    func empty(table: KernelTable, shape: (m: Int, n: Int, k: Int)) {
        let plain = PlainProduct(shape.m, shape.n, shape.k)
        let found = table.results { call in
            var g = arguments(plain, call)
            g.c = call.result([1, 2])
            call.kernels.gemm(call.pool, &g)
        }
        #expect(found == [[1, 2]])
    }
}
