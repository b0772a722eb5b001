// Sums and activations, element by element.

internal import CKernels

/// out = a + b; both gradients are out's.
struct AddOperation: Operation {
    let a, b, out: Variable

    var name: String { "add" }
    var inputs: [Variable] { [a, b] }
    var outputs: [Variable] { [out] }
    var kept: [Variable] { [] }
    var inPlaceInput: Variable? { b }
    var passedGradient: Int? { 0 }

    func forward(_ run: Execution) { kernels.add(run.pool, out.count, run.value(a), run.value(b), run.value(out)) }

    func backward(_ run: Execution) {
        guard let d = run.gradient(out) else { return }

        for slot in [0, 1] {
            guard let target = run.gradientTarget(slot), !target.isPassed else { continue }
            kernels.accumulate(run.pool, out.count, d, target.accumulates ? 1 : 0, target.pointer)
        }
    }
}

/// out[r] = x[r] + row, the same row for all r: x [N, n], row [n].
struct AddRowOperation: Operation {
    let x, row, out: Variable

    var name: String { "add row" }
    var inputs: [Variable] { [x, row] }
    var outputs: [Variable] { [out] }
    var kept: [Variable] { [] }
    var inPlaceInput: Variable? { x }
    var passedGradient: Int? { 0 }

    func forward(_ run: Execution) {
        kernels.add_row(run.pool, x.count / row.count, row.count, run.value(x), run.value(row), run.value(out))
    }

    func backward(_ run: Execution) {
        guard let d = run.gradient(out) else { return }
        if let target = run.gradientTarget(1) {
            kernels.column_sum(run.pool, x.count / row.count, row.count, d, row.count, target.flag, target.pointer)
        }
        if let target = run.gradientTarget(0), !target.isPassed {
            kernels.accumulate(run.pool, out.count, d, target.accumulates ? 1 : 0, target.pointer)
        }
    }
}

/// out = activation(x)
struct ActivationOperation: Operation {
    let activation: Activation
    let x, out: Variable

    var name: String { activation.rawValue }
    var inputs: [Variable] { [x] }
    var outputs: [Variable] { [out] }
    var kept: [Variable] { [activation.differentiatesInput ? x : out] }
    var inPlaceInput: Variable? { x }

    func forward(_ run: Execution) {
        kernels.activation(run.pool, x.count, activation.code, run.value(x), run.value(out))
    }

    func backward(_ run: Execution) {
        guard let d = run.gradient(out), let target = run.gradientTarget(0) else { return }
        let at = run.value(activation.differentiatesInput ? x : out)
        kernels.activation_backward(run.pool, x.count, activation.code, at, d, target.flag, target.pointer)
    }
}

/// out = x times a mask of 0 and 1/(1-p).
struct DropoutOperation: Operation {
    let rate: Float
    let x, out: Variable

    var name: String { "dropout" }
    var inputs: [Variable] { [x] }
    var outputs: [Variable] { [out] }
    var kept: [Variable] { [] }
    var inPlaceInput: Variable? { x }

    func forward(_ run: Execution) {
        var mask = hk_dropout(rate: rate, key: run.randomKey)
        kernels.dropout(run.pool, x.count, &mask, run.value(x), 0, run.value(out))
    }

    func backward(_ run: Execution) {
        guard let d = run.gradient(out), let target = run.gradientTarget(0) else { return }
        var mask = hk_dropout(rate: rate, key: run.randomKey)
        kernels.dropout(run.pool, x.count, &mask, d, target.flag, target.pointer)
    }
}

extension hk_dropout {
    /// A mask that drops this share of elements; 0 keeps all.
    init(rate: Float, key: UInt64) {
        let threshold = rate <= 0 ? 0 : UInt32(min(Double(rate) * 0x1p32, 0x1p32 - 1))
        self.init(key: key, threshold: threshold, scale: rate <= 0 ? 1 : 1 / (1 - rate))
    }
}

extension Tape {
    /// a + b, of the same shape.
    public func add(_ a: Variable, _ b: Variable) -> Variable {
        precondition(a.shape == b.shape, "add: \(a.shape) and \(b.shape)")
        let out = makeOutput(a.shape)
        record(AddOperation(a: a, b: b, out: out))
        return out
    }

    /// x plus a row (or a block of rows) that is repeated: x [..., R, D] and row [D] or [R,D].
    func addRow(_ x: Variable, _ row: Variable) -> Variable {
        precondition(x.shape.suffix(row.shape.count).elementsEqual(row.shape), "addRow: \(x.shape) and \(row.shape)")
        let out = makeOutput(x.shape)
        record(AddRowOperation(x: x, row: row, out: out))
        return out
    }

    /// activation(x), element by element.
    public func activation(_ activation: Activation, _ x: Variable) -> Variable {
        if activation == .linear { return x }
        let out = makeOutput(x.shape)
        record(ActivationOperation(activation: activation, x: x, out: out))
        return out
    }

    /// Drops each element with probability `rate` (0..<1) and scales the others by 1/(1-rate); the identity in
    /// evaluation.
    public func dropout(_ x: Variable, rate: Float) -> Variable {
        precondition(rate >= 0 && rate < 1, "a dropout rate of \(rate)")
        if mode == .evaluation || rate == 0 { return x }
        let out = makeOutput(x.shape)
        record(DropoutOperation(rate: rate, x: x, out: out))
        return out
    }
}
