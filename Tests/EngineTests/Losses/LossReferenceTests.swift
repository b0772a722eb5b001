import Testing

@testable import Engine

@Suite("Reference: losses")
struct LossReferenceTests {
    let tolerance: Float = 1e-5

    @Test(
        "mean squared error with cosine similarity agrees with PyTorch",
        arguments: ReferenceFolder.names(of: .mseCosine))
    func mseCosine(name: String) throws {
        guard let model = try ReferenceModel(name) else { return }
        let loss = model.tape.mseCosineLoss(
            model.input("in/x"), target: model.given("param/target"), mseWeight: model.number("mse_weight", or: 1),
            cosineWeight: model.number("cosine_weight", or: 1)
        ).loss
        try model.expectAgreement(output: loss, tolerance: tolerance)
    }

    @Test(
        "cross-entropy with label smoothing and ignored rows agrees with PyTorch",
        arguments: ReferenceFolder.names(of: .crossEntropy))
    func crossEntropy(name: String) throws {
        guard let model = try ReferenceModel(name) else { return }
        let ignored = Int(model.number("ignore_index", or: -100))
        let classes = model.shape("in/x").last ?? 0
        #expect(
            !(0..<classes).contains(ignored), "\(name): the engine ignores numbers that are no class, not \(ignored)")
        let loss = model.tape.crossEntropyLoss(
            model.input("in/x"), classes: model.numbers("param/target"),
            labelSmoothing: model.number("label_smoothing")
        ).loss
        try model.expectAgreement(output: loss, tolerance: tolerance)
    }

    @Test(
        "binary cross-entropy of logits agrees with PyTorch", arguments: ReferenceFolder.names(of: .binaryCrossEntropy))
    func binaryCrossEntropy(name: String) throws {
        guard let model = try ReferenceModel(name) else { return }
        let loss = model.tape.binaryCrossEntropyLoss(model.input("in/x"), target: model.given("param/target")).loss
        try model.expectAgreement(output: loss, tolerance: tolerance)
    }

    @Test("the masked multi-task error agrees with its definition", arguments: ReferenceFolder.names(of: .maskedMSE))
    func maskedMSE(name: String) throws {
        guard let model = try ReferenceModel(name) else { return }
        let loss = model.tape.maskedMSELoss(
            model.input("in/x"), target: model.given("param/target"), weight: model.given("param/weight"))
        try model.expectAgreement(output: loss, tolerance: tolerance)
    }
}
