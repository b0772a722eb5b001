import Testing

@testable import Engine

@Suite("Reference: layers")
struct LayerReferenceTests {
    let tolerance: Float = 1e-4

    @Test(
        "encoder layers agree with PyTorch",
        arguments: ["post_relu", "post_gelu", "pre_relu", "pre_gelu", "causal", "padded"])
    func encoderLayer(_ style: String) throws {
        guard let model = try ReferenceModel("encoder_layer_\(style)") else { return }
        let shape = model.shape("in/src")
        let options = TransformerOptions(
            width: shape[2], heads: Int(model.number("heads")),
            feedforward: model.shape("param/linear1.weight")[0],
            activation: style.hasSuffix("gelu") ? .gelu : .relu, normFirst: style.hasPrefix("pre"))
        let layer = EncoderLayer("m", options, in: model.parameters)
        var mask: Variable?
        if style == "padded" {
            try model.mayFollow("encoder_layer_causal")
            var seen = [Float](repeating: 1, count: shape[0] * shape[1])
            seen[shape[1] - 1] = 0
            seen[shape[1] - 2] = 0
            mask = model.tape.constant(seen, [shape[0], shape[1]])
        }
        let out = layer(model.tape, model.input("in/src"), causal: style == "causal", keyMask: mask)
        model.bindAll(prefix: "m.")
        try model.expectAgreement(output: out, tolerance: tolerance)
    }

    @Test("a decoder layer agrees with PyTorch")
    func decoderLayer() throws {
        guard let model = try ReferenceModel("decoder_layer_causal") else { return }
        let options = TransformerOptions(
            width: model.shape("in/tgt")[2], heads: Int(model.number("heads")),
            feedforward: model.shape("param/linear1.weight")[0])
        let layer = DecoderLayer("m", options, in: model.parameters)
        let out = layer(model.tape, model.input("in/tgt"), memory: model.input("in/memory"))
        model.bindAll(prefix: "m.")
        try model.expectAgreement(output: out, tolerance: tolerance)
    }

    @Test("causal attention with relative positions agrees with PyTorch")
    func relativeAttention() throws {
        guard let model = try ReferenceModel("relative_attention_causal") else { return }
        let width = model.shape("in/x")[2]
        let layer = RelativeAttention(
            "m", width: width, heads: Int(model.number("heads")), length: model.shape("param/E")[0],
            in: model.parameters)
        let out = layer(model.tape, model.input("in/x"))
        for (row, name) in ["q", "k", "v"].enumerated() {
            model.bind("\(name).weight", to: "m.in_proj_weight", offset: row * width * width)
            model.bind("\(name).bias", to: "m.in_proj_bias", offset: row * width)
        }
        model.bind("o.weight", to: "m.out_proj.weight")
        model.bind("o.bias", to: "m.out_proj.bias")
        model.bind("E", to: "m.E")
        try model.expectAgreement(output: out, tolerance: tolerance)
    }
}
