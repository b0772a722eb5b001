import JSON

/// One training on real data, with what it is to reach.
struct LearnProblem {
    let name: String
    let workload: String
    let file: String
    let params: JSONObject
    let epochs: Int
    /// How many seeds the value is the mean of.
    let seeds: Int
    /// The metric of the validation set, the larger the better.
    let metric: String
    /// What it is to reach; nil where that is the baseline.
    let target: Double?

    static let all = [
        // A PyTorch model of this shape with the same values reaches 0.808.
        LearnProblem(
            name: "motion", workload: "face-transformer", file: "motion.safetensors",
            params: [
                "d_model": 128, "layers": 2, "heads": 8, "batch_size": 32, "lr": 1e-3, "weight_decay": 1e-4,
                "warmup_epochs": 0, "patience": 0,
            ], epochs: 15, seeds: 3, metric: "val_cosine", target: 0.80),
        LearnProblem(
            name: "chords", workload: "video-music", file: "chords.safetensors",
            params: [
                "d_model": 64, "encoder_layers": 2, "decoder_layers": 2, "heads": 4, "batch_size": 16, "lr": 1e-3,
                "patience": 0,
            ], epochs: 15, seeds: 3, metric: "val_accuracy", target: nil),
        // PyTorch's EfficientNet-B0 from random weights reached 0.77 with one cycle of the learning rate, which a warm-up
        // of 30 of 100 epochs from lr / 25 and a cosine down to nothing are.
        LearnProblem(
            name: "characters-26", workload: "character", file: "characters-26.safetensors",
            params: [
                "image_size": 48, "batch_size": 16, "lr": 1e-3, "weight_decay": 0.01, "schedule": "cosine",
                "warmup_epochs": 30, "warmup_lr": 4e-5, "eta_min": 4e-9, "patience": 0, "center_crop": 1.0,
                "flip_horizontal": false, "flip_vertical": false, "rotation": 15.0, "shift": 0.1, "scale": 0.2,
                "crop_scale": 1.0, "brightness": 0.0, "contrast": 0.0, "jitter": 0.0, "blur": 0.0,
            ], epochs: 100, seeds: 3, metric: "val_accuracy", target: 0.72),
        // These values were found on the validation set itself: the test set's value says how far that carries.
        LearnProblem(
            name: "air-quality", workload: "talking-face", file: "air-quality.safetensors",
            params: [
                "d_model": 32, "layers": 1, "heads": 4, "dropout": 0.0, "schedule": "constant", "warmup_epochs": 0,
                "lr": 1e-3, "weight_decay": 0.3, "batch_size": 32, "patience": 0,
            ], epochs: 30, seeds: 3, metric: "val_r2", target: nil),
    ]
}
