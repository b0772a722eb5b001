// video-music: chords that suit a video, by an affective multimodal transformer.
//
//     hpo train video-music --data chords.safetensors --directory out && hpo generate --weights out/best.safetensors
//
// Kang, Poria and Herremans, "Video2Music: Suitable music generation from videos using an Affective Multimodal
// Transformer model" (2024).

import Engine
import JSON

/// Next chords and their emotion from a video's features.
struct VideoMusic: Workload {
    /// `video-music`
    let name = "video-music"
    /// What it is, in a line.
    let summary = "chords for a video, step by step"
    /// Epochs when nothing is said.
    let epochs = 15
    /// The validation loss: its weights are fixed by the study, not sampled.
    let objective = Objective(.minimize, "val_loss")
    /// What an epoch measures on both sets.
    let measures: [String]? = ["loss", "chord_loss", "emotion_loss", "accuracy", "hits5"]

    /// The workload.
    init() {}

    /// The model's parameters and the common ones.
    var parameters: [ParameterDescription] {
        var training = TrainingParameters()
        training.batchSize = 16
        training.warmupEpochs = 1
        return [
            .init("encoder_layers", .int(1...64), standard: 2, "encoder layers over the video"),
            .init("decoder_layers", .int(1...64), standard: 2, "decoder layers over the chords"),
            .init("heads", .int(1...256), standard: 4, "attention heads; divides d_model"),
            .init("d_model", .int(1...8192), standard: 64, "width of the model"),
            .init("dim_feedforward", .int(1...65536), standard: nil, "width of the feed-forward networks; 2 x d_model"),
            .init("dropout", .float(0...0.95), standard: 0.1, "dropout in the layers"),
            .init("chord_weight", .float(0...1e6), standard: 0.4, "weight of the chords' cross-entropy"),
            .init("emotion_weight", .float(0...1e6), standard: 0.6, "weight of the emotion's binary cross-entropy"),
            .init("label_smoothing", .float(0...0.9), standard: 0.0, "of the chords' cross-entropy"),
        ] + training.descriptions
    }

    /// `dim_feedforward` is 2 x `d_model` where it is not given; `heads` must divide `d_model`.
    func complete(_ values: inout ParameterValues, place: String) throws(WorkloadError) {
        values.decide("dim_feedforward", .int(2 * values.int("d_model")))
        try Heads.check(values, place: place)
    }

    /// Chords, video, key and emotion; video and key z-scored by the training set.
    func makeTask(_ request: TaskRequest) throws(WorkloadError) -> VideoMusicTask {
        VideoMusicTask(
            data: try VideoMusicData(request.data, request.needs), values: request.values, seed: request.seed)
    }

    /// The files that this training has always kept: `results.csv`, `best_epochs.txt`, `model_params.txt`.
    func makeRecorder(folder: String) -> (any TrainingRecorder)? { VideoMusicRecords(folder: folder) }
}
