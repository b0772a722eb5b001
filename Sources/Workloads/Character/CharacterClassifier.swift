// character: which character an image shows, by EfficientNet.
//
//     hpo train character --data characters.safetensors --set image_size=48

import Engine
import JSON

/// Image classification with augmentation.
public struct CharacterClassifier: Workload {
    /// `character`
    public let name = "character"
    /// What it is, in a line.
    public let summary = "an image classifier: EfficientNet with augmentation"
    /// Epochs when nothing is said.
    public let epochs = 15
    /// Validation accuracy.
    public let objective = Objective(.maximize, "val_accuracy")
    /// What an epoch measures on both sets.
    public let measures: [String]? = ["loss", "accuracy"]

    /// The workload.
    public init() {}

    /// The model's, the augmentation's and the common parameters.
    public var parameters: [ParameterDescription] {
        var training = TrainingParameters()
        training.schedule = "cosine_warm_restarts"
        training.weightDecay = 0.01
        return [
            .init("width", .float(0.1...8), standard: 1.0, "width multiplier of EfficientNet-B0"),
            .init("depth", .float(0.1...8), standard: 1.0, "depth multiplier of EfficientNet-B0"),
            .init("image_size", .int(8...1024), standard: 32, "side of the images that the model sees"),
            .init("dropout", .float(0...0.95), standard: 0.2, "dropout before the classifier"),
            .init("stochastic_depth", .float(0...0.95), standard: 0.2, "largest chance that a block is skipped"),
            .init("label_smoothing", .float(0...0.9), standard: 0.0, "of the cross-entropy"),
            .init("center_crop", .float(0.1...1), standard: 0.875, "side of the centre that validation sees"),
        ] + Augmentation.descriptions + training.descriptions
    }

    /// Every combination can be.
    public func complete(_ values: inout ParameterValues, place: String) throws(WorkloadError) {}

    /// Images, normalised by the training set's mean and deviation.
    public func makeTask(_ request: TaskRequest) throws(WorkloadError) -> CharacterTask {
        CharacterTask(
            data: try CharacterData(request.data, request.needs), values: request.values, seed: request.seed)
    }
}
