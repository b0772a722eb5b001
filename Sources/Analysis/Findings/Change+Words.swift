extension Change: CustomStringConvertible {
    /// What to do, in a few words.
    public var description: String {
        switch self {
        case .widen(let parameter, let domain): "widen `\(parameter)` to \(domain)"
        case .narrow(let parameter, let domain): "narrow `\(parameter)` to \(domain)"
        case .fix(let parameter, let value): "fix `\(parameter)` at \(value.figure)"
        case .moreTrials(let count): "run \(count) more trial\(count == 1 ? "" : "s")"
        case .confirm(let trials, let times):
            "run trial\(trials.count == 1 ? "" : "s") \(trials.listed) again with \(times) other seeds"
        case .prunerWarmup(let epochs): "prune nothing before epoch \(epochs)"
        case .epochs(let count): "train for \(count) epochs"
        case .turn(.regularization, .up): "more dropout and weight decay"
        case .turn(.regularization, .down): "less dropout and weight decay"
        case .turn(.capacity, .up): "more capacity: layers, heads, width"
        case .turn(.capacity, .down): "less capacity: layers, heads, width"
        case .turn(.augmentation, .up): "stronger augmentation"
        case .turn(.augmentation, .down): "weaker augmentation"
        case .turn(.learningRate, .up): "a higher learning rate"
        case .turn(.learningRate, .down): "a lower learning rate"
        case .turn(.finalLearningRate, .up): "a higher final learning rate (eta_min)"
        case .turn(.finalLearningRate, .down): "a lower final learning rate (eta_min)"
        case .turn(.clipping, .up): "a higher norm to clip gradients to"
        case .turn(.clipping, .down): "clip gradients, to a lower norm"
        }
    }
}
