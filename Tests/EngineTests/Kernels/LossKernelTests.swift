import CKernels
import Foundation
import Testing

@Suite("Kernels: cross-entropy, binary cross-entropy and masked errors")
struct LossKernelTests {
    static var entries: [PartialKeyPath<hk_kernels>] {
        [
            \.cross_entropy, \.cross_entropy_backward, \.bce_logits, \.bce_logits_backward, \.masked_mse,
            \.masked_mse_backward,
        ]
    }

    static let shapes = [(1, 1), (3, 2), (4, 3), (5, 4), (7, 5), (3, 8), (5, 15), (6, 16), (9, 17), (4, 33), (3, 67)]
    let scale: Float = 1.7

    /// Adds to what was there where it is to.
    private func added(_ terms: [Rounded], to before: [Float], _ accumulates: Bool) -> [Rounded] {
        accumulates ? zip(terms, before).map { $0 + Rounded($1) } : terms
    }

    @Test("cross-entropy and its gradient, smoothed or not", arguments: KernelTable.all, shapes)
    func crossEntropy(table: KernelTable, shape: (rows: Int, n: Int)) {
        let (rows, n) = shape
        let (x, before) = (numbers(rows * n, 1, scale: 5), numbers(rows * n, 2))
        // Classes of -1 and n do not count.
        let classes = (0..<rows).map { Int32(($0 * 3 + 1) % (n + 2)) - 1 }
        let counted = classes.filter { (0..<n).contains(Int($0)) }.count
        for (smoothing, accumulates) in [(Float(0), false), (0.1, true)] {
            let found = table.results { call in
                let (logSums, parts) = (call.result(count: rows), call.result(count: 2))
                call.kernels.cross_entropy(
                    rows, n, call.given(x), classes, smoothing, logSums, parts)
            }
            let kept = Double(1 - smoothing)
            var (logSums, total) = ([Double](), 0.0)
            for r in 0..<rows {
                let row = x[r * n..<(r + 1) * n].map(Double.init)
                let logSum = log(row.map { exp($0) }.reduce(0, +))
                logSums.append(logSum)
                guard (0..<n).contains(Int(classes[r])) else { continue }
                let mean = row.reduce(0) { $0 + (logSum - $1) } / Double(n)
                total += kept * (logSum - row[Int(classes[r])]) + Double(smoothing) * mean
            }
            table.expect(found[0], near: logSums.map { Rounded(rounding: $0) }, "logarithms of sums of \(shape)")
            let loss = Rounded(rounding: counted > 0 ? total / Double(counted) : 0)
            table.expect(found[1], near: [loss, Rounded(Float(counted))], "the cross-entropy of \(shape)")

            let given = logSums.map { Float($0) }
            let gradients = table.results { call in
                let dx = call.result(adding: accumulates, to: before)
                call.kernels.cross_entropy_backward(
                    rows, n, call.given(x), classes, smoothing, given, [0, Float(counted)], [scale],
                    accumulates ? 1 : 0, dx)
            }
            let factor = counted > 0 ? Rounded(scale) / Rounded(Float(counted)) : Rounded(0)
            let exact = (0..<rows * n).map { place in
                let label = Int(classes[place / n])
                guard (0..<n).contains(label) else { return Rounded(accumulates ? before[place] : 0) }
                let p = (Rounded(x[place]) - Rounded(given[place / n])).exponential
                var terms = [(p - Rounded(smoothing) / Rounded(Float(n))) * factor]
                if place % n == label { terms.append(-factor * (.one - Rounded(smoothing))) }
                return .sum(terms + (accumulates ? [Rounded(before[place])] : []))
            }
            table.expect(gradients[0], near: exact, "the cross-entropy's gradient of \(shape)")
        }
    }

    @Test("binary cross-entropy and its gradient, masked or not", arguments: KernelTable.all, shapes)
    func binaryCrossEntropy(table: KernelTable, shape: (rows: Int, n: Int)) {
        let (rows, n) = shape
        let (x, before) = (numbers(rows * n, 3, scale: 5), numbers(rows * n, 4))
        let target = numbers(rows * n, 5).map { abs($0) }
        for mask in [nil, (0..<rows).map { $0 % 3 == 1 ? 0 : Float(1) }, [Float](repeating: 0, count: rows)] {
            let counts = (0..<rows * n).map { place in mask.map { $0[place / n] > 0 } ?? true }
            let counted = Float(counts.count { $0 })
            let found = table.results { call in
                let (parts, dx) = (call.result(count: 2), call.result(adding: mask != nil, to: before))
                let given = mask.map { call.given($0) }
                call.kernels.bce_logits(
                    rows, n, call.given(x), call.given(target), given, parts)
                call.kernels.bce_logits_backward(
                    rows, n, call.given(x), call.given(target), given, [0, counted], [scale],
                    mask == nil ? 0 : 1, dx)
            }
            var total = 0.0
            for i in x.indices where counts[i] {
                let v = Double(x[i])
                total += max(v, 0) - v * Double(target[i]) + log1p(exp(-abs(v)))
            }
            let loss = Rounded(rounding: counted > 0 ? total / Double(counted) : 0)
            table.expect(found[0], near: [loss, Rounded(counted)], "the binary cross-entropy of \(shape)")
            let factor = counted > 0 ? Rounded(scale) / Rounded(counted) : Rounded(0)
            let exact = x.indices.map {
                counts[$0] ? factor * (Rounded(x[$0]).sigmoid - Rounded(target[$0])) : Rounded(0)
            }
            table.expect(found[1], near: added(exact, to: before, mask != nil), "its gradient of \(shape)")
        }
    }

    @Test("the masked error of several tasks and its gradient", arguments: KernelTable.all, shapes)
    func maskedErrors(table: KernelTable, shape: (rows: Int, tasks: Int)) {
        let (rows, tasks) = shape
        let (x, before, weight) = (numbers(rows * tasks, 6), numbers(rows * tasks, 7), numbers(tasks, 8))
        // -1 is no label; the first task has none.
        let target = numbers(rows * tasks, 9).enumerated().map { index, value in
            index % tasks == 0 && tasks > 1 || index % 4 == 3 ? -1 : value
        }
        let places = (0..<tasks).map { t in stride(from: t, to: rows * tasks, by: tasks).filter { target[$0] != -1 } }
        let counts = places.map { Float($0.count) }
        for accumulates in [false, true] {
            let found = table.results { call in
                let (counted, loss) = (call.result(count: tasks), call.result(count: 1))
                let dx = call.result(adding: accumulates, to: before)
                call.kernels.masked_mse(
                    rows, tasks, call.given(x), call.given(target), call.given(weight), counted,
                    loss)
                call.kernels.masked_mse_backward(
                    rows, tasks, call.given(x), call.given(target), call.given(weight), counts, [scale],
                    accumulates ? 1 : 0, dx)
            }
            table.expect(found[0], near: counts.map { Rounded($0) }, "the labels of \(shape)")
            var (total, exact) = (0.0, [Rounded](repeating: Rounded(0), count: rows * tasks))
            for t in 0..<tasks where !places[t].isEmpty {
                let squares = places[t].map {
                    (Double(x[$0]) - Double(target[$0])) * (Double(x[$0]) - Double(target[$0]))
                }
                total += Double(weight[t]) * squares.reduce(0, +) / Double(counts[t])
                let factor = Rounded(2) * Rounded(scale) * Rounded(weight[t]) / Rounded(counts[t])
                for place in places[t] { exact[place] = factor * (Rounded(x[place]) - Rounded(target[place])) }
            }
            table.expect(found[1], near: [Rounded(rounding: total)], "the masked error of \(shape)")
            table.expect(found[2], near: added(exact, to: before, accumulates), "its gradient of \(shape)")
        }
    }
}
