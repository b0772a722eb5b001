import CKernels
import Testing

@Suite("Kernels: a gate over time")
struct GateKernelTests {
    static var entries: [PartialKeyPath<hk_kernels>] { [\.gate, \.gate_sum] }

    @Test(
        "a gate multiplies every moment, and its gradient sums over them", arguments: KernelTable.all,
        [(1, 1, 1), (2, 1, 3), (3, 5, 4), (2, 7, 9), (1, 3, 16), (3, 2, 17), (5, 11, 33), (2, 4, 67)])
    func gate(table: KernelTable, shape: (b: Int, t: Int, d: Int)) {
        let (b, t, d) = shape
        let (x, gate, dy) = (numbers(b * t * d, 1), numbers(b * d, 2), numbers(b * t * d, 3))
        let (before, gateBefore) = (numbers(b * t * d, 4), numbers(b * d, 5))
        for accumulates in [false, true] {
            let found = table.results { call in
                let out = call.result(adding: accumulates, to: before)
                let dgate = call.result(adding: accumulates, to: gateBefore)
                let flag: Int32 = accumulates ? 1 : 0
                call.kernels.gate(call.pool, b, t, d, call.given(x), call.given(gate), flag, out)
                call.kernels.gate_sum(call.pool, b, t, d, call.given(x), call.given(dy), flag, dgate)
            }
            let products = (0..<b * t * d).map { place in
                let y = Rounded(x[place]) * Rounded(gate[place / (t * d) * d + place % d])
                return accumulates ? y + Rounded(before[place]) : y
            }
            table.expect(found[0], near: products, "the gated \(shape)")
            let sums = (0..<b * d).map { place in
                let terms = (0..<t).map { moment in
                    let at = (place / d * t + moment) * d + place % d
                    return Rounded(x[at]) * Rounded(dy[at])
                }
                return Rounded.sum(terms + (accumulates ? [Rounded(gateBefore[place])] : []))
            }
            table.expect(found[1], near: sums, "the gate's gradient of \(shape)")
        }
    }
}
