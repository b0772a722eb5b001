// Softmax over the last dimension: out = exp(x) / sum(exp(x)); dx = out (dout - sum(out dout)).

internal import CKernels

struct SoftmaxOperation: Operation {
    let x, out: Variable

    var name: String { "softmax" }
    var inputs: [Variable] { [x] }
    var outputs: [Variable] { [out] }
    var kept: [Variable] { [out] }
    var inPlaceInput: Variable? { x }

    func forward(_ run: Execution) { kernels.softmax(run.pool, x.rows, x.width, run.value(x), run.value(out)) }

    func backward(_ run: Execution) {
        guard let d = run.gradient(out), let target = run.gradientTarget(0) else { return }
        kernels.softmax_backward(run.pool, x.rows, x.width, run.value(out), d, target.flag, target.pointer)
    }
}

extension Tape {
    /// Softmax over the last dimension.
    public func softmax(_ x: Variable) -> Variable {
        let out = makeOutput(x.shape)
        record(SoftmaxOperation(x: x, out: out))
        return out
    }
}
