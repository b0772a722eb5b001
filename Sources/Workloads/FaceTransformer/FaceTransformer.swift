// face-transformer: per-frame face features and keypoints in, the frontal face's embedding out.
//
//     hpo train face-transformer --set d_model=128 --epochs 20

import Engine
import JSON

/// Regression of a vector from a sequence by a transformer encoder.
struct FaceTransformer: Workload {
    /// `face-transformer`
    let name = "face-transformer"
    /// What it is, in a line.
    let summary = "a transformer over frames that predicts an embedding"
    /// Epochs when nothing is said.
    let epochs = 20
    /// Validation cosine similarity.
    let objective = Objective(.maximize, "val_cosine")
    /// What an epoch measures on both sets.
    let measures: [String]? = ["loss", "cosine", "mse"]

    /// The workload.
    init() {}

    /// The model's parameters and the common ones.
    var parameters: [ParameterDescription] {
        var training = TrainingParameters()
        training.warmupEpochs = 2
        return [
            .init("layers", .int(1...64), standard: 4, "encoder layers"),
            .init("heads", .int(1...256), standard: 8, "attention heads; divides d_model"),
            .init("d_model", .int(1...8192), standard: 64, "width of the model"),
            .init("dim_feedforward", .int(1...65536), standard: nil, "width of the feed-forward networks; 4 x d_model"),
            .init("dropout", .float(0...0.95), standard: 0.1, "dropout in the encoder layers"),
            .init("norm_first", .bool, standard: false, "layer norms before the sums instead of after"),
            .init("mse_weight", .float(0...1e6), standard: 0.2, "weight of the mean squared error"),
            .init("cosine_weight", .float(0...1e6), standard: 0.8, "weight of 1 - cosine similarity"),
        ] + training.descriptions
    }

    /// `dim_feedforward` is 4 x `d_model` where it is not given; `heads` must divide `d_model`.
    func complete(_ values: inout ParameterValues, place: String) throws(WorkloadError) {
        values.decide("dim_feedforward", .int(4 * values.int("d_model")))
        try Heads.check(values, place: place)
    }

    /// Frames and targets, z-scored by the training set.
    func makeTask(_ request: TaskRequest) throws(WorkloadError) -> FaceTask {
        FaceTask(
            data: try FaceData(request.data, request.needs), values: request.values, seed: request.seed)
    }
}

/// The check that attention's heads share the width evenly.
enum Heads {
    static func check(_ values: ParameterValues, place: String) throws(WorkloadError) {
        let (heads, width) = (values.int("heads"), values.int("d_model"))
        guard width.isMultiple(of: heads) else {
            throw .wrongValue(
                place: place, name: "heads", expected: "a divisor of d_model, which is \(width)", found: "\(heads)")
        }
    }
}
