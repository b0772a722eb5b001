internal import SQLite
internal import System

/// One merge at work: what is done with each study of the other database, whose tables are at hand as `other`.
struct StudyMerging {
    private let wanted: [Study]
    private let path: String
    private let here: Owner
    private let now: Double
    private var conflicts: [MergeConflict] = []

    init(_ wanted: [Study], from path: String, seenFrom here: Owner, at now: Double) {
        (self.wanted, self.path, self.here, self.now) = (wanted, path, here, now)
    }

    /// Brings all of them in.
    ///
    /// - Throws: `mergeRefused` with all that stands against it.
    mutating func run(
        in session: inout Session, renaming: [String: String], directory: (String) -> String
    ) throws(StorageError) -> [StudyMerge] {
        // Rows may come before those that they refer to.
        try session.run("PRAGMA defer_foreign_keys = ON")
        let tables = try session.studyTables()
        let lastUses = try session.lastUses(of: wanted.map(\.id))
        var merges: [StudyMerge] = []
        for study in wanted {
            let name = renaming[study.name] ?? study.name
            switch try counterpart(of: study, called: name, in: &session) {
            case .none:
                let added = try session.add(
                    study, as: name, directory: directory(study.directory), lastUse: lastUses[study.id] ?? 0, tables)
                try session.markElsewhere(added, path: path)
                merges.append(try merge(study, into: added, .added, before: (0, 0), in: &session))
            case .same(let own, let effect):
                let before = try session.amounts(of: .here(own))
                let labels = try session.labels(of: own)
                if effect == .extended {
                    try session.replace(own, by: study.id, tables)
                    try session.markElsewhere(own, path: path)
                }
                try session.mergeLabels(labels, into: own, of: study.id)
                merges.append(try merge(study, into: own, effect, before: before, in: &session))
            case .conflict(let conflict): conflicts.append(conflict)
            }
        }
        guard conflicts.isEmpty else { throw .mergeRefused(conflicts) }
        return merges
    }

    private enum Counterpart {
        case none
        case same(StudyID, StudyMerge.Effect)
        case conflict(MergeConflict)
    }

    /// What there is here of a study.
    private func counterpart(
        of study: Study, called name: String, in session: inout Session
    ) throws(StorageError) -> Counterpart {
        let theirs = StudyCopy.other(study.id)
        let copies = try session.copies(of: study.id)
        var behind: StudyID?
        for copy in copies {
            let ours = StudyCopy.here(copy)
            let isInTheirs = try session.contains(theirs, ours)
            if try session.contains(ours, theirs) { return .same(copy, isInTheirs ? .unchanged : .ahead) }
            if isInTheirs { behind = behind ?? copy }
        }
        if let behind {
            let claims = try session.claims(of: behind)
            let live = claims.first { !$0.isElsewhere && $0.isAlive(seenFrom: here, at: now) }
            guard let owner = live?.owner else { return .same(behind, .extended) }
            return .conflict(.inUse(name: study.name, process: owner.process.pid, host: owner.host))
        }
        guard let taken = try session.study("name = ?", name) else {
            return NewStudy.problem(withName: name).map { .conflict(.unusableName(name, problem: $0)) } ?? .none
        }
        guard copies.contains(taken.id) else { return .conflict(.otherStudy(name: name)) }
        let trial = try session.firstDifference(.here(taken.id), theirs)
        return .conflict(.diverged(name: study.name, here: name, trial: trial))
    }

    private func merge(
        _ study: Study, into own: StudyID, _ effect: StudyMerge.Effect, before: (trials: Int, epochs: Int),
        in session: inout Session
    ) throws(StorageError) -> StudyMerge {
        let after = try session.amounts(of: .here(own))
        let name = try session.study("id = ?", own.id)?.name ?? study.name
        return StudyMerge(
            nameThere: study.name, name: name, study: own, effect: effect, trials: after.trials - before.trials,
            epochs: after.epochs - before.epochs)
    }
}
