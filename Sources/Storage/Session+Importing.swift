// Imported trials as rows: a table after the other, many rows a statement.

internal import SQLite
internal import Search

extension Session {
    /// A table after the other, each in the order of its key.
    mutating func insert(_ trials: [PlacedTrial], of study: StudyID) throws(StorageError) {
        let begun = trials.filter(\.isBegun)
        try insertTrials(trials, of: study)
        try insertParameters(trials.lazy.map { ($0.number, $0.imported.trial.parameters) }, of: study)
        try insertRemarks(trials, of: study)
        try insertAttempts(begun, of: study)
        try insertFurtherValues(begun, of: study)
        try insertEpochs(begun, of: study)
    }

    private mutating func insertTrials(_ trials: [PlacedTrial], of study: StudyID) throws(StorageError) {
        try insert(
            into: "trials",
            [
                "number", "state", "attempt", "definition", "seed", "origin", "sampler", "note", "saw_revision",
                "repeats", "repetition", "stage", "value", "best_epoch", "violation",
            ], same: ["study": study.id.sqliteValue], from: trials
        ) { placed, rows in
            let trial = placed.imported.trial
            let standing = placed.isBegun ? placed.standing : nil
            rows.add(
                placed.number.sqliteValue, placed.imported.state.name.rawValue.sqliteValue,
                (placed.isBegun ? 1 : 0).sqliteValue, trial.definitionRevision.sqliteValue, trial.seed.sqliteValue,
                trial.origin.rawValue.sqliteValue, trial.sampler.sqliteValue, trial.note.sqliteValue,
                trial.sawRevision.sqliteValue, (trial.repeats?.trial).sqliteValue, (trial.repeats?.index).sqliteValue,
                trial.stage.sqliteValue, (standing?.score?.values.first).sqliteValue,
                (standing?.bestEpoch).sqliteValue, (standing?.violation).sqliteValue)
        }
    }

    private mutating func insertRemarks(_ trials: [PlacedTrial], of study: StudyID) throws(StorageError) {
        try insert(into: "remarks", ["trial", "remark"], same: ["study": study.id.sqliteValue], from: trials) {
            placed, rows in
            if let remark = placed.imported.remark { rows.add(placed.number.sqliteValue, remark.sqliteValue) }
        }
    }

    private mutating func insertAttempts(_ trials: [PlacedTrial], of study: StudyID) throws(StorageError) {
        try insert(
            into: "attempts",
            [
                "trial", "started_revision", "started_at", "ended_revision", "ended_at", "outcome", "value",
                "violation", "pruned_epoch", "reason",
            ], same: ["study": study.id.sqliteValue, "attempt": 1.sqliteValue], from: trials
        ) { placed, rows in
            let completed = placed.standing.completed
            rows.add(
                placed.number.sqliteValue, placed.firstRevision.sqliteValue, placed.startedAt.sqliteValue,
                placed.lastRevision.sqliteValue, placed.endedAt.sqliteValue,
                placed.imported.state.name.rawValue.sqliteValue, (completed?.values.first).sqliteValue,
                (completed?.value == nil ? completed?.violation : nil).sqliteValue,
                placed.standing.prunedEpoch.sqliteValue, placed.standing.reason.sqliteValue)
        }
    }

    private mutating func insertFurtherValues(_ trials: [PlacedTrial], of study: StudyID) throws(StorageError) {
        try insert(
            into: "further_values", ["trial", "position", "value"], same: ["study": study.id.sqliteValue],
            from: trials
        ) { placed, rows in
            for (index, value) in (placed.standing.score?.values ?? []).enumerated().dropFirst() {
                rows.add(placed.number.sqliteValue, (index + 1).sqliteValue, value.sqliteValue)
            }
        }
    }

    private mutating func insertEpochs(_ trials: [PlacedTrial], of study: StudyID) throws(StorageError) {
        for placed in trials {
            for epoch in placed.imported.epochs where epoch.epoch < 0 { throw .unusableEpoch(epoch.epoch) }
        }
        // The other conditions are about the verdict, and there is none.
        try withoutConditions { session throws(StorageError) in
            var rest = trials[...]
            while !rest.isEmpty {
                // So that the epochs that metrics refer to are in memory yet.
                try session.insertEpochs(rest.prefix(400), of: study)
                try session.insertMetrics(rest.prefix(400), of: study)
                rest = rest.dropFirst(400)
            }
        }
    }

    private mutating func insertEpochs(_ trials: ArraySlice<PlacedTrial>, of study: StudyID) throws(StorageError) {
        try insert(
            into: "epochs", ["trial", "epoch", "revision", "reported_at", "objective", "violation"],
            same: ["study": study.id.sqliteValue, "attempt": 1.sqliteValue], from: trials
        ) { placed, rows in
            let (number, time) = (placed.number.sqliteValue, placed.endedAt.sqliteValue)
            var revision = placed.firstRevision
            for epoch in placed.imported.epochs {
                let isChange = epoch.worth.isChange
                if isChange { revision += 1 }
                rows.add(
                    number, epoch.epoch.sqliteValue, isChange ? revision.sqliteValue : .null, time,
                    epoch.worth.values.first.sqliteValue, epoch.worth.violation.sqliteValue)
            }
        }
    }

    private mutating func insertMetrics(_ trials: ArraySlice<PlacedTrial>, of study: StudyID) throws(StorageError) {
        let study = study.id.sqliteValue
        if let name = Self.onlyName(in: trials) {
            return try insert(
                into: "metrics", ["trial", "epoch", "value"], same: ["study": study, "name": name.sqliteValue],
                from: trials
            ) { placed, rows in
                let number = placed.number.sqliteValue
                for epoch in placed.imported.epochs {
                    for metric in epoch.metrics {
                        rows.add(number, epoch.epoch.sqliteValue, metric.value.sqliteValue)
                    }
                }
            }
        }
        try insert(into: "metrics", ["trial", "epoch", "name", "value"], same: ["study": study], from: trials) {
            placed, rows in
            let number = placed.number.sqliteValue
            for epoch in placed.imported.epochs {
                for metric in epoch.metrics {
                    rows.add(number, epoch.epoch.sqliteValue, metric.name.sqliteValue, metric.value.sqliteValue)
                }
            }
        }
    }

    /// The name of all metrics where they have one, which is then said once a statement: most imports are such.
    private static func onlyName(in trials: ArraySlice<PlacedTrial>) -> String? {
        var name: String?
        for placed in trials {
            for epoch in placed.imported.epochs {
                for metric in epoch.metrics where metric.name != name {
                    if name != nil { return nil }
                    name = metric.name
                }
            }
        }
        return name
    }
}
