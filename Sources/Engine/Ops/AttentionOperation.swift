// Scaled dot-product attention of H heads (Vaswani et al., 2017), fused: the [T,S] probabilities are never stored.
//
// Queries [B,T,…], keys and values [B,S,…] are columns of projections: all three of one [B,T,3D], or q [B,T,D] and
// [B,S,2D]. Result [B,T,D], D = H * width.

internal import CKernels

/// A range of columns of a variable [B,T,C].
struct Columns {
    let variable: Variable
    let first: Int
}

struct AttentionOperation: Operation {
    let query, key, value: Columns
    let heads, width: Int
    let causal: Bool
    let keyMask: Variable?
    let relative: Variable?
    let dropout: Float
    let out, statistics: Variable
    let inputs: [Variable]

    init(
        query: Columns, key: Columns, value: Columns, heads: Int, width: Int, causal: Bool, keyMask: Variable?,
        relative: Variable?, dropout: Float, out: Variable, statistics: Variable
    ) {
        (self.query, self.key, self.value) = (query, key, value)
        (self.heads, self.width, self.causal) = (heads, width, causal)
        (self.keyMask, self.relative, self.dropout) = (keyMask, relative, dropout)
        (self.out, self.statistics) = (out, statistics)
        var inputs: [Variable] = []
        for columns in [query, key, value] where !inputs.contains(columns.variable) { inputs.append(columns.variable) }
        if let relative { inputs.append(relative) }
        if let keyMask { inputs.append(keyMask) }
        self.inputs = inputs
    }

    var name: String { "attention" }
    var operationCount: Int { 4 * out.count * key.variable.shape[1] }
    var outputs: [Variable] { [out, statistics] }
    var kept: [Variable] { inputs + [statistics] }

    private func arguments(_ run: Execution) -> hk_attention {
        var a = hk_attention()
        (a.batch, a.time, a.memory_time) = (out.shape[0], out.shape[1], key.variable.shape[1])
        (a.heads, a.width) = (heads, width)
        a.scale = 1 / Float(width).squareRoot()
        a.q = UnsafePointer(run.value(query.variable) + query.first)
        a.k = UnsafePointer(run.value(key.variable) + key.first)
        a.v = UnsafePointer(run.value(value.variable) + value.first)
        (a.q_stride, a.k_stride, a.v_stride) = (query.variable.width, key.variable.width, value.variable.width)
        (a.out, a.out_stride, a.statistics) = (run.value(out), out.width, run.value(statistics))
        a.causal = causal ? 1 : 0
        a.key_mask = keyMask.map { UnsafePointer(run.value($0)) }
        a.relative = relative.map { UnsafePointer(run.value($0)) }
        a.relative_length = relative?.shape[0] ?? 0
        a.dropout = hk_dropout(rate: dropout, key: dropout > 0 ? run.randomKey : 0)
        return a
    }

    func forward(_ run: Execution) {
        var a = arguments(run)
        kernels.attention(run.pool, &a)
    }

    func backward(_ run: Execution) {
        guard let d = run.gradient(out) else { return }
        var a = arguments(run)
        a.out_gradient = UnsafePointer(d)
        func target(_ variable: Variable) -> GradientTarget? {
            inputs.firstIndex(of: variable).flatMap { run.gradientTarget($0) }
        }
        if let q = target(query.variable) { (a.q_gradient, a.accumulate_q) = (q.pointer + query.first, q.flag) }
        if let k = target(key.variable) { (a.k_gradient, a.accumulate_k) = (k.pointer + key.first, k.flag) }
        if let v = target(value.variable) { (a.v_gradient, a.accumulate_v) = (v.pointer + value.first, v.flag) }
        if let relative, let e = target(relative) { (a.relative_gradient, a.accumulate_relative) = (e.pointer, e.flag) }
        kernels.attention_backward(run.pool, &a)
    }
}

extension Tape {
    /// Self-attention over a joint projection [B,T,3D] of queries, keys and values, `heads` dividing D.
    ///
    /// - Parameters:
    ///   - causal: position i sees positions 0...i only.
    ///   - keyMask: [B,T], 1 for positions that count and 0 for padding.
    ///   - relative: [L,D/heads] with L >= T: adds q_i . E[L-1-(i-j)] to the logits of a causal attention.
    ///   - dropout: of the probabilities.
    func selfAttention(
        _ projection: Variable, heads: Int, causal: Bool = false, keyMask: Variable? = nil, relative: Variable? = nil,
        dropout: Float = 0
    ) -> Variable {
        let d = projection.width / 3
        return attention(
            Columns(variable: projection, first: 0), Columns(variable: projection, first: d),
            Columns(variable: projection, first: 2 * d), d: d, heads: heads, causal: causal, keyMask: keyMask,
            relative: relative, dropout: dropout)
    }

    /// Attention of queries [B,T,D] over a memory's joint projection [B,S,2D] of keys and values.
    func crossAttention(
        query: Variable, memory: Variable, heads: Int, causal: Bool = false, keyMask: Variable? = nil,
        dropout: Float = 0
    ) -> Variable {
        let d = query.width
        precondition(memory.width == 2 * d, "crossAttention: \(query.shape) and \(memory.shape)")
        return attention(
            Columns(variable: query, first: 0), Columns(variable: memory, first: 0),
            Columns(variable: memory, first: d), d: d, heads: heads, causal: causal, keyMask: keyMask, relative: nil,
            dropout: dropout)
    }

    private func attention(
        _ query: Columns, _ key: Columns, _ value: Columns, d: Int, heads: Int, causal: Bool, keyMask: Variable?,
        relative: Variable?, dropout: Float
    ) -> Variable {
        let shape = query.variable.shape
        let memory = key.variable.shape
        precondition(shape.count == 3 && memory.count == 3 && shape[0] == memory[0], "attention: \(shape), \(memory)")
        precondition(d.isMultiple(of: heads), "attention: \(heads) heads of \(d)")
        precondition(keyMask.map { $0.shape == [memory[0], memory[1]] } ?? true, "attention: the mask's shape")
        precondition(
            relative.map { causal && $0.shape.count == 2 && $0.shape[0] >= memory[1] && $0.shape[1] == d / heads }
                ?? true, "attention: relative positions need a causal mask and [L,D/heads]")
        let out = makeOutput([shape[0], shape[1], d])
        let statistics = makeOutput([shape[0], heads, 2, shape[1]])
        record(
            AttentionOperation(
                query: query, key: key, value: value, heads: heads, width: d / heads, causal: causal, keyMask: keyMask,
                relative: relative, dropout: mode == .training ? dropout : 0, out: out, statistics: statistics))
        return out
    }
}
