import Engine
import JSON

/// What a workload reads of its data: which splits, and of which the labels too.
///
///     let needs = DataNeeds([.test], labels: false, statistics: statistics)   // to predict
struct DataNeeds {
    /// The splits that were asked for.
    let kept: Set<Split>
    /// The splits whose inputs are read; `train` is among them where nothing is fitted yet.
    let splits: Set<Split>
    /// Those whose labels are read too.
    let labelled: Set<Split>
    /// What an earlier training fitted; nil where it is to be fitted on `train`.
    let statistics: JSONValue?

    /// What `splits` need, with or without their labels; `train` is needed with its own where there are no statistics.
    init(_ splits: Set<Split>, labels: Bool = true, statistics: JSONValue?) {
        let fitted: Set<Split> = statistics == nil ? [.train] : []
        kept = splits
        self.splits = splits.union(fitted)
        labelled = (labels ? splits : []).union(fitted)
        self.statistics = statistics
    }

    /// The split whose shapes the others must have.
    var first: Split { Split.allCases.first { splits.contains($0) } ?? .train }

    /// The width that an earlier training fitted means of; nil where nothing is fitted yet.
    func fittedWidth(_ name: String) -> Int? { statistics?[name]?["mean"]?.arrayValue?.count }

    /// Refuses a split without samples, before anything is fitted to its shapes.
    func check(_ count: (Split) -> Int) throws(WorkloadError) {
        for split in Split.allCases where splits.contains(split) && count(split) == 0 {
            throw .training(.noSamples(split))
        }
    }
}

extension WorkloadError {
    /// An error of reading data; `labels` are the names, after the split's, of the tensors that only training and measuring
    /// need. A name that ends in "/" stands for all that begin with it.
    static func reading(_ error: FileError, labels: [String]) -> WorkloadError {
        guard case .missing(_, let tensor, _) = error, let slash = tensor.firstIndex(of: "/") else {
            return .file(error)
        }
        let name = tensor[tensor.index(after: slash)...]
        let isLabel = labels.contains { name == $0 || $0.hasSuffix("/") && name.hasPrefix($0) }
        return isLabel ? .unlabelled(error) : .file(error)
    }
}
