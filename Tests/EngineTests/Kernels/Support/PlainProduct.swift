// Matrix products of odd shapes, and how near to them each table may come.

import CKernels

@testable import Engine

/// The factors of c = op(a) op(b), op(a) [m,k] and op(b) [k,n], and their product.
struct PlainProduct: Sendable {
    let m, n, k: Int
    let a, b: [Float]
    /// The sums of the products, and those of their magnitudes.
    let sums, magnitudes: [Double]

    init(_ m: Int, _ n: Int, _ k: Int) {
        self.init(m, n, k, a: numbers(m * k, 1), b: numbers(k * n, 2))
    }

    init(_ m: Int, _ n: Int, _ k: Int, a: [Float], b: [Float]) {
        (self.m, self.n, self.k, self.a, self.b) = (m, n, k, a, b)
        let wide = b.map(Double.init)
        var sums = [Double](repeating: 0, count: m * n)
        var magnitudes = sums
        for i in 0..<m {
            for p in 0..<k {
                let x = Double(a[i * k + p])
                for j in 0..<n {
                    let product = x * wide[p * n + j]
                    sums[i * n + j] += product
                    magnitudes[i * n + j] += abs(product)
                }
            }
        }
        (self.sums, self.magnitudes) = (sums, magnitudes)
    }

    /// The product as a table computes it, added to `before`.
    ///
    /// Sums of float products in any order, or of integers of 24 bits: a row and a column are then rounded to steps of
    /// their largest elements, which moves each factor by at most 2.5 times `Rounded.unit` of that, and products below
    /// 2.1 times it of both are left out (see gemm_amx.h); eight a term cover these and the scales. There a row or column
    /// that holds an infinity or a NaN gives NaN.
    func result(of table: KernelTable, before: [Float]?) -> [Rounded] {
        let growth = Rounded.growth(k + 4)
        let plain = (0..<m * n).map { place in
            let start = before.map { Double($0[place]) } ?? 0
            return Rounded(value: start + sums[place], error: growth * (magnitudes[place] + abs(start)))
        }
        guard table.name == "amx" && m >= 32 && n >= 16 && k >= 32 else { return plain }
        let rows = (0..<m).map { Self.largest(of: a[$0 * k..<($0 + 1) * k]) }
        let columns = (0..<n).map { Self.largest(of: stride(from: $0, to: k * n, by: n).map { b[$0] }) }
        return plain.enumerated().map { place, sum in
            let top = rows[place / n] * columns[place % n]
            return Rounded(value: top.isFinite ? sum.value : .nan, error: sum.error + 8 * Rounded.growth(k) * top)
        }
    }

    /// The largest magnitude; infinite where one is not finite.
    private static func largest(of values: some Sequence<Float>) -> Double {
        values.reduce(0) { $1.isFinite ? max($0, abs(Double($1))) : .infinity }
    }

    /// A factor as it lies in memory.
    static func stored(_ x: [Float], rows: Int, columns: Int, transposed: Bool) -> [Float] {
        if !transposed { return x }
        return (0..<x.count).map { x[$0 % rows * columns + $0 / rows] }
    }
}
