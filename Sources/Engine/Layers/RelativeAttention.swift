// Causal self-attention with learned relative positions, one table for all heads (Huang et al., Music transformer, 2018).
//
// logits[i,j] = q_i . (k_j + E[L-1-(i-j)]) / sqrt(d), j <= i. The joint projection is stored as PyTorch's in_proj_weight.

/// Projections around a causal attention with relative positions.
struct RelativeAttention: Sendable {
    /// The projections; its own attention is not used.
    let attention: MultiHeadAttention
    /// E [L, D/heads]
    let relative: Parameter

    /// Adds what `MultiHeadAttention` does, and `name.E` [length, width/heads], normal with deviation 1/sqrt(width).
    init(_ name: String, width: Int, heads: Int, length: Int, in parameters: ParameterSet) {
        attention = MultiHeadAttention(name, width: width, heads: heads, in: parameters)
        relative = parameters.add(
            "\(name).E", [length, width / heads], .normal(deviation: 1 / Float(width).squareRoot()))
    }

    /// Records the attention over x [B,T,D], T at most the table's length.
    func callAsFunction(
        _ tape: Tape, _ x: Variable, keyMask: Variable? = nil, dropout: Float = 0
    ) -> Variable {
        let projection = tape.linear(
            x, weight: tape.variable(attention.projectionWeight), bias: tape.variable(attention.projectionBias))
        let mixed = tape.selfAttention(
            projection, heads: attention.heads, causal: true, keyMask: keyMask, relative: tape.variable(relative),
            dropout: dropout)
        return attention.output(tape, mixed)
    }
}
