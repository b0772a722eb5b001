// Multi-head attention's parameters, named and initialised as PyTorch's nn.MultiheadAttention.
//
// in_proj_weight [3D,D] stacks the projections of queries, keys and values; out_proj is a linear layer D to D.

/// Projections in and out around the fused attention.
struct MultiHeadAttention: Sendable {
    /// [3D,D]
    let projectionWeight: Parameter
    /// [3D]
    let projectionBias: Parameter
    /// D to D
    let output: Linear
    /// How many heads share D.
    let heads: Int

    /// Adds `name.in_proj_weight`, `name.in_proj_bias`, `name.out_proj.weight` and `name.out_proj.bias`.
    init(_ name: String, width: Int, heads: Int, in parameters: ParameterSet) {
        precondition(width.isMultiple(of: heads), "\(heads) heads of \(width)")
        self.heads = heads
        projectionWeight = parameters.add(
            "\(name).in_proj_weight", [3 * width, width], .xavierUniform(fanIn: width, fanOut: 3 * width))
        projectionBias = parameters.add("\(name).in_proj_bias", [3 * width], .constant(0))
        output = Linear("\(name).out_proj", inputs: width, outputs: width, biasValue: 0, in: parameters)
    }

    /// Records self-attention over x [B,T,D]; `keyMask` [B,T] is 0 at padding.
    func callAsFunction(
        _ tape: Tape, _ x: Variable, causal: Bool = false, keyMask: Variable? = nil, dropout: Float = 0
    ) -> Variable {
        let projection = tape.linear(
            x, weight: tape.variable(projectionWeight), bias: tape.variable(projectionBias))
        let mixed = tape.selfAttention(projection, heads: heads, causal: causal, keyMask: keyMask, dropout: dropout)
        return output(tape, mixed)
    }

    /// Records attention of x [B,T,D] over a memory [B,S,D]; `keyMask` [B,S] is 0 at padding.
    func callAsFunction(
        _ tape: Tape, _ x: Variable, memory: Variable, keyMask: Variable? = nil, dropout: Float = 0
    ) -> Variable {
        let width = x.width
        let query = tape.linear(
            x, weight: tape.variable(projectionWeight, rows: 0..<width),
            bias: tape.variable(projectionBias, rows: 0..<width))
        let keysAndValues = tape.linear(
            memory, weight: tape.variable(projectionWeight, rows: width..<3 * width),
            bias: tape.variable(projectionBias, rows: width..<3 * width))
        return output(
            tape,
            tape.crossAttention(query: query, memory: keysAndValues, heads: heads, keyMask: keyMask, dropout: dropout))
    }
}
