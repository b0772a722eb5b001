// Cross-entropy of logits x [N,C] and class numbers [N], with label smoothing s (Szegedy et al., 2016).
//
// Mean over rows with a class in 0..<C of (1-s) (-log p[class]) + s/C sum(-log p). parts: loss, rows counted.

internal import CKernels

struct CrossEntropyOperation: Operation {
    let x: Variable
    let classes: Indices
    let smoothing: Float
    let loss, parts, logSums: Variable

    var name: String { "cross-entropy" }
    var inputs: [Variable] { [x, classes.variable] }
    var outputs: [Variable] { [loss, parts, logSums] }
    var kept: [Variable] { [x, classes.variable, parts, logSums] }

    func forward(_ run: Execution) {
        let parts = run.value(parts)
        kernels.cross_entropy(
            x.rows, x.width, run.value(x), run.indices(classes), smoothing, run.value(logSums), parts)
        run.value(loss)[0] = parts[0]
    }

    func backward(_ run: Execution) {
        guard let d = run.gradient(loss), let target = run.gradientTarget(0) else { return }
        kernels.cross_entropy_backward(
            x.rows, x.width, run.value(x), run.indices(classes), smoothing, run.value(logSums), run.value(parts), d,
            target.flag, target.pointer)
    }
}

extension Tape {
    /// The loss [1] and its parts [2]: loss, rows counted. Rows whose class is not in 0..<C (-1) do not count.
    public func crossEntropyLoss(
        _ x: Variable, classes: Indices, labelSmoothing: Float = 0
    ) -> (loss: Variable, parts: Variable) {
        precondition(classes.count == x.rows, "crossEntropyLoss: \(x.shape) and \(classes.shape)")
        let (loss, parts, logSums) = (makeOutput([1]), makeOutput([2]), makeOutput([x.rows]))
        record(
            CrossEntropyOperation(
                x: x, classes: classes, smoothing: labelSmoothing, loss: loss, parts: parts, logSums: logSums))
        return (loss, parts)
    }
}
