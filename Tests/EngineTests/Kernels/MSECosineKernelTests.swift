import CKernels
import Testing

@Suite("Kernels: mean squared error with cosine similarity")
struct MSECosineKernelTests {
    static var entries: [PartialKeyPath<hk_kernels>] { [\.mse_cosine, \.mse_cosine_backward] }

    static let shapes = [
        (1, 1), (3, 2), (2, 3), (4, 4), (3, 7), (2, 9), (5, 15), (3, 16), (2, 17), (3, 33), (5, 67), (331, 53),
    ]
    let mseWeight: Float = 0.3
    let cosineWeight: Float = 0.7

    /// Rows in ±1 whose first is zero where there are more than two: a norm below 1e-8 is taken for that.
    private func rows(_ shape: (rows: Int, n: Int), _ stream: UInt64) -> [Float] {
        let values = numbers(shape.rows * shape.n, stream)
        return shape.rows > 2 ? [Float](repeating: 0, count: shape.n) + values.dropFirst(shape.n) : values
    }

    /// x.t, x.x, t.t and |x-t|^2 of a row.
    private func parts(_ x: ArraySlice<Float>, _ target: ArraySlice<Float>) -> [Rounded] {
        let pairs = zip(x, target).map { (Rounded($0), Rounded($1)) }
        let differences = pairs.map { $0 - $1 }
        return [
            .sum(pairs.map { $0 * $1 }), .sum(pairs.map { $0.0 * $0.0 }), .sum(pairs.map { $0.1 * $0.1 }),
            .sum(differences.map { $0 * $0 }),
        ]
    }

    @Test("the loss, its parts and those of the rows agree with their definitions", arguments: KernelTable.all, shapes)
    func forward(table: KernelTable, shape: (rows: Int, n: Int)) {
        let (x, target) = (rows(shape, 1), numbers(shape.rows * shape.n, 2))
        let found = table.results { call in
            let (rowParts, parts) = (call.result(count: 4 * shape.rows), call.result(count: 3))
            call.kernels.mse_cosine(
                call.pool, shape.rows, shape.n, call.given(x), call.given(target), mseWeight, cosineWeight,
                rowParts, parts)
        }
        let parts = (0..<shape.rows).map { r in
            let row = r * shape.n..<(r + 1) * shape.n
            return self.parts(x[row], target[row])
        }
        table.expect(found[0], near: parts.flatMap { $0 }, "the rows' parts of \(shape)")
        let cosines = parts.map { $0[0] / ($0[1].squareRoot.atLeast(1e-8) * $0[2].squareRoot.atLeast(1e-8)) }
        let mse = Rounded.sum(parts.map { $0[3] }) / Rounded(Float(shape.rows * shape.n))
        let cosine = Rounded.sum(cosines) / Rounded(Float(shape.rows))
        let total = Rounded(mseWeight) * mse + Rounded(cosineWeight) * (.one - cosine)
        table.expect(found[1], near: [total, mse, cosine], "the parts of \(shape)")
    }

    @Test("the loss's gradient agrees with its definition", arguments: KernelTable.all, shapes)
    func backward(table: KernelTable, shape: (rows: Int, n: Int)) {
        let (x, target) = (rows(shape, 1), numbers(shape.rows * shape.n, 2))
        let before = numbers(shape.rows * shape.n, 3)
        let parts = (0..<shape.rows).flatMap { r in
            let row = r * shape.n..<(r + 1) * shape.n
            return self.parts(x[row], target[row]).map { Float($0.value) }
        }
        let scale: Float = 1.7
        for accumulates in [false, true] {
            let found = table.results { call in
                let dx = call.result(adding: accumulates, to: before)
                call.kernels.mse_cosine_backward(
                    call.pool, shape.rows, shape.n, call.given(x), call.given(target), mseWeight, cosineWeight,
                    parts, [scale], accumulates ? 1 : 0, dx)
            }
            let squares = Rounded(scale) * Rounded(mseWeight) * Rounded(2) / Rounded(Float(shape.rows * shape.n))
            let factor = -Rounded(scale) * Rounded(cosineWeight) / Rounded(Float(shape.rows))
            var exact: [Rounded] = []
            for r in 0..<shape.rows {
                let norm = Rounded(parts[4 * r + 1]).squareRoot
                let other = Rounded(parts[4 * r + 2]).squareRoot.atLeast(1e-8)
                let alongTarget = factor / (norm.atLeast(1e-8) * other)
                let alongX =
                    norm.value > 1e-8 ? -factor * Rounded(parts[4 * r]) / (other * norm * norm * norm) : Rounded(0)
                for i in r * shape.n..<(r + 1) * shape.n {
                    let (x, t) = (Rounded(x[i]), Rounded(target[i]))
                    let terms = [squares * (x - t), alongTarget * t, alongX * x]
                    exact.append(.sum(terms + (accumulates ? [Rounded(before[i])] : [])))
                }
            }
            table.expect(found[0], near: exact, "the gradient of \(shape)")
        }
    }
}
