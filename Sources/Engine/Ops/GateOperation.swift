// out[b,…,c] = x[b,…,c] gate[b,c]: x [B,...,C], gate [B,C]; dx = dout gate, dgate[b,c] = sum of dout x.

internal import CKernels

struct GateOperation: Operation {
    let x, gate, out: Variable

    var name: String { "gate" }
    var inputs: [Variable] { [x, gate] }
    var outputs: [Variable] { [out] }
    var kept: [Variable] { [x, gate] }

    private var between: Int { x.count / gate.count }

    func forward(_ run: Execution) {
        kernels.gate(
            run.pool, gate.shape[0], between, x.width, run.value(x), run.value(gate), 0, run.value(out))
    }

    func backward(_ run: Execution) {
        guard let d = run.gradient(out) else { return }
        if let target = run.gradientTarget(0) {
            kernels.gate(
                run.pool, gate.shape[0], between, x.width, d, run.value(gate), target.flag, target.pointer)
        }
        if let target = run.gradientTarget(1) {
            kernels.gate_sum(
                run.pool, gate.shape[0], between, x.width, run.value(x), d, target.flag, target.pointer)
        }
    }
}

extension Tape {
    /// Multiplies the channels of x [B,...,C] by gate [B,C].
    public func gate(_ x: Variable, _ gate: Variable) -> Variable {
        precondition(
            gate.shape.count == 2 && x.shape.first == gate.shape[0] && x.width == gate.shape[1],
            "gate: \(x.shape) by \(gate.shape)")
        let out = makeOutput(x.shape)
        record(GateOperation(x: x, gate: gate, out: out))
        return out
    }
}
