import Testing

@testable import Engine

@Suite("Reference: layers")
struct LayerReferenceTests {
    let tolerance: Float = 1e-4

    @Test("encoder layers agree with PyTorch", arguments: ReferenceFolder.names(of: .encoderLayer))
    func encoderLayer(name: String) throws {
        guard let model = try ReferenceModel(name) else { return }
        let shape = model.shape("in/src")
        let layer = EncoderLayer("m", options(of: model, width: shape[2]), in: model.parameters)
        var mask: Variable?
        if model.says("padded") {
            try model.mayFollow("encoder_layer_causal")
            let words = try #require(model.metadata["padded"], "\(name): which positions are padded is not said")
            let seen = try #require(Self.mask(words, shape: shape), "\(name): '\(words)' is not understood")
            mask = model.tape.constant(seen, [shape[0], shape[1]])
        }
        let out = layer(model.tape, model.input("in/src"), causal: model.says("causal"), keyMask: mask)
        model.bindAll(prefix: "m.")
        try model.expectAgreement(output: out, tolerance: tolerance)
    }

    @Test("decoder layers agree with PyTorch", arguments: ReferenceFolder.names(of: .decoderLayer))
    func decoderLayer(name: String) throws {
        guard let model = try ReferenceModel(name) else { return }
        #expect(model.says("causal"), "\(name): the engine's decoder layers are causal")
        let layer = DecoderLayer("m", options(of: model, width: model.shape("in/tgt")[2]), in: model.parameters)
        let out = layer(model.tape, model.input("in/tgt"), memory: model.input("in/memory"))
        model.bindAll(prefix: "m.")
        try model.expectAgreement(output: out, tolerance: tolerance)
    }

    @Test(
        "causal attention with relative positions agrees with PyTorch",
        arguments: ReferenceFolder.names(of: .relativeAttention))
    func relativeAttention(name: String) throws {
        guard let model = try ReferenceModel(name) else { return }
        let width = model.shape("in/x")[2]
        let layer = RelativeAttention(
            "m", width: width, heads: Int(model.number("heads", or: 1)), length: model.shape("param/E")[0],
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

    private func options(of model: ReferenceModel, width: Int) -> TransformerOptions {
        TransformerOptions(
            width: width, heads: Int(model.number("heads", or: 1)),
            feedforward: model.shape("param/linear1.weight")[0], activation: model.says("gelu") ? .gelu : .relu,
            normFirst: model.says("pre") || model.metadata["norm_first"]?.lowercased() == "true")
    }

    /// 1 where a position is seen and 0 where it is padding, by words such as `the last two positions of row 0`, one such
    /// phrase or several; nil where they say something else.
    private static func mask(_ words: String, shape: [Int]) -> [Float]? {
        let numbers = ["one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8]
        var seen = [Float](repeating: 1, count: shape[0] * shape[1])
        let phrases = words.matches(
            of: /last (?<count>\w+)? ?positions? of (?<rows>every row|all rows|row (?<row>\d+))/)
        guard !phrases.isEmpty else { return nil }
        for phrase in phrases {
            let word = phrase.output.count.map(String.init) ?? "one"
            guard let count = numbers[word] ?? Int(word), count < shape[1] else { return nil }
            let rows = phrase.output.row.flatMap { Int($0) }.map { $0..<$0 + 1 } ?? 0..<shape[0]
            guard rows.upperBound <= shape[0] else { return nil }
            for row in rows {
                for position in shape[1] - count..<shape[1] { seen[row * shape[1] + position] = 0 }
            }
        }
        return seen
    }
}
