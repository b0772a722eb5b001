// Batch normalisation of channels (Ioffe and Szegedy, 2015): x [..., C]; weight, bias, running statistics [C].
//
// In training the batch's mean and variance are used, and the running ones move towards them by `momentum` at each
// `forward`; in evaluation, and where weight and bias are frozen, the running ones are used and stay.

internal import CKernels

struct BatchNormOperation: Operation {
    let x, weight, bias, out, statistics: Variable
    let options: hk_batch_norm
    let runningMean, runningVariance: NamedBuffer

    var name: String { "batch norm" }
    var inputs: [Variable] { [x, weight, bias] }
    var outputs: [Variable] { [out, statistics] }
    var kept: [Variable] { [x, weight, statistics] }
    var inPlaceInput: Variable? { x }

    func forward(_ run: Execution) {
        var options = options
        let parameters = run.tape.parameters
        kernels.batch_norm(
            run.pool, x.rows, x.width, &options, run.value(x), run.value(weight), run.value(bias),
            parameters.values(of: runningMean).baseAddress, parameters.values(of: runningVariance).baseAddress,
            run.value(out), run.value(statistics))
    }

    func backward(_ run: Execution) {
        guard let d = run.gradient(out) else { return }
        if options.training == 0 { return passFrozen(d, run) }
        let (dx, dweight, dbias) = (run.gradientTarget(0), run.gradientTarget(1), run.gradientTarget(2))
        kernels.batch_norm_backward(
            run.pool, x.rows, x.width, run.value(x), run.value(weight), run.value(statistics), d, dx?.flag ?? 0,
            dx?.pointer, dweight?.flag ?? 0, dweight?.pointer, dbias?.pointer)
    }

    /// dx = d weight / deviation: the running statistics do not depend on x.
    private func passFrozen(_ d: UnsafeMutablePointer<Float>, _ run: Execution) {
        guard let target = run.gradientTarget(0) else { return }
        let (weight, statistics) = (run.value(weight), run.value(statistics))
        for row in 0..<x.rows {
            for channel in 0..<x.width {
                let index = row * x.width + channel
                let gradient = d[index] * weight[channel] * statistics[x.width + channel]
                target.pointer[index] = target.accumulates ? target.pointer[index] + gradient : gradient
            }
        }
    }
}

extension Tape {
    /// Normalises the channels of x [..., C]; `momentum` as PyTorch means it (the share of the new). One that `isFrozen`
    /// normalises by the running statistics in training too, and its weight and bias have no gradients.
    func batchNorm(
        _ x: Variable, weight: Variable, bias: Variable, runningMean: NamedBuffer, runningVariance: NamedBuffer,
        epsilon: Float = 1e-5, momentum: Float = 0.1, isFrozen: Bool = false
    ) -> Variable {
        precondition(weight.count == x.width && bias.count == x.width, "batchNorm: \(x.shape) by \(weight.shape)")
        let out = makeOutput(x.shape)
        let statistics = makeOutput([2, x.width])
        record(
            BatchNormOperation(
                x: x, weight: weight, bias: bias, out: out, statistics: statistics,
                options: hk_batch_norm(
                    epsilon: epsilon, momentum: momentum, training: mode == .training && !isFrozen ? 1 : 0),
                runningMean: runningMean, runningVariance: runningVariance))
        return out
    }
}
