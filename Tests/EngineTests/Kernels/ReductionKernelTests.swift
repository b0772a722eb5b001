import CKernels
import Testing

@testable import Engine

@Suite("Kernels: means, sums of squares and the measure of a core's peak")
struct ReductionKernelTests {
    static var entries: [PartialKeyPath<hk_kernels>] {
        [\.mean_time, \.mean_time_backward, \.sum_of_squares, \.multiply_add]
    }

    static let shapes = [(1, 1, 1), (2, 1, 3), (3, 5, 4), (2, 7, 9), (1, 3, 16), (3, 2, 17), (5, 11, 33), (2, 4, 67)]

    @Test("the mean over time, and its gradient spread over time", arguments: KernelTable.all, shapes)
    func meanOverTime(table: KernelTable, shape: (b: Int, t: Int, d: Int)) {
        let (b, t, d) = shape
        let (x, dy, before) = (numbers(b * t * d, 1), numbers(b * d, 2), numbers(b * t * d, 3))
        let share = Rounded.one / Rounded(Float(t))
        for accumulates in [false, true] {
            let found = table.results { call in
                let out = call.result(count: b * d)
                let dx = call.result(adding: accumulates, to: before)
                call.kernels.mean_time(call.pool, b, t, d, call.given(x), out)
                call.kernels.mean_time_backward(call.pool, b, t, d, call.given(dy), accumulates ? 1 : 0, dx)
            }
            let means = (0..<b * d).map { place in
                Rounded.sum((0..<t).map { Rounded(x[(place / d * t + $0) * d + place % d]) }) * share
            }
            table.expect(found[0], near: means, "the mean of \(shape)")
            let gradients = (0..<b * t * d).map { place in
                let d = Rounded(dy[place / (t * d) * d + place % d]) * share
                return accumulates ? d + Rounded(before[place]) : d
            }
            table.expect(found[1], near: gradients, "the mean's gradient of \(shape)")
        }
    }

    @Test(
        "sums of squares are as near as sums of float blocks", arguments: KernelTable.all,
        [0, 1, 3, 4, 5, 8, 15, 17, 255, 257, 1025, 16_383, 16_385, 32_771])
    func squares(table: KernelTable, n: Int) {
        let x = numbers(n, 4)
        let sums = table.results { call in
            // A double's two halves, so that its bits are compared.
            let sum = call.kernels.sum_of_squares(call.pool, n, call.given(x))
            _ = call.result([Float(sum), Float(sum - Double(Float(sum)))])
        }[0]
        let squares = x.map { Double($0) * Double($0) }
        let exact = squares.reduce(0, +)
        #expect(
            abs(Double(sums[0]) + Double(sums[1]) - exact) <= Rounded.growth(n) * exact,
            "\(table.name): the sum of \(n) squares")
    }

    @Test("the measure of a peak does the operations that it counts", arguments: KernelTable.all, [0, 1, 2, 57])
    func peak(table: KernelTable, rounds: Int) {
        let width = Int(table.kernels.width)
        var result: Float = .nan
        #expect(table.kernels.multiply_add(rounds, &result) == Double(2 * width * 12 * rounds))
        let sums = (0..<12).map { start in
            (0..<rounds).reduce(Rounded(Float(start))) { sum, _ in sum * Rounded(0.999) + Rounded(0.001) }
        }
        let lanes = [[Rounded]](repeating: sums, count: width).flatMap { $0 }
        table.expect([result], near: [Rounded.sum(lanes)], "the sum after \(rounds) rounds")
    }
}
