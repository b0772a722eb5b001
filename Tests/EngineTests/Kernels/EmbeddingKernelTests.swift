import CKernels
import Testing

@Suite("Kernels: embeddings")
struct EmbeddingKernelTests {
    static var entries: [PartialKeyPath<hk_kernels>] { [\.embedding, \.embedding_backward] }

    @Test(
        "an embedding is a table's rows by number, and its gradient their sums", arguments: KernelTable.all,
        [(1, 1, 1), (5, 3, 4), (7, 4, 2), (9, 15, 5), (4, 16, 3), (11, 17, 3), (6, 33, 4), (3, 67, 2), (300, 61, 7)])
    func embedding(table: KernelTable, shape: (rows: Int, n: Int, count: Int)) {
        let (rows, n, count) = shape
        // Numbers of -1 and `count` are of no row.
        let index = (0..<rows).map { Int32(($0 * 5 + 2) % (count + 2)) - 1 }
        let (x, dy, before) = (numbers(count * n, 1), numbers(rows * n, 2), numbers(count * n, 3))
        for accumulates in [false, true] {
            let found = table.results { call in
                let out = call.result(count: rows * n)
                let dtable = call.result(adding: accumulates, to: before)
                call.kernels.embedding(call.pool, rows, n, count, index, call.given(x), out)
                call.kernels.embedding_backward(
                    call.pool, rows, n, count, index, call.given(dy), accumulates ? 1 : 0, dtable)
            }
            var terms = (0..<count * n).map { accumulates ? [Rounded(before[$0])] : [] }
            var taken: [Rounded] = []
            for r in 0..<rows {
                let row = Int(index[r])
                let isKnown = (0..<count).contains(row)
                for i in 0..<n {
                    taken.append(Rounded(isKnown ? x[row * n + i] : 0))
                    if isKnown { terms[row * n + i].append(Rounded(dy[r * n + i])) }
                }
            }
            table.expect(found[0], near: taken, "rows of \(shape)")
            table.expect(found[1], near: terms.map { Rounded.sum($0) }, "the table's gradient of \(shape)")
        }
    }
}
