// out[r] = table[index[r]]: index [...], table [V,D], out [..., D]; dtable[v] = sum of dout where index = v, in order.

internal import CKernels

struct EmbeddingOperation: Operation {
    let indices: Indices
    let table, out: Variable

    var name: String { "embedding" }
    var inputs: [Variable] { [table, indices.variable] }
    var outputs: [Variable] { [out] }
    var kept: [Variable] { [indices.variable] }

    func forward(_ run: Execution) {
        kernels.embedding(
            run.pool, indices.count, table.width, table.rows, run.indices(indices), run.value(table), run.value(out))
    }

    func backward(_ run: Execution) {
        guard let d = run.gradient(out), let target = run.gradientTarget(0) else { return }
        kernels.embedding_backward(
            run.pool, indices.count, table.width, table.rows, run.indices(indices), d, target.flag, target.pointer)
    }
}

extension Tape {
    /// Rows of `table` [V,D] by number; numbers outside 0..<V (padding) give zeros.
    public func embedding(_ indices: Indices, table: Variable) -> Variable {
        precondition(table.shape.count == 2, "embedding: a table of shape \(table.shape)")
        let out = makeOutput(indices.shape + [table.width])
        record(EmbeddingOperation(indices: indices, table: table, out: out))
        return out
    }
}
