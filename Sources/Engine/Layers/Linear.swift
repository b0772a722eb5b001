// A linear layer's parameters: weight [out,in] and bias [out], named and initialised as PyTorch's nn.Linear.
//
//     let head = Linear("head", inputs: 64, outputs: 10, in: parameters)
//     let y = head(tape, x)

/// y = activation(x weight' + bias)
public struct Linear: Sendable {
    /// [out,in]
    public let weight: Parameter
    /// [out]
    let bias: Parameter?

    /// Adds `name.weight` and `name.bias`; the bias starts as the weight does, or with `biasValue`.
    public init(
        _ name: String, inputs: Int, outputs: Int, bias: Bool = true, biasValue: Float? = nil,
        in parameters: ParameterSet
    ) {
        let start = Initializer.kaimingUniform(fanIn: inputs)
        weight = parameters.add("\(name).weight", [outputs, inputs], start)
        let biasStart = biasValue.map { Initializer.constant($0) } ?? start
        self.bias = bias ? parameters.add("\(name).bias", [outputs], biasStart) : nil
    }

    /// Records the layer: x [..., in], result [..., out], of which training drops a share `dropout`.
    public func callAsFunction(
        _ tape: Tape, _ x: Variable, activation: Activation = .linear, dropout: Float = 0
    ) -> Variable {
        tape.linear(
            x, weight: tape.variable(weight), bias: bias.map { tape.variable($0) }, activation: activation,
            dropout: dropout)
    }
}
