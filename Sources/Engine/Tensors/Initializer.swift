// How a parameter starts: PyTorch's defaults.
//
//     parameters.add("linear.weight", [64, 32], .kaimingUniform(fanIn: 32))

/// The distribution that a parameter's first values are drawn from.
public enum Initializer: Sendable, Hashable {
    /// All elements the same.
    case constant(Float)
    /// Uniform in ±bound.
    case uniform(bound: Float)
    /// Uniform in ±1/sqrt(fanIn): PyTorch's `kaiming_uniform_(a=sqrt(5))`, for the weights and biases of linear layers
    /// and convolutions.
    case kaimingUniform(fanIn: Int)
    /// Uniform in ±sqrt(6 / (fanIn + fanOut)) (Glorot and Bengio, 2010).
    case xavierUniform(fanIn: Int, fanOut: Int)
    /// Normal with this mean and deviation.
    case normal(mean: Float = 0, deviation: Float = 1)

    func fill(_ values: UnsafeMutableBufferPointer<Float>, from philox: Philox, stream: UInt64) {
        switch self {
        case .constant(let value): values.update(repeating: value)
        case .uniform(let bound): philox.fill(values, stream: stream, uniform: -bound, bound)
        case .kaimingUniform(let fanIn):
            Initializer.uniform(bound: 1 / Float(max(fanIn, 1)).squareRoot()).fill(values, from: philox, stream: stream)
        case .xavierUniform(let fanIn, let fanOut):
            Initializer.uniform(bound: (6 / Float(max(fanIn + fanOut, 1))).squareRoot())
                .fill(values, from: philox, stream: stream)
        case .normal(let mean, let deviation):
            for index in values.indices {
                values[index] = mean + deviation * philox.normal(stream: stream, index: UInt64(index))
            }
        }
    }
}
