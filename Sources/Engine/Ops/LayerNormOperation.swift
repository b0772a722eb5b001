// Layer normalisation, alone or together with the residual sum and its dropout before it.
//
// x, residual, sum, out [N,D]; weight, bias [D]; statistics [N,2]: mean and 1/deviation of each row.

internal import CKernels

struct LayerNormOperation: Operation {
    let x: Variable
    let residual: Variable?
    let dropout: Float
    let weight, bias: Variable
    let epsilon: Float
    /// x + dropout(residual); x itself without a residual.
    let sum: Variable
    let out, statistics: Variable

    var name: String { "layer norm" }
    var inputs: [Variable] { [x, weight, bias] + (residual.map { [$0] } ?? []) }
    var outputs: [Variable] { (residual == nil ? [] : [sum]) + [out, statistics] }
    var kept: [Variable] { [sum, weight, statistics] }
    var inPlaceInput: Variable? { residual }

    func forward(_ run: Execution) {
        var mask = hk_dropout(rate: dropout, key: dropout > 0 ? run.randomKey : 0)
        kernels.layer_norm(
            run.pool, x.rows, x.width, epsilon, run.value(x), residual.map { run.value($0) }, &mask, run.value(sum),
            run.value(weight), run.value(bias), run.value(out), run.value(statistics))
    }

    func backward(_ run: Execution) {
        let target = run.gradientTarget(0)
        let residualTarget = residual == nil ? nil : run.gradientTarget(3)
        guard let dy = run.gradient(out) else {
            passSumGradient(run)
            return
        }
        let (dweight, dbias) = (run.gradientTarget(1), run.gradientTarget(2))
        var mask = hk_dropout(rate: dropout, key: dropout > 0 ? run.randomKey : 0)
        kernels.layer_norm_backward(
            run.pool, x.rows, x.width, run.value(sum), run.value(weight), run.value(statistics), dy,
            residual == nil ? nil : run.gradient(sum), &mask, target?.flag ?? 0, target?.pointer,
            residualTarget?.flag ?? 0, residualTarget?.pointer, (dweight ?? dbias)?.flag ?? 0, dweight?.pointer,
            dbias?.pointer)
    }

    /// Only the sum has a gradient: the normalisation itself is not used by the loss.
    private func passSumGradient(_ run: Execution) {
        guard residual != nil, let d = run.gradient(sum) else { return }
        if let target = run.gradientTarget(0) {
            kernels.accumulate(run.pool, sum.count, d, target.accumulates ? 1 : 0, target.pointer)
        }
        for slot in [1, 2] {
            guard let target = run.gradientTarget(slot), !target.accumulates else { continue }
            target.pointer.update(repeating: 0, count: x.width)
        }
        if let target = run.gradientTarget(3) {
            var mask = hk_dropout(rate: dropout, key: dropout > 0 ? run.randomKey : 0)
            kernels.dropout(run.pool, sum.count, &mask, d, target.flag, target.pointer)
        }
    }
}

extension Tape {
    /// Normalises rows of the last dimension: x [..., D], weight and bias [D].
    func layerNorm(_ x: Variable, weight: Variable, bias: Variable, epsilon: Float = 1e-5) -> Variable {
        precondition(weight.count == x.width && bias.count == x.width, "layerNorm: \(x.shape) by \(weight.shape)")
        let out = makeOutput(x.shape)
        let statistics = makeOutput([x.rows, 2])
        record(
            LayerNormOperation(
                x: x, residual: nil, dropout: 0, weight: weight, bias: bias, epsilon: epsilon, sum: x, out: out,
                statistics: statistics))
        return out
    }

    /// sum = x + dropout(residual), and its normalisation, in one pass over memory.
    func addLayerNorm(
        _ x: Variable, _ residual: Variable, dropout: Float, weight: Variable, bias: Variable, epsilon: Float = 1e-5
    ) -> (sum: Variable, normalized: Variable) {
        precondition(x.shape == residual.shape, "addLayerNorm: \(x.shape) and \(residual.shape)")
        precondition(weight.count == x.width && bias.count == x.width, "addLayerNorm: \(x.shape) by \(weight.shape)")
        let sum = makeOutput(x.shape)
        let out = makeOutput(x.shape)
        let statistics = makeOutput([x.rows, 2])
        record(
            LayerNormOperation(
                x: x, residual: residual, dropout: mode == .training ? dropout : 0, weight: weight, bias: bias,
                epsilon: epsilon, sum: sum, out: out, statistics: statistics))
        return (sum, out)
    }
}
