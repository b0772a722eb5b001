/// A search in two steps: many trials train to an early epoch and wait there, and the best of them are trained to the end.
///
/// Near the good configurations the order at an early epoch is mostly the order at the end, and an early epoch costs a tenth.
/// But not everywhere: where slow starters win, those who wait are the wrong ones. So some trials are never screened: they are
/// proposed from what completed trials came to alone, and train to the end. Whichever of the two has found the better value
/// gets the larger part of the epochs from then on, and screening counts as ahead only while it still finds better values.
///
/// ```swift
/// let screening = Screening(length: 50)
/// screening.epoch(after: history)        // 5: where trials wait
/// screening.trainsFully(17, after: history)
/// ```
/// A rule of this project; the two steps are those of successive halving with one rung (Jamieson and Talwalkar, 2016), the
/// comparison of what early ranks are worth with trials that do not follow them is Golovin and others' (Vizier, 2017).
public struct Screening: Sendable, Hashable {
    /// The epochs of a full training, where they are known beforehand.
    public let length: Int?

    /// The part of a training after which a trial waits.
    static let part = 0.1
    /// The part of the screened trials' epochs that finishing the best of them may take.
    static let finishing = 1.0 / 3
    /// How many trials must have been screened before the best of them goes on.
    static let leastScreened = 10
    /// While screening has not found a better value in so many of the trainings that it finished, it is not ahead.
    static let patience = 6
    /// How many trainings each way must have completed before the two are compared.
    static let leastCompleted = 2

    /// The rule for trainings of `length` epochs; nil where only what trials have come to says how long they are.
    public init(length: Int? = nil) { self.length = length }

    /// The epochs of a full training as far as known: else those of the longest completed trial.
    func trainingLength(after history: History) -> Int? {
        length ?? history.trials.lazy.filter { $0.value != nil }.compactMap { $0.curve.trainedEpochs }.max()
    }

    /// After how many epochs trials wait; nil while nobody knows how long trainings are, or where they are too short.
    public func epoch(after history: History) -> Int? {
        guard let length = trainingLength(after: history), length >= 4 else { return nil }
        return max(1, Int((Self.part * Double(length)).rounded(.up)))
    }

    /// Whether the trial of that number trains to its end without being screened.
    public func trainsFully(_ number: Int, after history: History) -> Bool {
        number % fullTrainingPeriod(after: history) == 0
    }

    /// Every so many trials one is never screened; 1 while nobody waits.
    func fullTrainingPeriod(after history: History) -> Int {
        guard let length = trainingLength(after: history), let epoch = epoch(after: history) else { return 1 }
        // What a screened trial costs, with its part of the trainings that are finished, in full trainings.
        let cost = Double(epoch) / Double(length) / (1 - Self.finishing)
        let share = fullShare(after: history)
        return Int(1 + ((1 - share) / share / cost).rounded())
    }

    /// The part of all epochs that trials have which are never screened.
    private func fullShare(after history: History) -> Double {
        var (screened, full) = (Found(), Found())
        for trial in history.trials where trial.isOwn {
            guard let loss = trial.value.map(history.direction.loss) else { continue }
            if trial.promotedFrom != nil { screened.add(loss) } else { full.add(loss) }
        }
        if min(screened.count, full.count) < Self.leastCompleted { return 0.5 }
        return screened.best < full.best && screened.sinceBest < Self.patience ? 0.25 : 0.75
    }

    /// What one of the two ways has found.
    private struct Found {
        var best = Double.infinity
        var count = 0
        var sinceBest = 0

        mutating func add(_ loss: Double) {
            count += 1
            sinceBest += 1
            if loss < best { (best, sinceBest) = (loss, 0) }
        }
    }
}

extension Curve {
    /// How many epochs were trained up to the last report, nil without any.
    var trainedEpochs: Int? { epochs.last.map { countsFromZero && $0 < .max ? $0 + 1 : $0 } }

    /// The loss that the trial counted with at its first report after so many trained epochs; nil for a curve that has not
    /// come so far.
    func loss(after trained: Int, _ direction: Direction) -> Double? {
        let position = epochs.partitioningIndex { $0 >= (countsFromZero ? trained - 1 : trained) }
        guard position < epochs.count else { return nil }
        return reached(direction, through: epochs[position]).map { direction.loss($0.value) }
    }
}
