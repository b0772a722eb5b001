// Studies that another program has made: all their trials in one transaction, each a change of the history after the other.

internal import SQLite
internal import Search
internal import Synchronization

extension StudyDatabase {
    /// Creates a study with `trials` as its trials 0, 1, 2, …, all of it or nothing; it counts as used.
    ///
    /// Their epochs are in the history, and nobody has judged them. The order in which trials ran at once is not known: each
    /// is begun and ended before the next one.
    ///
    /// - Parameter hasConditions: whether results of the study have to meet any.
    /// - Throws: `studyExists`, `unusableName`.
    public func importStudy(
        _ study: NewStudy, hasConditions: Bool, trials: [ImportedTrial]
    ) throws(StorageError) -> Study {
        if let problem = NewStudy.problem(withName: study.name) {
            throw .unusableName(study.name, problem: problem)
        }
        let now = clock()
        return try write("import the study") { session throws(StorageError) in
            let created = try session.create(study, now: now)
            var revision = 0
            for (number, trial) in trials.enumerated() {
                try session.insert(
                    trial, number: number, of: created, after: &revision, now: now,
                    having: ImportedStanding(trial, study.objectives.map(\.direction), hasConditions: hasConditions))
            }
            try session.setRevision(revision, of: created)
            guard let study = try session.study("id = ?", created.id) else { throw .studyGone }
            return study
        }
    }
}

extension Session {
    fileprivate mutating func insert(
        _ imported: ImportedTrial, number: Int, of study: StudyID, after revision: inout Int, now: Double,
        having standing: ImportedStanding
    ) throws(StorageError) {
        try insert(imported.trial, number: number, of: study, state: .waiting)
        if let remark = imported.remark {
            try run("INSERT INTO remarks VALUES (?, ?, ?)", study.id, number, remark)
        }
        if imported.state == .waiting { return }
        let ended = imported.endedAt ?? imported.startedAt ?? now
        revision += 1
        try run(
            """
            UPDATE trials SET state = ?, attempt = 1, value = ?, best_epoch = ?, violation = ? WHERE study = ? AND number = ?
            """, imported.state.name.rawValue, standing.score?.values.first, standing.bestEpoch, standing.violation,
            study.id, number)
        let started = revision
        revision += imported.epochs.count { $0.worth.isChange } + 1
        try run(
            """
            INSERT INTO attempts (
                study, trial, attempt, started_revision, started_at, ended_revision, ended_at, outcome, value, violation,
                pruned_epoch, reason)
            VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, study.id, number, started, imported.startedAt ?? ended, revision, ended, imported.state.name.rawValue,
            standing.completed?.values.first, standing.completed?.value == nil ? standing.completed?.violation : nil,
            standing.prunedEpoch, standing.reason)
        for (index, value) in (standing.score?.values ?? []).enumerated().dropFirst() {
            try run("INSERT INTO further_values VALUES (?, ?, ?, ?)", study.id, number, index + 1, value)
        }
        try insert(imported.epochs, number: number, of: study, after: started, at: ended)
    }

    /// Many rows a statement: importing is little else.
    private mutating func insert(
        _ epochs: [ImportedEpoch], number: Int, of study: StudyID, after revision: Int, at time: Double
    ) throws(StorageError) {
        var revision = revision
        var rest = epochs[...]
        while !rest.isEmpty {
            let part = rest.prefix(rest.count < Self.rowsAtOnce ? 1 : Self.rowsAtOnce)
            rest = rest.dropFirst(part.count)
            var values: [any SQLiteConvertible] = [study.id, number, time]
            for epoch in part {
                let isChange = epoch.worth.isChange
                if isChange { revision += 1 }
                values += [
                    epoch.epoch, isChange ? revision : Int?.none, epoch.worth.values.first, epoch.worth.violation,
                ]
            }
            try run(part.count == 1 ? Self.oneEpoch : Self.manyEpochs, list: values)
        }
        var metrics = epochs.flatMap { epoch in epoch.metrics.map { (epoch.epoch, $0) } }[...]
        while !metrics.isEmpty {
            let part = metrics.prefix(metrics.count < Self.rowsAtOnce ? 1 : Self.rowsAtOnce)
            metrics = metrics.dropFirst(part.count)
            var values: [any SQLiteConvertible] = [study.id, number]
            for (epoch, metric) in part { values += [epoch, metric.name, metric.value] as [any SQLiteConvertible] }
            try run(part.count == 1 ? Self.oneMetric : Self.manyMetrics, list: values)
        }
    }

    private static let rowsAtOnce = 25
    private static let oneEpoch = epochRows(1)
    private static let manyEpochs = epochRows(rowsAtOnce)
    private static let oneMetric = metricRows(1)
    private static let manyMetrics = metricRows(rowsAtOnce)

    private static func epochRows(_ count: Int) -> String {
        let rows = (0..<count).map { row in
            let next = 4 * row + 4
            return "(?1, ?2, ?\(next), 1, ?\(next + 1), ?3, ?\(next + 2), ?\(next + 3))"
        }
        return "INSERT INTO epochs (study, trial, epoch, attempt, revision, reported_at, objective, violation) VALUES "
            + rows.joined(separator: ", ")
    }

    private static func metricRows(_ count: Int) -> String {
        let rows = (0..<count).map { "(?1, ?2, ?\(3 * $0 + 3), ?\(3 * $0 + 4), ?\(3 * $0 + 5))" }
        return "INSERT INTO metrics (study, trial, epoch, name, value) VALUES " + rows.joined(separator: ", ")
    }
}

/// What a trial comes to by its epochs and by how it ended.
private struct ImportedStanding {
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
    fileprivate var isChange: Bool { values.count == 1 && (violation ?? 0) == 0 }
}
