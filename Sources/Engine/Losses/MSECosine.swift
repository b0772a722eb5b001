// mse_weight * MSE + cosine_weight * (1 - cosine similarity): MSE over all elements, similarity a mean over rows.
//
// x, target [N,D]. parts: loss, MSE, mean similarity. rows [N,4]: x.t, x.x, t.t, |x-t|^2, for the gradient.

internal import CKernels

struct MSECosineOperation: Operation {
    let x, target: Variable
    let mseWeight, cosineWeight: Float
    let loss, parts, rows: Variable

    var name: String { "mse and cosine" }
    var inputs: [Variable] { [x, target] }
    var outputs: [Variable] { [loss, parts, rows] }
    var kept: [Variable] { [x, target, rows] }

    func forward(_ run: Execution) {
        let parts = run.value(parts)
        kernels.mse_cosine(
            run.pool, x.rows, x.width, run.value(x), run.value(target), mseWeight, cosineWeight, run.value(rows), parts)
        run.value(loss)[0] = parts[0]
    }

    func backward(_ run: Execution) {
        guard let d = run.gradient(loss), let slot = run.gradientTarget(0) else { return }
        kernels.mse_cosine_backward(
            run.pool, x.rows, x.width, run.value(x), run.value(target), mseWeight, cosineWeight, run.value(rows), d,
            slot.flag, slot.pointer)
    }
}

extension Tape {
    /// The loss [1] and its parts [3]: loss, mean squared error, mean cosine similarity; x and target [..., D].
    public func mseCosineLoss(
        _ x: Variable, target: Variable, mseWeight: Float, cosineWeight: Float
    ) -> (loss: Variable, parts: Variable) {
        precondition(x.shape == target.shape, "mseCosineLoss: \(x.shape) and \(target.shape)")
        let loss = makeOutput([1])
        let parts = makeOutput([3])
        let rows = makeOutput([x.rows, 4])
        record(
            MSECosineOperation(
                x: x, target: target, mseWeight: mseWeight, cosineWeight: cosineWeight, loss: loss, parts: parts,
                rows: rows))
        return (loss, parts)
    }
}
