// What changes shapes: reshaping, joining columns, spreading over time, scaled sums.

internal import CKernels

/// out = columns of all inputs side by side: inputs [..., Di], out [..., sum of Di].
struct ConcatenateOperation: Operation {
    let inputs: [Variable]
    let out: Variable

    var name: String { "concatenate" }
    var outputs: [Variable] { [out] }
    var kept: [Variable] { [] }

    func forward(_ run: Execution) {
        var column = 0
        for input in inputs {
            kernels.copy_columns(
                out.rows, input.width, run.value(input), input.width, 0, run.value(out) + column, out.width)
            column += input.width
        }
    }

    func backward(_ run: Execution) {
        guard let d = run.gradient(out) else { return }
        var column = 0
        for (slot, input) in inputs.enumerated() {
            if let target = run.gradientTarget(slot) {
                kernels.copy_columns(
                    out.rows, input.width, d + column, out.width, target.flag, target.pointer, input.width)
            }
            column += input.width
        }
    }
}

/// out[b,t] = x[b] for all t: x [B,D], out [B,T,D]; dx[b] = sum over t of dout[b,t].
struct SpreadOverTimeOperation: Operation {
    let x, out: Variable

    var name: String { "spread over time" }
    var inputs: [Variable] { [x] }
    var outputs: [Variable] { [out] }
    var kept: [Variable] { [] }

    func forward(_ run: Execution) {
        let (batch, time, width) = (out.shape[0], out.shape[1], out.shape[2])
        for b in 0..<batch {
            for t in 0..<time {
                (run.value(out) + (b * time + t) * width).update(from: run.value(x) + b * width, count: width)
            }
        }
    }

    func backward(_ run: Execution) {
        guard let d = run.gradient(out), let target = run.gradientTarget(0) else { return }
        let (batch, time, width) = (out.shape[0], out.shape[1], out.shape[2])
        for b in 0..<batch {
            kernels.column_sum(
                run.pool, time, width, d + b * time * width, width, target.flag, target.pointer + b * width)
        }
    }
}

/// out = sum of weight_i * input_i, of one shape.
struct WeightedSumOperation: Operation {
    let inputs: [Variable]
    let weights: [Float]
    let out: Variable

    var name: String { "weighted sum" }
    var outputs: [Variable] { [out] }
    var kept: [Variable] { [] }

    func forward(_ run: Execution) {
        for (slot, input) in inputs.enumerated() {
            kernels.scale(run.pool, out.count, weights[slot], run.value(input), slot == 0 ? 0 : 1, run.value(out))
        }
    }

    func backward(_ run: Execution) {
        guard let d = run.gradient(out) else { return }
        for slot in inputs.indices {
            guard let target = run.gradientTarget(slot) else { continue }
            kernels.scale(run.pool, out.count, weights[slot], d, target.flag, target.pointer)
        }
    }
}

extension Tape {
    /// The same elements in another shape; nothing is computed.
    public func reshape(_ x: Variable, _ shape: [Int]) -> Variable {
        precondition(shape.reduce(1, *) == x.count, "reshape: \(x.shape) to \(shape)")
        return Variable(index: x.index, shape: shape)
    }

    /// Columns of all of [..., Di] side by side.
    public func concatenate(_ inputs: [Variable]) -> Variable {
        precondition(!inputs.isEmpty && inputs.allSatisfy { $0.rows == inputs[0].rows }, "concatenate: other rows")
        let out = makeOutput(inputs[0].shape.dropLast() + [inputs.reduce(0) { $0 + $1.width }])
        record(ConcatenateOperation(inputs: inputs, out: out))
        return out
    }

    /// Repeats x [B,D] for every moment: [B,time,D].
    public func spreadOverTime(_ x: Variable, time: Int) -> Variable {
        precondition(x.shape.count == 2, "spreadOverTime: \(x.shape)")
        let out = makeOutput([x.shape[0], time, x.shape[1]])
        record(SpreadOverTimeOperation(x: x, out: out))
        return out
    }

    /// The sum of weight * tensor over tensors of one shape: losses into one, or a mean of modalities.
    public func weightedSum(_ terms: [(variable: Variable, weight: Float)]) -> Variable {
        precondition(!terms.isEmpty && terms.allSatisfy { $0.variable.shape == terms[0].variable.shape }, "weightedSum")
        let out = makeOutput(terms[0].variable.shape)
        record(WeightedSumOperation(inputs: terms.map(\.variable), weights: terms.map(\.weight), out: out))
        return out
    }
}
