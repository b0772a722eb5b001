import Testing

@testable import Engine

@Suite("Reference: losses")
struct LossReferenceTests {
    let tolerance: Float = 1e-5

    @Test("mean squared error with cosine similarity agrees with PyTorch")
    func mseCosine() throws {
        guard let model = try ReferenceModel("loss_mse_cosine") else { return }
        let loss = model.tape.mseCosineLoss(
            model.input("in/x"), target: model.given("param/target"), mseWeight: model.number("mse_weight"),
            cosineWeight: model.number("cosine_weight")
        ).loss
        try model.expectAgreement(output: loss, tolerance: tolerance)
    }

    @Test("cross-entropy with label smoothing and ignored rows agrees with PyTorch")
    func crossEntropy() throws {
        guard let model = try ReferenceModel("loss_cross_entropy") else { return }
        let loss = model.tape.crossEntropyLoss(
            model.input("in/x"), classes: model.numbers("param/target"),
            labelSmoothing: model.number("label_smoothing")
        ).loss
        try model.expectAgreement(output: loss, tolerance: tolerance)
    }

    @Test("binary cross-entropy of logits agrees with PyTorch")
    func binaryCrossEntropy() throws {
        guard let model = try ReferenceModel("loss_bce_logits") else { return }
        let loss = model.tape.binaryCrossEntropyLoss(model.input("in/x"), target: model.given("param/target")).loss
        try model.expectAgreement(output: loss, tolerance: tolerance)
    }

    @Test("the masked multi-task error agrees with its definition")
    func maskedMSE() throws {
        guard let model = try ReferenceModel("loss_masked_multitask_mse") else { return }
        let loss = model.tape.maskedMSELoss(
            model.input("in/x"), target: model.given("param/target"), weight: model.given("param/weight"))
        try model.expectAgreement(output: loss, tolerance: tolerance)
    }
}
