/// The objective's values by epoch of one trial, in ascending order of epochs.
public struct Curve: Sendable, Hashable {
    /// The reported epochs, ascending.
    public private(set) var epochs: [Int] = []
    /// The value at each of `epochs`.
    public private(set) var values: [Double] = []

    /// Whether its program counts epochs from 0, so that epoch 2 is its third.
    public var countsFromZero: Bool { epochs.first == 0 }

    /// What of its values the trial counts with.
    public internal(set) var counting: TrialValue

    /// An empty curve of a trial that counts with its best value, or as `counting` says.
    public init(counting: TrialValue = .best) { self.counting = counting }

    /// A curve of `values` at `epochs`, which ascend; nil where they do not.
    init?(epochs: [Int], values: [Double]) {
        counting = .best
        guard epochs.count == values.count, zip(epochs, epochs.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
        (self.epochs, self.values) = (epochs, values)
    }

    /// Adds a report; of a repeated epoch the last value counts.
    ///
    /// - Returns: the value that it replaces, nil for a new epoch.
    @discardableResult
    public mutating func report(_ value: Double, at epoch: Int) -> Double? {
        let position = epochs.partitioningIndex { $0 >= epoch }
        if position < epochs.count, epochs[position] == epoch {
            defer { values[position] = value }
            return values[position]
        }
        epochs.insert(epoch, at: position)
        values.insert(value, at: position)
        return nil
    }

    /// Forgets what was reported from `epoch` on.
    ///
    /// - Returns: those epochs and their values.
    @discardableResult
    public mutating func restart(at epoch: Int) -> [(epoch: Int, value: Double)] {
        let position = epochs.partitioningIndex { $0 >= epoch }
        defer {
            epochs.removeSubrange(position...)
            values.removeSubrange(position...)
        }
        return Array(zip(epochs[position...], values[position...]))
    }

    /// The value reported for `epoch`.
    public func value(at epoch: Int) -> Double? {
        let position = epochs.partitioningIndex { $0 >= epoch }
        return position < epochs.count && epochs[position] == epoch ? values[position] : nil
    }

    /// What the trial counts with that ends with `epoch` (its last one when nil), and the epoch of that: of the best value
    /// the first that had it, else the last one; nil without reports. The best is NaN only where every value is.
    public func reached(
        _ direction: Direction, through epoch: Int? = nil
    ) -> (value: Double, epoch: Int)? {
        guard case .last(let count) = counting else { return best(direction, through: epoch) }
        let end = epoch.map { last in epochs.partitioningIndex { $0 > last } } ?? epochs.count
        guard end > 0, let value = TrialValue.mean(of: values[max(0, end - max(1, count))..<end]) else { return nil }
        return (value, epochs[end - 1])
    }

    /// The best value up to and including `epoch` (all when nil) and the first epoch that had it; nil without reports.
    /// NaN only where every value is NaN.
    public func best(_ direction: Direction, through epoch: Int? = nil) -> (value: Double, epoch: Int)? {
        var best: (value: Double, epoch: Int)?
        for (index, value) in values.enumerated() {
            if let epoch, epochs[index] > epoch { break }
            guard let current = best else {
                best = (value, epochs[index])
                continue
            }
            let improves = current.value.isNaN ? !value.isNaN : direction.loss(value) < direction.loss(current.value)
            if improves { best = (value, epochs[index]) }
        }
        return best
    }
}

extension RandomAccessCollection where Index == Int {
    /// The first index whose element satisfies `belongsInSecond`, in a collection partitioned by it.
    func partitioningIndex(where belongsInSecond: (Element) -> Bool) -> Int {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = (low + high) / 2
            if belongsInSecond(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
