import Testing

@testable import Engine

@Suite("Reference: operations")
struct OperationReferenceTests {
    let tolerance: Float = 1e-5

    @Test("every file of PyTorch's answers is one that a test here compares", arguments: ReferenceFolder.names)
    func known(name: String) {
        #expect(ReferenceOperation(of: name) != nil, "\(name): no test knows what this is an answer of")
    }

    @Test("linear agrees with PyTorch", arguments: ReferenceFolder.names(of: .linear))
    func linear(name: String) throws {
        guard let model = try ReferenceModel(name),
            model.expectOnly(["in/input", "param/weight", "param/bias"])
        else { return }
        let x = model.input("in/input")
        let bias = model.has("param/bias") ? model.parameter("bias") : nil
        let out = model.tape.linear(x, weight: model.parameter("weight"), bias: bias)
        try model.expectAgreement(output: out, tolerance: tolerance)
    }

    @Test("layer norm agrees with PyTorch", arguments: ReferenceFolder.names(of: .layerNorm))
    func layerNorm(name: String) throws {
        guard let model = try ReferenceModel(name) else { return }
        let x = model.input("in/input")
        let out = model.tape.layerNorm(
            x, weight: model.parameter("weight"), bias: model.parameter("bias"), epsilon: model.number("eps", or: 1e-5))
        try model.expectAgreement(output: out, tolerance: tolerance)
    }

    @Test(
        "activations agree with PyTorch",
        arguments: [ReferenceOperation.relu, .gelu, .silu, .sigmoid].flatMap { ReferenceFolder.names(of: $0) })
    func activation(name: String) throws {
        guard let model = try ReferenceModel(name) else { return }
        let activation = try #require(ReferenceOperation(of: name).flatMap { Activation(rawValue: $0.rawValue) })
        let form = model.metadata["form"] ?? "erf"
        #expect(form == "erf", "\(name): the engine has GELU's exact form, not \(form)")
        let out = model.tape.activation(activation, model.input("in/x"))
        try model.expectAgreement(output: out, tolerance: tolerance)
    }

    @Test(
        "softmax, which the engine has in its attention, agrees with PyTorch",
        arguments: ReferenceFolder.names(of: .softmax))
    func softmax(name: String) throws {
        guard let model = try ReferenceModel(name) else { return }
        let (x, shape) = (model.input("in/x"), model.shape("in/x"))
        let width = shape[shape.count - 1]
        // Keys that undo attention's 1/sqrt(width), and values that pass the probabilities on.
        var memory = [Float](repeating: 0, count: width * 2 * width)
        for index in 0..<width {
            memory[index * 2 * width + index] = Float(width).squareRoot()
            memory[index * 2 * width + width + index] = 1
        }
        let tape = model.tape
        let rows = tape.reshape(x, [1, x.count / width, width])
        let out = tape.crossAttention(query: rows, memory: tape.constant(memory, [1, width, 2 * width]), heads: 1)
        try model.expectAgreement(output: tape.reshape(out, shape), tolerance: tolerance)
    }

    @Test("embedding agrees with PyTorch", arguments: ReferenceFolder.names(of: .embedding))
    func embedding(name: String) throws {
        guard let model = try ReferenceModel(name) else { return }
        let out = model.tape.embedding(model.numbers("in/input"), table: model.parameter("weight"))
        try model.expectAgreement(output: out, tolerance: tolerance)
    }

    @Test("convolutions agree with PyTorch", arguments: ReferenceFolder.names(of: .conv2d))
    func convolution(name: String) throws {
        guard let model = try ReferenceModel(name), let stride = stride(of: model) else { return }
        let out = model.tape.convolution(model.image("in/input"), weight: model.parameter("weight"), stride: stride)
        try model.expectAgreement(output: out, isImage: true, tolerance: tolerance)
    }

    @Test("depthwise convolutions agree with PyTorch", arguments: ReferenceFolder.names(of: .depthwiseConv2d))
    func depthwiseConvolution(name: String) throws {
        guard let model = try ReferenceModel(name), let stride = stride(of: model) else { return }
        let out = model.tape.depthwiseConvolution(
            model.image("in/input"), weight: model.parameter("weight"), stride: stride)
        try model.expectAgreement(output: out, isImage: true, tolerance: tolerance)
    }

    /// The stride by which the output is smaller, with a padding of half the kernel; nil, as an issue, for a convolution
    /// that the engine does not have.
    private func stride(of model: ReferenceModel) -> Int? {
        guard model.expectOnly(["in/input", "param/weight"]) else { return nil }
        let (x, weight, out) = (model.shape("in/input"), model.shape("param/weight"), model.shape("out"))
        let named = model.metadata["stride"].flatMap { Int($0) }
        let token = model.name.split(separator: "_").compactMap { $0.first == "s" ? Int($0.dropFirst()) : nil }.first
        let stride = (named ?? token).map { [$0] } ?? Array(1...4)
        let found = stride.first { stride in
            (2...3).allSatisfy { (x[$0] - 1) / stride + 1 == out[$0] }
        }
        guard let found, weight[2] == weight[3], !weight[2].isMultiple(of: 2) else {
            Issue.record("\(model.name): the engine has odd square kernels \(weight) with half their size of padding")
            return nil
        }
        return found
    }

    @Test(
        "batch norm in training agrees with PyTorch, its running statistics too",
        arguments: ReferenceFolder.names(of: .batchNormTrain).filter { !$0.hasSuffix("_stats") })
    func batchNorm(name: String) throws {
        guard let model = try ReferenceModel(name) else { return }
        let channels = model.shape("in/input")[1]
        let mean = model.parameters.addBuffer("mean", [channels], value: 0)
        let variance = model.parameters.addBuffer("var", [channels], value: 1)
        let out = model.tape.batchNorm(
            model.image("in/input"), weight: model.parameter("weight"), bias: model.parameter("bias"),
            runningMean: mean, runningVariance: variance, epsilon: model.number("eps", or: 1e-5),
            momentum: model.number("momentum", or: 0.1))
        try model.expectAgreement(output: out, isImage: true, tolerance: tolerance)
        guard let after = try ReferenceFolder.file("\(name)_stats") else { return }
        model.compare("mean_after", Array(model.parameters.values(of: mean)), try after.floats("mean_after"), 1e-5)
        model.compare("var_after", Array(model.parameters.values(of: variance)), try after.floats("var_after"), 1e-5)
    }

    @Test("squeeze and excitation agrees with PyTorch", arguments: ReferenceFolder.names(of: .squeezeExcite))
    func squeezeExcite(name: String) throws {
        guard let model = try ReferenceModel(name) else { return }
        let squeezed = model.shape("param/a.weight")
        let layer = SqueezeExcite(
            "m", channels: squeezed[1], squeezed: squeezed[0], reduceName: "a", expandName: "b", in: model.parameters)
        let out = layer(model.tape, model.image("in/x"))
        model.bindAll(prefix: "m.")
        try model.expectAgreement(output: out, isImage: true, tolerance: tolerance)
    }
}
