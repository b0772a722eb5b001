import CKernels
import Testing

@Suite("Kernels: sums and copies, element by element")
struct ElementwiseKernelTests {
    static var entries: [PartialKeyPath<hk_kernels>] {
        [\.accumulate, \.scale, \.add, \.add_row, \.column_sum, \.copy_columns]
    }

    /// Around the widths of vectors, and around the chunks that threads take.
    static let counts = [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 67, 16_385]
    static let rows = [
        (0, 5), (1, 1), (5, 1), (3, 3), (2, 4), (7, 5), (4, 8), (3, 13), (9, 16), (5, 17), (3, 63), (4, 64), (3, 65),
        (6, 131), (331, 53),
    ]

    @Test("accumulate is x + scale y, and x where the scale is 0", arguments: counts)
    func accumulate(n: Int) {
        let (x, y) = (numbers(n, 1), numbers(n, 2))
        for scale: Float in [0, 1, -0.3] {
            let exact = zip(x, y).map { scale == 0 ? Rounded($0) : Rounded($0) + Rounded(scale) * Rounded($1) }
            for table in KernelTable.all {
                let found = table.results { call in
                    let out = call.result(adding: scale != 0, to: y)
                    call.kernels.accumulate(call.pool, n, call.given(x), scale, out)
                }
                table.expect(found[0], near: exact, "x + \(scale) y of \(n)")
            }
        }
    }

    @Test("scale multiplies, and adds where it is to", arguments: counts)
    func scale(n: Int) {
        let (x, y) = (numbers(n, 3), numbers(n, 4))
        let products = x.map { Rounded(0.7) * Rounded($0) }
        let sums = zip(products, y).map { $0 + Rounded($1) }
        for table in KernelTable.all {
            for accumulates in [false, true] {
                let found = table.results { call in
                    let out = call.result(adding: accumulates, to: y)
                    call.kernels.scale(call.pool, n, 0.7, call.given(x), accumulates ? 1 : 0, out)
                }
                table.expect(found[0], near: accumulates ? sums : products, "0.7 x of \(n)")
            }
        }
    }

    @Test("add is the sum of two", arguments: counts)
    func add(n: Int) {
        let (a, b) = (numbers(n, 5), numbers(n, 6))
        let exact = zip(a, b).map { Rounded($0) + Rounded($1) }
        for table in KernelTable.all {
            let found = table.results { call in
                call.kernels.add(call.pool, n, call.given(a), call.given(b), call.result(count: n))
            }
            table.expect(found[0], near: exact, "a + b of \(n)")
        }
    }

    @Test("add_row adds one row to each", arguments: KernelTable.all, rows)
    func addRow(table: KernelTable, shape: (rows: Int, n: Int)) {
        let (rows, n) = shape
        let (x, row) = (numbers(rows * n, 7), numbers(n, 8))
        let found = table.results { call in
            let out = call.result(count: rows * n)
            call.kernels.add_row(call.pool, rows, n, call.given(x), call.given(row), out)
        }
        let (values, added) = (x, row)
        table.expect(
            found[0], near: values.indices.map { Rounded(values[$0]) + Rounded(added[$0 % n]) }, "x + row of \(shape)")
    }

    @Test("column_sum is the sum over rows of any stride", arguments: KernelTable.all, rows)
    func columnSum(table: KernelTable, shape: (rows: Int, n: Int)) {
        let (rows, n) = shape
        let (x, before) = (numbers(rows * n, 9), numbers(n, 10))
        for (gap, accumulates) in [(0, false), (3, true)] {
            let found = table.results { call in
                let out = call.result(adding: accumulates, to: before)
                call.kernels.column_sum(
                    call.pool, rows, n, call.given(x, width: n, stride: n + gap), n + gap, accumulates ? 1 : 0, out)
            }
            let exact = (0..<n).map { i in
                Rounded.sum(
                    (0..<rows).map { Rounded(x[$0 * n + i]) } + (accumulates ? [Rounded(before[i])] : []))
            }
            table.expect(found[0], near: exact, "sums of the columns of \(shape)")
        }
    }

    @Test("copy_columns copies or adds between strides", arguments: KernelTable.all, rows)
    func copyColumns(table: KernelTable, shape: (rows: Int, n: Int)) {
        let (rows, n) = shape
        let (x, before) = (numbers(rows * n, 11), numbers(rows * n, 12))
        for accumulates in [false, true] {
            let found = table.results { call in
                let out = call.result(before, width: n, stride: n + 5)
                call.kernels.copy_columns(
                    rows, n, call.given(x, width: n, stride: n + 2), n + 2, accumulates ? 1 : 0, out, n + 5)
            }
            let exact = zip(x, before).map { accumulates ? Rounded($0) + Rounded($1) : Rounded($0) }
            table.expect(found[0], near: exact, "columns of \(shape)")
        }
    }
}
