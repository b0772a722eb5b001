// out[b] = mean over t of x[b,t]: x [B,T,D], out [B,D]; dx[b,t] = dout[b] / T.

internal import CKernels

struct MeanOverTimeOperation: Operation {
    let x, out: Variable

    var name: String { "mean over time" }
    var inputs: [Variable] { [x] }
    var outputs: [Variable] { [out] }
    var kept: [Variable] { [] }

    func forward(_ run: Execution) {
        kernels.mean_time(run.pool, x.shape[0], x.shape[1], x.shape[2], run.value(x), run.value(out))
    }

    func backward(_ run: Execution) {
        guard let d = run.gradient(out), let target = run.gradientTarget(0) else { return }
        kernels.mean_time_backward(
            run.pool, x.shape[0], x.shape[1], x.shape[2], d, target.flag, target.pointer)
    }
}

extension Tape {
    /// The mean over the middle dimension of [B,T,D].
    public func meanOverTime(_ x: Variable) -> Variable {
        precondition(x.shape.count == 3, "meanOverTime: \(x.shape)")
        let out = makeOutput([x.shape[0], x.shape[2]])
        record(MeanOverTimeOperation(x: x, out: out))
        return out
    }
}
