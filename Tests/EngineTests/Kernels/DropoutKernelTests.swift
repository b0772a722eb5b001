import CKernels
import Testing

@testable import Engine

@Suite("Kernels: dropout")
struct DropoutKernelTests {
    static var entries: [PartialKeyPath<hk_kernels>] { [\.dropout] }

    @Test(
        "dropout multiplies by the mask of each element's number", arguments: KernelTable.all,
        [1, 3, 4, 5, 8, 15, 16, 17, 33, 16_403])
    func forward(table: KernelTable, n: Int) {
        let (x, before) = (numbers(n, 1), numbers(n, 2))
        for (dropout, accumulates) in [(hk_dropout.some, false), (.some, true), (.none, false)] {
            let found = table.results { call in
                var mask = dropout
                let out = call.result(adding: accumulates, to: before)
                call.kernels.dropout(call.pool, n, &mask, call.given(x), accumulates ? 1 : 0, out)
            }
            let exact = x.enumerated().map { index, x in
                let y = Rounded(x) * Rounded(dropout.plainFactor(index))
                return accumulates ? y + Rounded(before[index]) : y
            }
            table.expect(found[0], near: exact, "dropout of \(n)")
        }
    }

    @Test("the mask drops the share that it is asked for")
    func share() {
        let dropped = (0..<10_000).count { hk_dropout.some.plainFactor($0) == 0 }
        #expect(abs(Double(dropped) - 3000) < 5 * (10_000 * 0.3 * 0.7).squareRoot())
        #expect((0..<1000).allSatisfy { hk_dropout.none.plainFactor($0) == 1 })
    }
}
