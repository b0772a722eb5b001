public import Search

/// A metric of the training set with the same metric of the validation set.
public struct MetricPair: Sendable, Hashable {
    /// The training set's: `train_loss`.
    public let train: String
    /// The validation set's: `val_loss`.
    public let validation: String
    /// What both measure: `loss`.
    public let measure: String
    /// Whether larger values are better; nil where the name does not say.
    public let direction: Direction?
    /// Whether it is a loss, of which a ratio can be taken.
    public var isLoss: Bool { direction == .minimize }

    /// The pairs among `names`, those of losses first, otherwise in the order of what they measure.
    ///
    /// A name's words say which set it is of: `train_loss`, `train/loss`, `trainLoss`, `tr_loss` and `loss_train` pair with
    /// `val_loss`, `valid/loss`, `validation_loss`, `dev_loss`, `eval_loss` and, where there is none of those, `test_loss`; a `loss`
    /// alone is the training set's where there is a `val_loss` and no `train_loss`.
    ///
    /// - Parameter objective: whose direction is known.
    public static func pairs(among names: some Sequence<String>, objective: EvidenceObjective? = nil) -> [MetricPair] {
        var named: [String: [(set: MetricName.DataSet?, name: String)]] = [:]
        for name in names.sorted() {
            let read = MetricName(name)
            named[read.measure, default: []].append((read.set, name))
        }
        let pairs = named.compactMap { measure, members -> MetricPair? in
            func first(_ set: MetricName.DataSet?) -> String? { members.first { $0.set == set }?.name }
            guard let validation = first(.validation) ?? first(.test), let train = first(.train) ?? first(nil) else {
                return nil
            }
            let known = objective.flatMap { [train, validation].contains($0.metric) ? $0.direction : nil }
            return MetricPair(
                train: train, validation: validation, measure: measure,
                direction: known ?? MetricName(validation).direction)
        }
        return pairs.sorted { left, right in
            left.isLoss != right.isLoss ? left.isLoss : left.measure < right.measure
        }
    }
}

/// What a metric's name says of it.
struct MetricName {
    enum DataSet { case train, validation, test }

    /// Of which set it is; nil where the name does not say.
    let set: DataSet?
    /// The rest of the name's words.
    let measure: String
    /// Whether larger values are better; nil where no word says so.
    let direction: Direction?
    /// The name's words in small letters.
    let words: [String]

    private static let sets: [String: DataSet] = [
        "train": .train, "training": .train, "tr": .train, "trn": .train, "val": .validation, "valid": .validation,
        "validation": .validation, "dev": .validation, "eval": .validation, "evaluation": .validation, "test": .test,
    ]

    private static let losses: Set<String> = [
        "loss", "losses", "error", "errors", "err", "mse", "rmse", "mae", "mape", "nll", "perplexity", "ppl", "bce",
        "ce",
        "crossentropy", "entropy", "cer", "wer", "fid", "kl", "distance", "logloss", "brier", "regret", "eer",
    ]

    private static let gains: Set<String> = [
        "acc", "accuracy", "f1", "auc", "auroc", "roc", "precision", "recall", "r2", "cosine", "similarity", "iou",
        "miou",
        "dice", "bleu", "rouge", "psnr", "ssim", "map", "hits", "score", "reward", "kappa", "mcc", "top1", "top5",
        "ndcg",
        "sensitivity", "specificity", "correlation", "accuracies",
    ]

    init(_ name: String) {
        let words = Self.words(of: name)
        self.words = words
        let place = words.firstIndex { Self.sets[$0] != nil }
        set = place.flatMap { Self.sets[words[$0]] }
        measure = words.indices.filter { $0 != place }.map { words[$0] }.joined(separator: " ")
        if words.contains(where: Self.losses.contains) {
            direction = .minimize
        } else {
            direction = words.contains(where: Self.gains.contains) ? .maximize : nil
        }
    }

    /// `trainLoss`, `train/loss` and `train_loss` have two words each.
    private static func words(of name: String) -> [String] {
        var words: [String] = []
        var word = ""
        var wasSmall = false
        for character in name {
            let isWord = character.isLetter || character.isNumber
            if !isWord || character.isUppercase && wasSmall {
                if !word.isEmpty { words.append(word) }
                word = ""
            }
            if isWord { word += character.lowercased() }
            wasSmall = character.isLowercase
        }
        return word.isEmpty ? words : words + [word]
    }
}
