import CKernels
import Testing

@testable import Engine

@Suite("Kernels: activations")
struct ActivationKernelTests {
    static var entries: [PartialKeyPath<hk_kernels>] { [\.activation, \.activation_backward] }

    static let counts = [1, 3, 4, 7, 8, 9, 15, 16, 17, 33, 16_389]

    /// Numbers that lie where the activation's slope is a function of them: sigmoid's and tanh's are of their outputs.
    private func arguments(_ activation: Activation, _ n: Int) -> [Float] {
        numbers(n, 2, scale: activation == .sigmoid || activation == .tanh ? 1 : 8)
    }

    private func expectActivations(of x: [Float], _ activation: Activation) {
        let exact = x.map { activation.plain(Rounded($0)) }
        for table in KernelTable.all {
            let found = table.results { call in
                let out = call.result(count: x.count)
                call.kernels.activation(call.pool, x.count, activation.code, call.given(x), out)
            }
            table.expect(found[0], near: exact, "\(activation) of \(x.count)")
        }
    }

    @Test("activations agree with their definitions", arguments: Activation.allCases)
    func forward(activation: Activation) {
        for n in Self.counts { expectActivations(of: numbers(n, 1, scale: 8), activation) }
    }

    @Test("gradients of activations agree with their definitions", arguments: Activation.allCases)
    func backward(activation: Activation) {
        for n in Self.counts {
            let (x, dy, before) = (arguments(activation, n), numbers(n, 3), numbers(n, 4))
            let slopes = zip(dy, x).map { Rounded($0) * activation.plainSlope($1) }
            let sums = zip(slopes, before).map { $0 + Rounded($1) }
            for table in KernelTable.all {
                for accumulates in [false, true] {
                    let found = table.results { call in
                        let dx = call.result(adding: accumulates, to: before)
                        call.kernels.activation_backward(
                            call.pool, n, activation.code, call.given(x), call.given(dy), accumulates ? 1 : 0, dx)
                    }
                    table.expect(
                        found[0], near: accumulates ? sums : slopes, "the gradient of \(activation) of \(n)")
                }
            }
        }
    }

    @Test("activations of very large, very small and other special numbers", arguments: Activation.allCases)
    func specials(activation: Activation) {
        let finite: [Float] = [
            0, -0.0, 1e-38, .leastNonzeroMagnitude, 1e-20, 4, -4, 20, -20, 85, -85, 87, -87, 104, -104, 1e4, -1e4, 1e18,
            -1e18,
        ]
        // Below, gelu and silu are of an infinity times zero.
        let infinite: [Float] = activation.differentiatesInput ? [.infinity] : [.infinity, -.infinity]
        expectActivations(of: finite + [.nan] + infinite, activation)
    }
}
