// y = activation(x W' + b): the matrix product that most of a training's time goes into.
//
// x [N,I], W [O,I] as PyTorch stores it, b [O], y [N,O].
// With dropout y is multiplied by a mask m of 0 and 1/(1-p): dz = dy * m * activation'(z), else
// dz = dy * activation'(z);  dx = dz W;  dW = dz' x;  db = sum over rows of dz.

internal import CKernels

/// What follows a linear layer or stands alone.
public enum Activation: String, Sendable, Hashable, CaseIterable {
    /// The identity.
    case linear
    /// max(x, 0)
    case relu
    /// x times the normal distribution function of x (the exact form with erf).
    case gelu
    /// x times its sigmoid, also called swish.
    case silu
    /// 1 / (1 + exp(-x))
    case sigmoid
    /// The hyperbolic tangent.
    case tanh

    var code: Int32 {
        switch self {
        case .linear: Int32(HK_LINEAR)
        case .relu: Int32(HK_RELU)
        case .gelu: Int32(HK_GELU)
        case .silu: Int32(HK_SILU)
        case .sigmoid: Int32(HK_SIGMOID)
        case .tanh: Int32(HK_TANH)
        }
    }
    /// Whether the gradient is a function of the input rather than of the output.
    var differentiatesInput: Bool { self == .gelu || self == .silu }
    /// Whether the gradient can be had when dropout has changed the output: from the input, or because an output of 0
    /// passes nothing either way.
    var joinsDropout: Bool { differentiatesInput || self == .relu }
}

struct LinearOperation: Operation {
    let x, weight: Variable
    let bias: Variable?
    let activation: Activation
    /// The share of y that is dropped; only for activations that `Activation.joinsDropout`.
    let dropout: Float
    let y: Variable
    /// The sum before the activation, where the gradient needs it.
    let z: Variable?

    var name: String { "linear" }
    var operationCount: Int { 2 * n * i * o }
    var inputs: [Variable] { [x, weight] + (bias.map { [$0] } ?? []) }
    var outputs: [Variable] { [y] + (z.map { [$0] } ?? []) }
    var kept: [Variable] { [x, weight] + (z.map { [$0] } ?? (activation == .linear ? [] : [y])) }

    private var n: Int { x.rows }
    private var i: Int { x.width }
    private var o: Int { y.width }

    private func mask(_ run: Execution) -> hk_dropout {
        hk_dropout(rate: dropout, key: dropout > 0 ? run.randomKey : 0)
    }

    func forward(_ run: Execution) {
        var g = hk_gemm()
        (g.m, g.n, g.k) = (n, o, i)
        (g.a, g.lda) = (UnsafePointer(run.value(x)), i)
        (g.b, g.ldb, g.transpose_b) = (UnsafePointer(run.value(weight)), i, 1)
        (g.c, g.ldc) = (run.value(y), o)
        g.bias = bias.map { UnsafePointer(run.value($0)) }
        g.activation = activation.code
        g.pre_activation = z.map { run.value($0) }
        g.dropout = mask(run)
        kernels.gemm(run.pool, &g)
    }

    func backward(_ run: Execution) {
        guard let dy = run.gradient(y) else { return }
        // dy becomes dz in the first product that reads it.
        var gate = activation == .linear ? nil : run.value(z ?? y)
        if let target = run.gradientTarget(0) {
            var g = hk_gemm()
            (g.m, g.n, g.k) = (n, i, o)
            (g.a, g.lda) = (UnsafePointer(dy), o)
            (g.b, g.ldb) = (UnsafePointer(run.value(weight)), i)
            (g.c, g.ldc, g.accumulate) = (target.pointer, i, target.flag)
            (g.gate, g.gate_kind) = (UnsafePointer(gate), activation.code)
            g.dropout = mask(run)
            kernels.gemm(run.pool, &g)
            gate = nil
        }
        if let gate {
            kernels.activation_backward(run.pool, n * o, activation.code, gate, dy, 0, dy)
            var mask = mask(run)
            if dropout > 0 { kernels.dropout(run.pool, n * o, &mask, dy, 0, dy) }
        }
        let biasTarget = bias == nil ? nil : run.gradientTarget(2)
        guard let target = run.gradientTarget(1) else {
            if let bias = biasTarget { kernels.column_sum(run.pool, n, o, dy, o, bias.flag, bias.pointer) }
            return
        }
        let isJoined = biasTarget.map { $0.accumulates == target.accumulates } ?? false
        var g = hk_gemm()
        (g.m, g.n, g.k) = (o, i, n)
        (g.a, g.lda, g.transpose_a) = (UnsafePointer(dy), o, 1)
        (g.b, g.ldb) = (UnsafePointer(run.value(x)), i)
        (g.c, g.ldc, g.accumulate) = (target.pointer, i, target.flag)
        g.row_sum = isJoined ? biasTarget?.pointer : nil
        kernels.gemm(run.pool, &g)
        if let bias = biasTarget, !isJoined {
            kernels.column_sum(run.pool, n, o, dy, o, bias.flag, bias.pointer)
        }
    }
}

extension Tape {
    /// activation(x weight' + bias): x [..., I], weight [O,I], bias [O], result [..., O]; in training a share `dropout` of
    /// it is dropped.
    func linear(
        _ x: Variable, weight: Variable, bias: Variable?, activation: Activation = .linear, dropout: Float = 0
    ) -> Variable {
        precondition(weight.shape.count == 2 && weight.shape[1] == x.width, "linear: \(x.shape) by \(weight.shape)")
        precondition(bias.map { $0.count == weight.shape[0] } ?? true, "linear: a bias of another width")
        precondition(dropout >= 0 && dropout < 1, "a dropout rate of \(dropout)")
        let shape = x.shape.dropLast() + [weight.shape[0]]
        let y = makeOutput(Array(shape))
        let z = mode == .training && activation.differentiatesInput ? makeOutput(Array(shape)) : nil
        let joined = mode == .training && activation.joinsDropout ? dropout : 0
        record(
            LinearOperation(x: x, weight: weight, bias: bias, activation: activation, dropout: joined, y: y, z: z))
        return activation.joinsDropout ? y : self.dropout(y, rate: dropout)
    }
}
