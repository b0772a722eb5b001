// talking-face: quality scores of a talking-face video from unequal modalities, with missing labels and inputs.
//
//     hpo train talking-face --data faces.safetensors --set d_model=512 --set layers=6 --set heads=16

import Engine
import JSON

/// Multi-task regression from sequences and single vectors by a transformer encoder.
public struct TalkingFace: Workload {
    /// `talking-face`
    public let name = "talking-face"
    /// What it is, in a line.
    public let summary = "several scores from unequal modalities, with missing labels"
    /// Epochs when nothing is said.
    public let epochs = 20
    /// The mean R2 of the tasks.
    public let objective = Objective(.maximize, "val_r2")
    /// Each task's R2 and RMSE: the data decide which tasks there are.
    public let measures: [String]? = nil

    /// The workload.
    public init() {}

    /// The loss's weights of the report's tasks; tasks of other names have weight 1.
    static let taskWeights: [(task: String, weight: Double)] = [
        ("lip_sync", 0.8), ("expression", 1.2), ("audio_quality", 1.0), ("cross_modal", 1.5), ("overall", 1.3),
    ]

    /// The model's parameters and the common ones.
    public var parameters: [ParameterDescription] {
        var training = TrainingParameters()
        training.schedule = "cosine_warm_restarts"
        training.warmupEpochs = 1
        training.weightDecay = 0.01
        return [
            .init("layers", .int(1...64), standard: 2, "encoder layers"),
            .init("heads", .int(1...256), standard: 4, "attention heads; divides d_model"),
            .init("d_model", .int(1...8192), standard: 64, "width of the model"),
            .init("dim_feedforward", .int(1...65536), standard: nil, "width of the feed-forward networks; 4 x d_model"),
            .init("dropout", .float(0...0.95), standard: 0.1, "dropout in projections, encoder and heads"),
            .init("norm_first", .bool, standard: false, "layer norms before the sums instead of after"),
            .init("positions", .bool, standard: true, "sinusoidal positions added to the modalities' mean"),
        ]
            + Self.taskWeights.map { task, weight in
                .init("\(task)_weight", .float(0...1e6), standard: .double(weight), "weight of \(task) in the loss")
            } + training.descriptions
    }

    /// `dim_feedforward` is 4 x `d_model` where it is not given; `heads` must divide `d_model`.
    public func complete(_ values: inout ParameterValues, place: String) throws(WorkloadError) {
        values.decide("dim_feedforward", .int(4 * values.int("d_model")))
        try Heads.check(values, place: place)
    }

    /// Inputs imputed and z-scored, labels scaled, all by the training set.
    public func makeTask(_ request: TaskRequest) throws(WorkloadError) -> TalkingFaceTask {
        TalkingFaceTask(
            data: try TalkingFaceData(request.data, request.needs), values: request.values, seed: request.seed)
    }
}
