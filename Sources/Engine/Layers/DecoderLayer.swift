// A transformer decoder layer, named and computed as PyTorch's nn.TransformerDecoderLayer: causal self-attention,
// attention over a memory, a feed-forward network, each with a residual sum, dropout and a layer norm.

/// The self-attention of a decoder layer.
enum DecoderSelfAttention: Sendable {
    /// PyTorch's, without positions of its own.
    case plain(MultiHeadAttention)
    /// With learned relative positions.
    case relative(RelativeAttention)
}

/// One layer of a decoder.
public struct DecoderLayer: Sendable {
    /// Over the targets.
    let selfAttention: DecoderSelfAttention
    /// Over the memory.
    let memoryAttention: MultiHeadAttention
    /// D to the feed-forward width.
    let linear1: Linear
    /// The feed-forward width to D.
    let linear2: Linear
    /// Of the self-attention.
    let norm1: LayerNorm
    /// Of the attention over the memory.
    let norm2: LayerNorm
    /// Of the feed-forward network.
    let norm3: LayerNorm
    let options: TransformerOptions

    /// Adds `name.self_attn…`, `name.multihead_attn…`, `name.linear1`, `name.linear2` and `name.norm1` to `norm3`. With
    /// `relativeLength` the self-attention has relative positions up to that many steps back.
    public init(_ name: String, _ options: TransformerOptions, relativeLength: Int? = nil, in parameters: ParameterSet)
    {
        self.options = options
        let (width, heads) = (options.width, options.heads)
        if let relativeLength {
            selfAttention = .relative(
                RelativeAttention(
                    "\(name).self_attn", width: width, heads: heads, length: relativeLength, in: parameters))
        } else {
            selfAttention = .plain(
                MultiHeadAttention("\(name).self_attn", width: width, heads: heads, in: parameters))
        }
        memoryAttention = MultiHeadAttention("\(name).multihead_attn", width: width, heads: heads, in: parameters)
        linear1 = Linear("\(name).linear1", inputs: width, outputs: options.feedforward, in: parameters)
        linear2 = Linear("\(name).linear2", inputs: options.feedforward, outputs: width, in: parameters)
        norm1 = LayerNorm("\(name).norm1", width: width, in: parameters)
        norm2 = LayerNorm("\(name).norm2", width: width, in: parameters)
        norm3 = LayerNorm("\(name).norm3", width: width, in: parameters)
    }

    /// Records the layer over targets x [B,T,D] and memory [B,S,D]; masks are 0 at padding.
    public func callAsFunction(
        _ tape: Tape, _ x: Variable, memory: Variable, keyMask: Variable? = nil, memoryMask: Variable? = nil
    ) -> Variable {
        let dropout = options.dropout
        func attend(_ x: Variable) -> Variable {
            switch selfAttention {
            case .plain(let attention): attention(tape, x, causal: true, keyMask: keyMask, dropout: dropout)
            case .relative(let attention): attention(tape, x, keyMask: keyMask, dropout: dropout)
            }
        }
        func look(_ x: Variable) -> Variable {
            memoryAttention(tape, x, memory: memory, keyMask: memoryMask, dropout: dropout)
        }
        func feedForward(_ x: Variable) -> Variable {
            linear2(tape, linear1(tape, x, activation: options.activation, dropout: dropout))
        }
        if options.normFirst {
            let first = norm2(tape, x, adding: attend(norm1(tape, x)), dropout: dropout)
            let second = norm3(tape, first.sum, adding: look(first.normalized), dropout: dropout)
            return tape.add(second.sum, tape.dropout(feedForward(second.normalized), rate: dropout))
        }
        let first = norm1(tape, x, adding: attend(x), dropout: dropout).normalized
        let second = norm2(tape, first, adding: look(first), dropout: dropout).normalized
        return norm3(tape, second, adding: feedForward(second), dropout: dropout).normalized
    }
}
