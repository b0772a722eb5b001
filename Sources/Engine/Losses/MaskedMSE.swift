// Multi-task regression with missing labels: the sum over tasks that have a valid label of weight * mean squared error
// over the valid ones.
//
// x, target [N,K] with -1 for "no label"; weight [K]; counts [K]: valid labels of each task.

internal import CKernels

struct MaskedMSEOperation: Operation {
    let x, target, weight: Variable
    let loss, counts: Variable

    var name: String { "masked mse" }
    var inputs: [Variable] { [x, target, weight] }
    var outputs: [Variable] { [loss, counts] }
    var kept: [Variable] { [x, target, weight, counts] }

    func forward(_ run: Execution) {
        kernels.masked_mse(
            x.rows, x.width, run.value(x), run.value(target), run.value(weight), run.value(counts), run.value(loss))
    }

    func backward(_ run: Execution) {
        guard let d = run.gradient(loss), let slot = run.gradientTarget(0) else { return }
        kernels.masked_mse_backward(
            x.rows, x.width, run.value(x), run.value(target), run.value(weight), run.value(counts), d, slot.flag,
            slot.pointer)
    }
}

extension Tape {
    /// The loss [1] of predictions x [N,K] against labels [N,K], -1 where there is none; `weight` [K] of the tasks.
    public func maskedMSELoss(_ x: Variable, target: Variable, weight: Variable) -> Variable {
        precondition(x.shape == target.shape && weight.count == x.width, "maskedMSELoss: \(x.shape), \(target.shape)")
        let (loss, counts) = (makeOutput([1]), makeOutput([x.width]))
        record(MaskedMSEOperation(x: x, target: target, weight: weight, loss: loss, counts: counts))
        return loss
    }
}
