/// Every trial of a study as samplers and pruners see it, indexed as changes arrive.
///
/// What it holds does not depend on the order in which the changes of different trials arrive, and a change that makes
/// no sense (a report of a trial that never started, a second ending) never harms: it waits, or counts for nothing.
///
/// Trials with numbers below zero are knowledge from other studies: they are ranked among the others and samplers learn from
/// them, but their configurations do not count as tried. Pruners are given a history without them.
///
/// ```swift
/// var history = History(direction: .maximize, space: space)
/// history.apply(.started(number: 0, configuration: configuration))
/// history.apply(.reported(number: 0, epoch: 1, value: 0.7))
/// history.apply(.ended(number: 0, outcome: .completed(value: 0.7)))
/// ```
public struct History: Sendable {
    /// Whether larger objective values are better; the first objective's where there are several.
    public let direction: Direction
    /// Whether larger values are better, for each objective.
    public let directions: [Direction]
    /// What of its epochs' values a trial counts with.
    public let counting: TrialValue
    /// The trials that have started, by ascending number.
    public private(set) var trials: [TrialRecord] = []
    /// The positions in `trials` of those that ended (for good, or until they are promoted), from the best to the worst:
    /// completed by value, pruned and paused by how far they came and their value there, then those of which nothing is
    /// known but that they went wrong (failed, or completed with NaN or the worst infinity). Equals are in the order of
    /// their numbers. Trials that broke the outcome constraints come before the failed ones, by how far. Of several
    /// objectives none is an order: all trials that met the constraints are equals (see `leading`).
    public private(set) var ranking: [Int] = []
    /// How many of the first positions in `ranking` are no failures.
    public private(set) var rankedSuccesses = 0

    private(set) var positions: [Int: Int] = [:]
    private(set) var early: [Int: [HistoryChange]] = [:]
    private(set) var epochs = EpochIndex()
    private(set) var table: TrialTable?

    /// An empty history. Given the `space` that suggestions will be made in, it keeps the trials encoded for it as they
    /// arrive; without, each suggestion has to encode them all.
    public init(direction: Direction, space: Space? = nil) { self.init(directions: [direction], space: space) }

    /// The same for a study of one or more objectives.
    public init(directions: [Direction], space: Space? = nil, counting: TrialValue = .best) {
        precondition(!directions.isEmpty, "a study has an objective")
        self.counting = counting
        self.directions = directions
        direction = directions[0]
        table = space.map { TrialTable($0) }
    }

    /// The space that the trials are kept encoded for.
    public var space: Space? { table?.space }

    /// The trial of that number, nil when it has not started.
    public func trial(_ number: Int) -> TrialRecord? { positions[number].map { trials[$0] } }

    /// The completed trial with the best value; nil when there is none but NaN.
    public var best: TrialRecord? {
        guard let first = ranking.first, let value = trials[first].value, !value.isNaN else { return nil }
        return trials[first]
    }

    /// The completed trials' losses at an epoch.
    func completedLosses(at epoch: Int) -> SortedLosses { epochs[epoch] }

    /// How many trials have completed.
    public var completedCount: Int { epochs.trials }

    /// The trials encoded for `space`: kept up to date if this history was made with it, else encoded now.
    func table(for space: Space) -> TrialTable {
        if let table, table.space == space { return table }
        return table(encodedFor: space)
    }

    private func table(encodedFor space: Space) -> TrialTable {
        var table = TrialTable(space)
        table.append(contentsOf: trials)
        return table
    }

    /// Takes in trials as they had become, in ascending order and with numbers above those of all that are there: in the time
    /// of some sortings, O(n log n).
    mutating func append(contentsOf records: [TrialRecord]) {
        guard let first = records.first else { return }
        precondition(trials.last.map { $0.number < first.number } ?? true, "trials ascend by number")
        var losses: [Int: [Double]] = [:]
        for record in records {
            positions[record.number] = trials.count
            trials.append(record)
            guard record.value != nil else { continue }
            epochs.trials += 1
            for (epoch, value) in zip(record.curve.epochs, record.curve.values) {
                losses[epoch, default: []].append(direction.loss(value))
            }
        }
        epochs.insert(losses)
        table?.append(contentsOf: records)
        let ranks = trials.map { Rank(of: $0, direction: direction) }
        ranking = trials.indices.filter { trials[$0].outcome != nil }.sorted { ranks[$0] < ranks[$1] }
        rankedSuccesses = ranking.count { ranks[$0].standing != .failed }
        for record in records { for change in early.removeValue(forKey: record.number) ?? [] { apply(change) } }
    }

    /// Takes one change in.
    public mutating func apply(_ change: HistoryChange) {
        switch change {
        case .started(let number, let configuration): start(number, configuration)
        case .reported(let number, let epoch, let value):
            guard let position = positions[number] else { return early[number, default: []].append(change) }
            report(value, at: epoch, of: position)
        case .ended(let number, let outcome):
            guard let position = positions[number] else { return early[number, default: []].append(change) }
            end(position, outcome)
        case .resumed(let number):
            guard let position = positions[number] else { return early[number, default: []].append(change) }
            update(position) { $0.resume() }
        case .restarted(let number, let epoch):
            guard let position = positions[number] else { return early[number, default: []].append(change) }
            restart(at: epoch, position)
        case .deleted(let number): delete(number)
        }
    }

    /// Goes on without a trial, whose number is not given again: the others are indexed anew, in O(n log n).
    private mutating func delete(_ number: Int) {
        early[number] = nil
        guard let position = positions[number] else { return }
        var others = History(directions: directions)
        others.table = table.map { TrialTable($0.space) }
        others.append(contentsOf: Array(trials[..<position] + trials[(position + 1)...]))
        others.early = early
        self = others
    }

    private mutating func start(_ number: Int, _ configuration: Configuration) {
        guard positions[number] == nil else { return }
        let position = trials.partitioningIndex { $0.number > number }
        trials.insert(TrialRecord(number: number, configuration: configuration, counting: counting), at: position)
        if position == trials.count - 1 {
            positions[number] = position
            table?.append(configuration, isTried: trials[position].isOwn)
        } else {
            for index in position..<trials.count { positions[trials[index].number] = index }
            for index in ranking.indices where ranking[index] >= position { ranking[index] += 1 }
            if let space = table?.space { table = table(encodedFor: space) }
        }
        for change in early.removeValue(forKey: number) ?? [] { apply(change) }
    }

    private mutating func report(_ value: Double, at epoch: Int, of position: Int) {
        change(position) { curve in
            let replaced = curve.report(value, at: epoch)
            return (replaced.map { [(epoch, $0)] } ?? [], [(epoch, value)])
        }
    }

    private mutating func restart(at epoch: Int, _ position: Int) {
        change(position) { ($0.restart(at: epoch), []) }
    }

    /// Changes a trial's curve by `body`, which says what is gone from it and what is new, and ranks the trial anew where it
    /// is ranked by that.
    private mutating func change(
        _ position: Int,
        _ body: (inout Curve) -> (gone: [(epoch: Int, value: Double)], new: [(epoch: Int, value: Double)])
    ) {
        let outcome = trials[position].outcome
        let rank = outcome == nil ? nil : ranking.firstIndex(of: position)
        let (gone, new) = body(&trials[position].curve)
        if trials[position].value != nil {
            for (epoch, value) in gone { epochs.remove(direction.loss(value), at: epoch) }
            for (epoch, value) in new { epochs.insert(direction.loss(value), at: epoch) }
        }
        guard let rank, let outcome else { return }
        switch outcome {
        case .pruned, .paused:
            ranking.remove(at: rank)
            rankedSuccesses -= 1
            rankTrial(at: position)
        default: break
        }
    }

    private mutating func end(_ position: Int, _ outcome: Outcome) {
        update(position) { $0.end(outcome) }
    }

    /// Lets a trial end or go on, and ranks it anew where that changes what is known of it.
    private mutating func update(_ position: Int, _ body: (inout TrialRecord) -> Void) {
        let before = trials[position].outcome
        body(&trials[position])
        let after = trials[position].outcome
        switch before {
        case nil: break
        case .paused?:
            guard after != before, let rank = ranking.firstIndex(of: position) else { return }
            ranking.remove(at: rank)
            rankedSuccesses -= 1
        default: return
        }
        guard after != nil else { return }
        rankTrial(at: position)
        guard trials[position].value != nil else { return }
        epochs.trials += 1
        let curve = trials[position].curve
        for (epoch, value) in zip(curve.epochs, curve.values) { epochs.insert(direction.loss(value), at: epoch) }
    }

    private mutating func rankTrial(at position: Int) {
        let rank = Rank(of: trials[position], direction: direction)
        let place = ranking.partitioningIndex { rank < Rank(of: trials[$0], direction: direction) }
        ranking.insert(position, at: place)
        if rank.standing != .failed { rankedSuccesses += 1 }
    }
}

/// What orders ended trials as knowledge, the best first.
struct Rank: Comparable {
    enum Standing: Int, Comparable {
        case completed, pruned, infeasible, failed
        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    let standing: Standing
    let epoch: Int
    let loss: Double
    let number: Int

    init(of trial: TrialRecord, direction: Direction) {
        number = trial.number
        switch trial.outcome {
        case .completed(let score)? where score.value.map { direction.loss($0) < .infinity } ?? false:
            (standing, epoch, loss) = (.completed, 0, direction.loss(score.values[0]))
        case .pruned(let last)?, .paused(let last)?:
            (standing, epoch, loss) = (.pruned, last, direction.loss(trial.curve.value(at: last) ?? .nan))
        case .completed(let score)? where score.isFinite && score.values.count > 1 && score.isFeasible:
            (standing, epoch, loss) = (.completed, 0, 0)
        case .completed(let score)? where score.isFinite && !score.isFeasible:
            (standing, epoch, loss) = (.infeasible, 0, score.violation)
        case .completed, .failed, .stopped, nil:
            (standing, epoch, loss) = (.failed, 0, .infinity)
        }
    }

    static func < (left: Self, right: Self) -> Bool {
        if left.standing != right.standing { return left.standing < right.standing }
        if left.epoch != right.epoch { return left.epoch > right.epoch }
        if left.loss != right.loss { return left.loss < right.loss }
        return left.number < right.number
    }
}
