// Where a training stands between two epochs, apart from the numbers in its tensors.

internal import JSON

/// The loop's own state. Everything else that the next epoch depends on is in the tensors or a function of the seed.
struct TrainingState: Sendable, Hashable {
    /// Finished epochs.
    var epoch = 0
    /// Forward passes of training so far: decides dropout.
    var step: UInt64 = 0
    /// The optimiser's steps.
    var updates = 0
    /// The objective's best value and its epoch.
    var best: Best?
    /// Early stopping's own best and how long it has waited.
    var stoppingBest: Double?
    var waited = 0
    /// Whether early stopping has ended the training.
    var exhausted = false

    struct Best: Sendable, Hashable {
        var value: Double
        var epoch: Int
    }

    /// The state as JSON; doubles keep all their bits.
    var json: JSONValue {
        var object: JSONObject = [
            "epoch": .int(epoch), "step": .int(Int(clamping: step)), "updates": .int(updates), "waited": .int(waited),
            "exhausted": .bool(exhausted),
        ]
        if let best { object["best"] = ["value": .double(best.value), "epoch": .int(best.epoch)] }
        object["stopping_best"] = stoppingBest.map { .double($0) }
        return .object(object)
    }

    init() {}

    init?(_ json: JSONValue) {
        // Far beyond any training, and far from an overflow when the training goes on.
        func count(_ name: String) -> Int? {
            json[name]?.intValue.flatMap { (0..<1 << 53).contains($0) ? $0 : nil }
        }
        guard let epoch = count("epoch"), let step = count("step"), let updates = count("updates"),
            let waited = count("waited"), let exhausted = json["exhausted"]?.boolValue
        else { return nil }
        self.epoch = epoch
        self.step = UInt64(step)
        self.updates = updates
        self.waited = waited
        self.exhausted = exhausted
        stoppingBest = json["stopping_best"]?.doubleValue
        if let object = json["best"] {
            guard let value = object["value"]?.doubleValue, let epoch = object["epoch"]?.intValue else { return nil }
            best = Best(value: value, epoch: epoch)
        }
    }
}
