import CKernels
import Testing

@Suite("Kernels: AdamW")
struct AdamWKernelTests {
    static var entries: [PartialKeyPath<hk_kernels>] { [\.adamw] }

    @Test(
        "one step is that of the paper's algorithm", arguments: KernelTable.all,
        [0, 1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33, 16_387])
    func step(table: KernelTable, n: Int) {
        var options = hk_adamw()
        (options.learning_rate, options.beta1, options.beta2) = (0.01, 0.9, 0.99)
        (options.epsilon, options.weight_decay, options.gradient_scale) = (1e-3, 0.1, 0.5)
        (options.correction1, options.correction2) = (1 - 0.729, 1 - 0.970299)
        let (parameter, gradient, first) = (numbers(n, 1), numbers(n, 2), numbers(n, 3))
        let second = numbers(n, 4).map { abs($0) }
        let found = table.results { call in
            var options = options
            let (p, m, v) = (call.result(parameter), call.result(first), call.result(second))
            call.kernels.adamw(call.pool, n, &options, p, call.given(gradient), m, v)
        }
        let (beta1, beta2) = (Rounded(options.beta1), Rounded(options.beta2))
        let rate = Rounded(options.learning_rate)
        var exact: [[Rounded]] = [[], [], []]
        for i in 0..<n {
            let g = Rounded(gradient[i]) * Rounded(options.gradient_scale)
            let m = beta1 * Rounded(first[i]) + (.one - beta1) * g
            let v = beta2 * Rounded(second[i]) + (.one - beta2) * g * g
            // v / correction2 under the root, as the product of two roots.
            let root = v.squareRoot * (.one / Rounded(options.correction2).squareRoot)
            let decayed = Rounded(parameter[i]) * (.one - rate * Rounded(options.weight_decay))
            let step = rate / Rounded(options.correction1) * (m / (root + Rounded(options.epsilon)))
            exact[0].append(decayed - step)
            exact[1].append(m)
            exact[2].append(v)
        }
        for (number, name) in ["parameters", "first moments", "second moments"].enumerated() {
            table.expect(found[number], near: exact[number], "\(name) of \(n)")
        }
    }
}
