import Testing

@testable import Engine

@Suite("Reference: operations")
struct OperationReferenceTests {
    let tolerance: Float = 1e-5

    @Test("linear agrees with PyTorch")
    func linear() throws {
        guard let model = try ReferenceModel("linear") else { return }
        let x = model.input("in/input")
        let out = model.tape.linear(x, weight: model.parameter("weight"), bias: model.parameter("bias"))
        try model.expectAgreement(output: out, tolerance: tolerance)
    }

    @Test("layer norm agrees with PyTorch")
    func layerNorm() throws {
        guard let model = try ReferenceModel("layer_norm") else { return }
        let x = model.input("in/input")
        let out = model.tape.layerNorm(
            x, weight: model.parameter("weight"), bias: model.parameter("bias"), epsilon: model.number("eps"))
        try model.expectAgreement(output: out, tolerance: tolerance)
    }

    @Test("activations agree with PyTorch", arguments: [Activation.relu, .gelu, .silu])
    func activation(_ activation: Activation) throws {
        guard let model = try ReferenceModel(activation.rawValue) else { return }
        let out = model.tape.activation(activation, model.input("in/x"))
        try model.expectAgreement(output: out, tolerance: tolerance)
    }

    @Test("softmax agrees with PyTorch")
    func softmax() throws {
        guard let model = try ReferenceModel("softmax") else { return }
        try model.expectAgreement(output: model.tape.softmax(model.input("in/x")), tolerance: tolerance)
    }

    @Test("embedding agrees with PyTorch")
    func embedding() throws {
        guard let model = try ReferenceModel("embedding") else { return }
        let out = model.tape.embedding(model.numbers("in/input"), table: model.parameter("weight"))
        try model.expectAgreement(output: out, tolerance: tolerance)
    }

    @Test("convolutions agree with PyTorch", arguments: [("s1_k3", 1), ("s2_k3", 2), ("s2_k5", 2)])
    func convolution(_ style: String, stride: Int) throws {
        guard let model = try ReferenceModel("conv2d_\(style)") else { return }
        let out = model.tape.convolution(model.image("in/input"), weight: model.parameter("weight"), stride: stride)
        try model.expectAgreement(output: out, isImage: true, tolerance: tolerance)
    }

    @Test("depthwise convolutions agree with PyTorch", arguments: [("s1_k3", 1), ("s2_k3", 2), ("s2_k5", 2)])
    func depthwiseConvolution(_ style: String, stride: Int) throws {
        guard let model = try ReferenceModel("depthwise_conv2d_\(style)") else { return }
        let out = model.tape.depthwiseConvolution(
            model.image("in/input"), weight: model.parameter("weight"), stride: stride)
        try model.expectAgreement(output: out, isImage: true, tolerance: tolerance)
    }

    @Test("batch norm in training agrees with PyTorch, its running statistics too")
    func batchNorm() throws {
        guard let model = try ReferenceModel("batch_norm_train") else { return }
        let channels = model.shape("in/input")[1]
        let mean = model.parameters.addBuffer("mean", [channels], value: 0)
        let variance = model.parameters.addBuffer("var", [channels], value: 1)
        let out = model.tape.batchNorm(
            model.image("in/input"), weight: model.parameter("weight"), bias: model.parameter("bias"),
            runningMean: mean, runningVariance: variance, epsilon: model.number("eps"),
            momentum: model.number("momentum"))
        try model.expectAgreement(output: out, isImage: true, tolerance: tolerance)
        guard let after = try ReferenceFolder.file("batch_norm_train_stats") else { return }
        model.compare("mean_after", Array(model.parameters.values(of: mean)), try after.floats("mean_after"), 1e-5)
        model.compare("var_after", Array(model.parameters.values(of: variance)), try after.floats("var_after"), 1e-5)
    }

    @Test("squeeze and excitation agrees with PyTorch")
    func squeezeExcite() throws {
        guard let model = try ReferenceModel("squeeze_excite") else { return }
        let squeezed = model.shape("param/a.weight")
        let layer = SqueezeExcite(
            "m", channels: squeezed[1], squeezed: squeezed[0], reduceName: "a", expandName: "b", in: model.parameters)
        let out = layer(model.tape, model.image("in/x"))
        model.bindAll(prefix: "m.")
        try model.expectAgreement(output: out, isImage: true, tolerance: tolerance)
    }
}
