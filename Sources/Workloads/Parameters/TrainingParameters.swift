// The parameters that every workload has: optimiser, schedule, batches, early stopping.

import Engine
import JSON

/// The common parameters, each workload with its own standard values.
struct TrainingParameters: Sendable {
    /// The learning rate after warm-up.
    var lr = 1e-3
    /// Epochs of warm-up.
    var warmupEpochs = 0
    /// The learning rate after the warm-up: `cosine`, `cosine_warm_restarts`, `noam` or `constant`.
    var schedule = "cosine"
    /// AdamW's decay.
    var weightDecay = 1e-4
    /// Samples a batch.
    var batchSize = 32
    /// Epochs without improvement that end a training; 0 for never.
    var patience = 0

    /// The standard values where a workload says nothing else.
    init() {}

    /// The parameters' descriptions.
    var descriptions: [ParameterDescription] {
        [
            .init("lr", .float(0...100), standard: .double(lr), "AdamW's learning rate"),
            .init(
                "warmup_epochs", .int(0...100_000), standard: .int(warmupEpochs), "epochs of rise from warmup_lr to lr"),
            .init("warmup_lr", .float(0...100), standard: 1e-6, "the first epoch's learning rate with a warm-up"),
            .init(
                "schedule", .choice(["cosine", "cosine_warm_restarts", "noam", "constant"]),
                standard: .string(schedule), "the learning rate after the warm-up"),
            .init("eta_min", .float(0...100), standard: 1e-6, "where the cosine schedules end"),
            .init("t_0", .int(1...100_000), standard: 10, "cosine_warm_restarts: epochs of the first period"),
            .init("t_mult", .int(1...1000), standard: 2, "cosine_warm_restarts: growth of the periods"),
            .init("warmup_steps", .int(1...100_000_000), standard: 4000, "noam: steps of rise"),
            .init("weight_decay", .float(0...100), standard: .double(weightDecay), "AdamW's decoupled decay"),
            .init("clip", .float(0...1e9), standard: 1.0, "largest global norm of the gradients; 0 clips nothing"),
            .init("batch_size", .int(1...65536), standard: .int(batchSize), "samples a batch"),
            .init("accumulate", .int(1...65536), standard: 1, "batches averaged for one step"),
            .init(
                "patience", .int(0...100_000), standard: .int(patience),
                "epochs without improvement that end it; 0: never"),
            .init("min_delta", .float(0...1e9), standard: 1e-4, "what counts as an improvement"),
            .init(
                "freeze", .text, standard: "",
                "parts that are not trained, by their parameters' names: encoder.layers.0, input", isSilent: true),
        ]
    }

    /// The names in a list with commas.
    static func names(in list: String) -> [String] {
        list.split(separator: ",").map { name in
            var name = name.drop { $0 == " " }
            while let last = name.last, last == " " || last == "." { name.removeLast() }
            return String(name)
        }.filter { !$0.isEmpty }
    }

    /// The loop's options by the values of these parameters. `dModel` is noam's width.
    static func options(
        _ values: ParameterValues, epochs: Int, seed: UInt64, objective: Objective, dModel: Int
    ) -> TrainingOptions {
        let rate = values.float("lr")
        let warmup = values.int("warmup_epochs")
        let etaMin = values.float("eta_min")
        let after: any Schedule =
            switch values.choice("schedule") {
            case "cosine": Cosine(base: rate, etaMin: etaMin, epochs: epochs - warmup)
            case "cosine_warm_restarts":
                CosineWarmRestarts(
                    base: rate, etaMin: etaMin, firstPeriod: values.int("t_0"), multiplier: values.int("t_mult"))
            case "noam": Noam(dModel: dModel, warmupSteps: values.int("warmup_steps"))
            default: Constant(base: rate)
            }
        // Noam has its own rise, step by step.
        let rises = warmup > 0 && values.choice("schedule") != "noam"
        var options = TrainingOptions(
            epochs: epochs, batchSize: values.int("batch_size"),
            schedule: rises
                ? WarmUp(epochs: warmup, from: values.float("warmup_lr"), to: rate, then: after) : after,
            objective: objective.metric, mode: objective.mode, seed: seed)
        options.accumulate = values.int("accumulate")
        options.weightDecay = values.float("weight_decay")
        options.clip = values.float("clip") > 0 ? values.float("clip") : nil
        options.patience = values.int("patience")
        options.minDelta = values.float("min_delta")
        options.frozen = Self.names(in: values.text("freeze"))
        return options
    }
}
