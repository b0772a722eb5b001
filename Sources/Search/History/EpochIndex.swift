/// The completed trials' losses at each epoch, sorted, so that a pruner's quantiles cost a look-up.
struct EpochIndex: Sendable, Equatable {
    /// How many trials have completed.
    var trials = 0
    private var losses: [Int: SortedLosses] = [:]

    subscript(epoch: Int) -> SortedLosses { losses[epoch] ?? SortedLosses() }

    mutating func insert(_ loss: Double, at epoch: Int) { losses[epoch, default: SortedLosses()].insert(loss) }

    /// Inserts many at once: one sorting for each epoch.
    mutating func insert(_ further: [Int: [Double]]) {
        for (epoch, further) in further { losses[epoch, default: SortedLosses()].insert(contentsOf: further) }
    }

    /// Removes a loss that was inserted.
    mutating func remove(_ loss: Double, at epoch: Int) {
        losses[epoch]?.remove(loss)
        if losses[epoch]?.values.isEmpty == true { losses[epoch] = nil }
    }
}

/// Losses in ascending order, so that the best comes first.
struct SortedLosses: Sendable, Equatable {
    private(set) var values = SortedBlocks<Double>()

    mutating func insert(_ loss: Double) {
        values.insert(loss) { $0 > loss }
    }

    mutating func insert(contentsOf losses: [Double]) {
        values = SortedBlocks(sorted: (Array(values) + losses).sorted())
    }

    mutating func remove(_ loss: Double) { values.remove { $0 >= loss } }

    /// The value below which the share `fraction` of the losses lies, linear between the two nearest; nil without any.
    func quantile(_ fraction: Double) -> Double? {
        guard !values.isEmpty else { return nil }
        let place = fraction * Double(values.count - 1)
        let below = values[Int(place)]
        let above = values[min(Int(place) + 1, values.count - 1)]
        let share = place - place.rounded(.down)
        if share == 0 || below == above { return below }
        return above.isFinite && below.isFinite ? below + (above - below) * share : above
    }
}
