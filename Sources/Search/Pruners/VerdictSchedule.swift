/// The epochs at which a pruner judges: from a warm-up on, every so many.
///
/// With `warmupEpochs` 3 and `interval` 2 a verdict falls due at epochs 3, 5, 7, …; a program that does not report every
/// epoch is judged at its first report from then on. Epochs are the program's own numbers: one that counts from 0 is judged
/// at the one that it calls 3.
struct VerdictSchedule: Sendable, Hashable {
    /// The earliest epoch that is judged.
    let warmupEpochs: Int
    /// How many epochs lie between verdicts.
    let interval: Int

    /// A schedule; numbers below what makes sense (0, 1) are raised to it.
    init(warmupEpochs: Int, interval: Int) {
        self.warmupEpochs = max(0, warmupEpochs)
        self.interval = max(1, interval)
    }

    /// Whether the report of `epoch` is the first of `curve` since a verdict fell due.
    func isDue(at epoch: Int, on curve: Curve) -> Bool {
        guard epoch >= warmupEpochs else { return false }
        let due = epoch - (epoch - warmupEpochs) % interval
        // With a warm-up of 0 the first verdict is due at epoch 0, of programs that have one.
        return (due >= 1 || epoch == 0) && curve.isFirstReport(epoch, from: due)
    }
}

extension Curve {
    /// Whether no epoch of `due ..< epoch` was reported.
    func isFirstReport(_ epoch: Int, from due: Int) -> Bool {
        let position = epochs.partitioningIndex { $0 >= due }
        return position == epochs.count || epochs[position] >= epoch
    }
}
