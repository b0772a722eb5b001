// Layers of image models, named and initialised as PyTorch's nn.Conv2d and nn.BatchNorm2d; images are [B,H,W,C].

/// A convolution without bias: weight [O,C,k,k], or [C,1,k,k] depthwise.
public struct Convolution: Sendable {
    /// The kernels.
    public let weight: Parameter
    /// Pixels from one output to the next.
    public let stride: Int
    let isDepthwise: Bool

    /// Adds `name.weight` [outputs,inputs,kernel,kernel], normal by fan-out as EfficientNet starts (He et al., 2015).
    public init(
        _ name: String, inputs: Int, outputs: Int, kernel: Int = 1, stride: Int = 1, in parameters: ParameterSet
    ) {
        let deviation = (2 / Float(outputs * kernel * kernel)).squareRoot()
        weight = parameters.add("\(name).weight", [outputs, inputs, kernel, kernel], .normal(deviation: deviation))
        self.stride = stride
        isDepthwise = false
    }

    /// Adds `name.weight` [channels,1,kernel,kernel] for a depthwise convolution.
    public init(_ name: String, depthwise channels: Int, kernel: Int, stride: Int = 1, in parameters: ParameterSet) {
        let deviation = (2 / Float(kernel * kernel)).squareRoot()
        weight = parameters.add("\(name).weight", [channels, 1, kernel, kernel], .normal(deviation: deviation))
        self.stride = stride
        isDepthwise = true
    }

    /// Records the convolution of x [B,H,W,C].
    public func callAsFunction(_ tape: Tape, _ x: Variable) -> Variable {
        let weight = tape.variable(weight)
        return isDepthwise
            ? tape.depthwiseConvolution(x, weight: weight, stride: stride)
            : tape.convolution(x, weight: weight, stride: stride)
    }
}

/// Batch normalisation with running statistics; frozen where both of its parameters are.
public struct BatchNorm: Sendable {
    /// [C], starts with ones.
    public let weight: Parameter
    /// [C], starts with zeros.
    let bias: Parameter
    /// [C]
    let runningMean: NamedBuffer
    /// [C]
    let runningVariance: NamedBuffer
    let epsilon: Float
    let momentum: Float

    /// Adds `name.weight`, `name.bias` and the buffers `name.running_mean` and `name.running_var`.
    public init(
        _ name: String, channels: Int, epsilon: Float = 1e-5, momentum: Float = 0.1, in parameters: ParameterSet
    ) {
        weight = parameters.add("\(name).weight", [channels], .constant(1))
        bias = parameters.add("\(name).bias", [channels], .constant(0))
        runningMean = parameters.addBuffer("\(name).running_mean", [channels], value: 0)
        runningVariance = parameters.addBuffer("\(name).running_var", [channels], value: 1)
        (self.epsilon, self.momentum) = (epsilon, momentum)
    }

    /// Records the normalisation of x [..., C].
    public func callAsFunction(_ tape: Tape, _ x: Variable) -> Variable {
        tape.batchNorm(
            x, weight: tape.variable(weight), bias: tape.variable(bias), runningMean: runningMean,
            runningVariance: runningVariance, epsilon: epsilon, momentum: momentum,
            isFrozen: tape.parameters.isFrozen(weight) && tape.parameters.isFrozen(bias))
    }
}

/// Squeeze-and-excitation (Hu et al., 2018): channels scaled by a gate from their means; 1 x 1 convolutions with bias.
public struct SqueezeExcite: Sendable {
    let reduce: (weight: Parameter, bias: Parameter)
    let expand: (weight: Parameter, bias: Parameter)

    /// Adds `name.REDUCE.weight` [squeezed,channels,1,1], `.bias`, and the same for EXPAND (by default torchvision's
    /// names, fc1 and fc2).
    public init(
        _ name: String, channels: Int, squeezed: Int, reduceName: String = "fc1", expandName: String = "fc2",
        in parameters: ParameterSet
    ) {
        func pair(_ part: String, _ inputs: Int, _ outputs: Int) -> (weight: Parameter, bias: Parameter) {
            let deviation = (2 / Float(outputs)).squareRoot()
            return (
                parameters.add("\(name).\(part).weight", [outputs, inputs, 1, 1], .normal(deviation: deviation)),
                parameters.add("\(name).\(part).bias", [outputs], .constant(0))
            )
        }
        reduce = pair(reduceName, channels, squeezed)
        expand = pair(expandName, squeezed, channels)
    }

    /// Records the gate over x [B,H,W,C].
    public func callAsFunction(_ tape: Tape, _ x: Variable) -> Variable {
        precondition(x.shape.count == 4, "SqueezeExcite: \(x.shape)")
        let pixels = tape.reshape(x, [x.shape[0], x.shape[1] * x.shape[2], x.shape[3]])
        func layer(_ pair: (weight: Parameter, bias: Parameter), _ x: Variable, _ activation: Activation) -> Variable {
            let weight = tape.reshape(tape.variable(pair.weight), Array(pair.weight.shape.prefix(2)))
            return tape.linear(x, weight: weight, bias: tape.variable(pair.bias), activation: activation)
        }
        let squeezed = layer(reduce, tape.meanOverTime(pixels), .silu)
        return tape.gate(x, layer(expand, squeezed, .sigmoid))
    }
}
