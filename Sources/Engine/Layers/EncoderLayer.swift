// A transformer encoder layer, named and computed as PyTorch's nn.TransformerEncoderLayer.
//
// Post-norm: x = norm1(x + attention(x)); x = norm2(x + feedforward(x)).
// Pre-norm:  x = x + attention(norm1(x)); x = x + feedforward(norm2(x)).

/// Self-attention and a feed-forward network, each with a residual sum, dropout and a layer norm.
public struct EncoderLayer: Sendable {
    /// The self-attention.
    let attention: MultiHeadAttention
    /// D to the feed-forward width.
    let linear1: Linear
    /// The feed-forward width to D.
    let linear2: Linear
    /// Of the attention.
    let norm1: LayerNorm
    /// Of the feed-forward network.
    let norm2: LayerNorm
    let options: TransformerOptions

    /// Adds `name.self_attn…`, `name.linear1`, `name.linear2`, `name.norm1` and `name.norm2`.
    public init(_ name: String, _ options: TransformerOptions, in parameters: ParameterSet) {
        self.options = options
        attention = MultiHeadAttention("\(name).self_attn", width: options.width, heads: options.heads, in: parameters)
        linear1 = Linear("\(name).linear1", inputs: options.width, outputs: options.feedforward, in: parameters)
        linear2 = Linear("\(name).linear2", inputs: options.feedforward, outputs: options.width, in: parameters)
        norm1 = LayerNorm("\(name).norm1", width: options.width, in: parameters)
        norm2 = LayerNorm("\(name).norm2", width: options.width, in: parameters)
    }

    /// Records the layer over x [B,T,D]; `keyMask` [B,T] is 0 at padding.
    public func callAsFunction(
        _ tape: Tape, _ x: Variable, causal: Bool = false, keyMask: Variable? = nil
    ) -> Variable {
        let dropout = options.dropout
        func attend(_ x: Variable) -> Variable {
            attention(tape, x, causal: causal, keyMask: keyMask, dropout: dropout)
        }
        func feedForward(_ x: Variable) -> Variable {
            linear2(tape, linear1(tape, x, activation: options.activation, dropout: dropout))
        }
        if options.normFirst {
            let (sum, normalized) = norm2(tape, x, adding: attend(norm1(tape, x)), dropout: dropout)
            return tape.add(sum, tape.dropout(feedForward(normalized), rate: dropout))
        }
        let attended = norm1(tape, x, adding: attend(x), dropout: dropout).normalized
        return norm2(tape, attended, adding: feedForward(attended), dropout: dropout).normalized
    }
}

/// The shape and style of transformer layers.
public struct TransformerOptions: Sendable, Hashable {
    /// D, the width of a position.
    public var width: Int
    /// H, dividing D.
    public var heads: Int
    /// The width inside the feed-forward network.
    public var feedforward: Int
    /// Of the attention's probabilities, the residuals and the feed-forward network's middle.
    public var dropout: Float
    /// Of the feed-forward network.
    public var activation: Activation
    /// Whether the norms come before the attention and the network (pre-norm) or after the sums (post-norm).
    public var normFirst: Bool

    /// PyTorch's defaults where nothing is said, but for dropout.
    public init(
        width: Int, heads: Int, feedforward: Int, dropout: Float = 0, activation: Activation = .relu,
        normFirst: Bool = false
    ) {
        (self.width, self.heads, self.feedforward) = (width, heads, feedforward)
        (self.dropout, self.activation, self.normFirst) = (dropout, activation, normFirst)
    }
}
