// Imported trials in the history of their study: each is begun and ended before the next one.

internal import Search

/// A trial that is imported, and which changes of the history it is.
struct PlacedTrial {
    let imported: ImportedTrial
    let number: Int
    let standing: ImportedStanding
    /// The change that it begins with; the last one before it where it waits.
    let firstRevision: Int
    /// The change that it ends with.
    let lastRevision: Int
    let startedAt: Double
    let endedAt: Double

    var isBegun: Bool { imported.state != .waiting }

    static func all(
        of study: NewStudy, _ trials: [ImportedTrial], hasConditions: Bool, now: Double
    ) -> [PlacedTrial] {
        let directions = study.objectives.map(\.direction)
        var revision = 0
        return trials.enumerated().map { number, trial in
            let placed = PlacedTrial(
                trial, number, ImportedStanding(trial, directions, hasConditions: hasConditions), after: revision,
                now: now)
            revision = placed.lastRevision
            return placed
        }
    }

    private init(_ trial: ImportedTrial, _ number: Int, _ standing: ImportedStanding, after revision: Int, now: Double)
    {
        (imported, self.number, self.standing) = (trial, number, standing)
        endedAt = trial.endedAt ?? trial.startedAt ?? now
        startedAt = trial.startedAt ?? endedAt
        let isWaiting = trial.state == .waiting
        firstRevision = isWaiting ? revision : revision + 1
        lastRevision = isWaiting ? revision : firstRevision + trial.epochs.count { $0.worth.isChange } + 1
    }
}

/// What a trial comes to by its epochs and by how it ended.
struct ImportedStanding {
    let score: Score?
    let bestEpoch: Int?
    /// Of the study's conditions, nil where there is nothing to say of them.
    let violation: Double?
    var completed: Score?
    var prunedEpoch: Int?
    var reason: String?

    init(_ trial: ImportedTrial, _ directions: [Direction], hasConditions: Bool) {
        switch trial.state {
        case .completed(let score): completed = score
        case .pruned(let epoch): prunedEpoch = epoch
        case .failed(let why): reason = why
        case .stopped(let why): reason = why
        case .waiting, .running: break
        }
        if let completed {
            // What it was told to count with may be of no epoch at all.
            let isLike = { (epoch: ImportedEpoch) in
                epoch.worth.isChange && (epoch.worth.values[0] == completed.values[0])
            }
            score = completed
            bestEpoch = completed.value == nil ? nil : trial.epochs.first(where: isLike)?.epoch
            violation = hasConditions ? completed.violation : nil
            return
        }
        var best = BestSoFar(
            direction: directions[0], value: nil, epoch: 0, violation: 0, hasSeveralObjectives: directions.count > 1)
        var (reached, epoch, violated) = (Score?.none, Int?.none, Double?.none)
        for reported in trial.epochs {
            guard let first = reported.worth.values.first,
                best.isSurpassed(by: first, violation: reported.worth.violation, at: reported.epoch)
            else { continue }
            reached = Score(values: reported.worth.values, violation: reported.worth.violation ?? 0)
            (epoch, violated) = (reported.epoch, reported.worth.violation)
            best = BestSoFar(
                direction: directions[0], value: first, epoch: reported.epoch, violation: violated ?? 0,
                hasSeveralObjectives: directions.count > 1)
        }
        (score, bestEpoch, violation) = (reached, epoch, violated)
    }
}

extension EpochWorth {
    /// Whether samplers and pruners see it: pruners judge one objective, by epochs that count.
    var isChange: Bool { values.count == 1 && (violation ?? 0) == 0 }
}
