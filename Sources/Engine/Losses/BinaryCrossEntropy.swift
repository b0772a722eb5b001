// Binary cross-entropy of logits x [N,C] and targets [N,C] in 0...1: the mean over the elements of rows whose mask is
// above 0. parts: loss, elements counted.

internal import CKernels

struct BinaryCrossEntropyOperation: Operation {
    let x, target: Variable
    let mask: Variable?
    let loss, parts: Variable

    var name: String { "binary cross-entropy" }
    var inputs: [Variable] { [x, target] + (mask.map { [$0] } ?? []) }
    var outputs: [Variable] { [loss, parts] }
    var kept: [Variable] { inputs + [parts] }

    func forward(_ run: Execution) {
        let parts = run.value(parts)
        kernels.bce_logits(x.rows, x.width, run.value(x), run.value(target), mask.map { run.value($0) }, parts)
        run.value(loss)[0] = parts[0]
    }

    func backward(_ run: Execution) {
        guard let d = run.gradient(loss), let slot = run.gradientTarget(0) else { return }
        kernels.bce_logits_backward(
            x.rows, x.width, run.value(x), run.value(target), mask.map { run.value($0) }, run.value(parts), d,
            slot.flag, slot.pointer)
    }
}

extension Tape {
    /// The loss [1] and its parts [2]: loss, elements counted; `mask` [N] leaves out rows where it is 0.
    public func binaryCrossEntropyLoss(
        _ x: Variable, target: Variable, mask: Variable? = nil
    ) -> (loss: Variable, parts: Variable) {
        precondition(x.shape == target.shape, "binaryCrossEntropyLoss: \(x.shape) and \(target.shape)")
        precondition(mask.map { $0.count == x.rows } ?? true, "binaryCrossEntropyLoss: the mask's shape")
        let (loss, parts) = (makeOutput([1]), makeOutput([2]))
        record(BinaryCrossEntropyOperation(x: x, target: target, mask: mask, loss: loss, parts: parts))
        return (loss, parts)
    }
}
