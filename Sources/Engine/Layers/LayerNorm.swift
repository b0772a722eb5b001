// Layer normalisation's parameters, named as PyTorch's nn.LayerNorm.

/// Normalises rows of the last dimension, then scales and shifts.
public struct LayerNorm: Sendable {
    /// [D], starts with ones.
    public let weight: Parameter
    /// [D], starts with zeros.
    let bias: Parameter

    /// Adds `name.weight` and `name.bias`.
    public init(_ name: String, width: Int, in parameters: ParameterSet) {
        weight = parameters.add("\(name).weight", [width], .constant(1))
        bias = parameters.add("\(name).bias", [width], .constant(0))
    }

    /// Records the normalisation of x [..., D].
    public func callAsFunction(_ tape: Tape, _ x: Variable) -> Variable {
        tape.layerNorm(x, weight: tape.variable(weight), bias: tape.variable(bias))
    }

    /// Records x + dropout(residual) and the normalisation of that.
    public func callAsFunction(
        _ tape: Tape, _ x: Variable, adding residual: Variable, dropout: Float
    ) -> (sum: Variable, normalized: Variable) {
        tape.addLayerNorm(
            x, residual, dropout: dropout, weight: tape.variable(weight), bias: tape.variable(bias))
    }
}
