// Studies: created with their first definition, found by name, deleted with all that is theirs.

internal import SQLite
internal import Search
internal import System

extension StudyDatabase {
    /// Creates a study, and `waiting` as its trials 0, 1, 2, …; it counts as used. Its sampler will know of `knowledge`.
    ///
    /// - Parameter steps: its first step through its stages, where it has any.
    /// - Throws: `studyExists`, `unusableName`; nothing is stored then.
    public func createStudy(
        _ study: NewStudy, waiting: [NewTrial] = [], steps: [StageStep] = [], knowledge: [KnownTrial] = []
    ) throws(StorageError) -> Study {
        if let problem = NewStudy.problem(withName: study.name) {
            throw .unusableName(study.name, problem: problem)
        }
        let now = clock()
        return try write("create the study") { session throws(StorageError) in
            let created = try session.create(study, now: now)
            try session.insert(steps, after: 0, of: created, now: now)
            for (number, trial) in waiting.enumerated() {
                try session.insert(trial, number: number, of: created, state: .waiting)
            }
            for trial in knowledge { try session.insert(trial, of: created) }
            guard let study = try session.study("id = ?", created.id) else { throw .studyGone }
            return study
        }
    }

    /// All studies, in the order in which they were created.
    public func studies() throws(StorageError) -> [Study] {
        try read("list the studies") { session throws(StorageError) in
            try session.studies()
        }
    }

    /// The study called `name`.
    ///
    /// - Throws: `unknownStudy` with the names of all studies.
    public func study(named name: String) throws(StorageError) -> Study {
        try read("find the study") { session throws(StorageError) in
            if let study = try session.study("name = ?", name) { return study }
            let names = try session.rows("SELECT name FROM studies ORDER BY id") { row throws(SQLiteError) in
                try row[0] as String
            }
            throw .unknownStudy(name: name, known: names)
        }
    }

    /// Whether `name` is what the study is called. For those who have it open and are told its name again and again.
    public func isNamed(_ study: StudyID, _ name: String) throws(StorageError) -> Bool {
        try read("find the study") { session throws(StorageError) in
            try session.first("SELECT id FROM studies WHERE name = ?", name) { row throws(SQLiteError) in
                try row[0] as Int
            } == study.id
        }
    }

    /// The study as it is now, its newest revisions included.
    public func study(_ id: StudyID) throws(StorageError) -> Study {
        try read("find the study") { session throws(StorageError) in
            guard let study = try session.study("id = ?", id.id) else { throw .studyGone }
            return study
        }
    }

    /// The study that was created or used last, nil where there is none.
    public func lastUsedStudy() throws(StorageError) -> Study? {
        try read("find the study used last") { session throws(StorageError) in
            try session.study("last_use = (SELECT max(last_use) FROM studies)")
        }
    }

    /// Makes the study the one used last.
    public func markUsed(_ study: StudyID) throws(StorageError) {
        guard try lastUsedStudy()?.id != study else { return }
        try write("note the use of the study") { session throws(StorageError) in
            let found = try session.run(
                "UPDATE studies SET last_use = (SELECT max(last_use) + 1 FROM studies) WHERE id = ?", study.id)
            guard found == 1 else { throw .studyGone }
        }
    }

    /// Deletes the study and every row that is its own.
    ///
    /// - Throws: `studyInUse` while a process runs a trial of it; `reap` first, so that dead ones do not count.
    public func deleteStudy(_ study: StudyID) throws(StorageError) {
        try write("delete the study") { session throws(StorageError) in
            let claim = try session.first(
                "SELECT name, pid, host FROM claims JOIN studies ON studies.id = study WHERE study = ?", study.id
            ) { row throws(SQLiteError) in
                StorageError.studyInUse(name: try row[0], process: try row[1], host: try row[2])
            }
            if let claim { throw claim }
            guard try session.run("DELETE FROM studies WHERE id = ?", study.id) > 0 else { throw .studyGone }
        }
    }

    /// Gives the study another name.
    ///
    /// - Parameter move: takes along what is named after the study, while nobody can begin a trial; where it returns false, the
    ///   name stays.
    /// - Returns: what `move` returned.
    /// - Throws: `studyExists`, `unusableName`; `studyInUse` while a process runs a trial of it.
    public func renameStudy(
        _ study: StudyID, to name: String, move: () -> Bool = { true }
    ) throws(StorageError) -> Bool {
        if let problem = NewStudy.problem(withName: name) { throw .unusableName(name, problem: problem) }
        return try write("rename the study") { session throws(StorageError) in
            guard let current = try session.study("id = ?", study.id) else { throw .studyGone }
            if let other = try session.study("name = ?", name), other.id != study { throw .studyExists(name: name) }
            if let owner = try session.claims(of: study).first?.owner {
                throw .studyInUse(name: current.name, process: owner.process.pid, host: owner.host)
            }
            guard move() else { return false }
            try session.run("UPDATE studies SET name = ? WHERE id = ?", name, study.id)
            return true
        }
    }

    /// Stores a changed definition of the study, and makes the trials that wait anew by it.
    ///
    /// - Parameters:
    ///   - revision: of the definition that it changes.
    ///   - trials: how many trials the study had when the change was checked.
    ///   - waiting: what the trials that wait run with from now on, by number: each of them.
    /// - Returns: the definition's new revision; nil where another process has changed the definition or begun, enqueued or
    ///   taken a trial meanwhile: check the change again.
    public func addDefinition(
        _ text: String, to study: StudyID, after revision: Int, trials: Int, waiting: [Int: TrialParameters]
    ) throws(StorageError) -> Int? {
        let now = clock()
        return try write("store the definition") { session throws(StorageError) in
            guard let current = try session.study("id = ?", study.id) else { throw .studyGone }
            let queue = try session.rows(
                "SELECT number FROM trials WHERE study = ? AND state = 'waiting'", study.id
            ) { row throws(SQLiteError) in try row[0] as Int }
            let next = try session.nextNumber(of: study)
            guard current.definitionRevision == revision, next == trials, Set(queue) == Set(waiting.keys) else {
                return nil
            }
            try session.run(
                "INSERT INTO definitions VALUES (?, ?, ?, ?, ?)", study.id, revision + 1, text, current.revision, now)
            for (number, parameters) in waiting {
                try session.run("DELETE FROM parameters WHERE study = ? AND trial = ?", study.id, number)
                try session.insert(parameters, number: number, of: study)
                try session.run(
                    "UPDATE trials SET definition = ? WHERE study = ? AND number = ?", revision + 1, study.id, number)
            }
            return revision + 1
        }
    }

    /// A revision of the study's definition, the newest when none is named.
    public func definition(_ revision: Int? = nil, of study: StudyID) throws(StorageError) -> StoredDefinition {
        try read("read the definition") { session throws(StorageError) in
            let found = try session.first(
                """
                SELECT revision, text, history_revision, created_at FROM definitions
                WHERE study = ?1 AND revision = coalesce(?2, (SELECT max(revision) FROM definitions WHERE study = ?1))
                """, study.id, revision
            ) { row throws(SQLiteError) in
                StoredDefinition(
                    revision: try row[0], text: try row[1], historyRevision: try row[2], createdAt: try row[3])
            }
            guard let found else { throw revision.map { .unknownDefinition(revision: $0) } ?? .studyGone }
            return found
        }
    }

    /// Where the trials of every study stand, in the order in which the studies were created.
    public func counts() throws(StorageError) -> [StudyCounts] {
        try read("list the studies") { session throws(StorageError) in
            var counts: [StudyCounts] = []
            for study in try session.studies() { counts.append(try session.counts(of: study)) }
            return counts
        }
    }

    /// Where the study's trials stand.
    public func counts(of study: StudyID) throws(StorageError) -> StudyCounts {
        try read("read the study") { session throws(StorageError) in
            guard let study = try session.study("id = ?", study.id) else { throw .studyGone }
            return try session.counts(of: study)
        }
    }

    /// How many epochs all trials of the study have on record, those of repetitions and of deleted trials too.
    public func epochCount(of study: StudyID) throws(StorageError) -> Int {
        try read("count the epochs") { session throws(StorageError) in
            try session.first("SELECT count(*) FROM epochs WHERE study = ?", study.id) { row throws(SQLiteError) in
                try row[0] as Int
            } ?? 0
        }
    }
}

extension Session {
    /// The rows of a study itself.
    ///
    /// - Throws: `studyExists`.
    mutating func create(_ study: NewStudy, now: Double) throws(StorageError) -> StudyID {
        guard try self.study("name = ?", study.name) == nil else { throw .studyExists(name: study.name) }
        try run(
            """
            INSERT INTO studies (name, metric, direction, seed, seed_bits, directory, last_use, created_at)
            VALUES (?, ?, ?, ?, ?, ?, (SELECT coalesce(max(last_use), 0) + 1 FROM studies), ?)
            """, study.name, study.objectives[0].metric, study.objectives[0].direction.rawValue,
            Int(bitPattern: UInt(study.seed)), study.seedBits, study.directory, now)
        let created = try first("SELECT id FROM studies WHERE name = ?", study.name) {
            row throws(SQLiteError) in StudyID(id: try row[0])
        }
        guard let created else { throw .studyGone }
        try run(
            "INSERT INTO definitions VALUES (?, 1, ?, 0, ?)", created.id, study.definitionText, now)
        for (index, objective) in study.objectives.enumerated().dropFirst() {
            try run(
                "INSERT INTO further_objectives VALUES (?, ?, ?, ?)", created.id, index + 1, objective.metric,
                objective.direction.rawValue)
        }
        return created
    }

    private static let studyColumns = """
        SELECT id, name, metric, direction, seed, directory, revision, created_at,
               (SELECT max(revision) FROM definitions WHERE study = id), seed_bits FROM studies
        """

    private static func study(_ row: borrowing Row) throws(SQLiteError) -> Study {
        Study(
            id: StudyID(id: try row[0]), name: try row[1],
            objectives: [StudyObjective(metric: try row[2], direction: try row.name(at: 3))],
            seed: UInt64(UInt(bitPattern: try row[4] as Int)), seedBits: try row.int(at: 9, among: [32, 63]),
            directory: try row[5],
            revision: try row[6],
            definitionRevision: try row[8], createdAt: try row[7])
    }

    /// The study that meets `condition`, which is a literal with `?` for each of `parameters`.
    mutating func study(
        _ condition: String, _ parameters: any SQLiteConvertible...
    ) throws(StorageError) -> Study? {
        let study = try first(Self.studyColumns + " WHERE " + condition, list: parameters, read: Self.study)
        guard let study else { return nil }
        return try complete(study)
    }

    /// All studies, in the order in which they were created.
    mutating func studies() throws(StorageError) -> [Study] {
        var studies: [Study] = []
        for study in try rows(Self.studyColumns + " ORDER BY id", read: Self.study) {
            studies.append(try complete(study))
        }
        return studies
    }

    /// The study with its further objectives.
    private mutating func complete(_ study: Study) throws(StorageError) -> Study {
        let further = try rows(
            "SELECT metric, direction FROM further_objectives WHERE study = ? ORDER BY position", study.id.id
        ) { row throws(SQLiteError) in StudyObjective(metric: try row[0], direction: try row.name(at: 1)) }
        guard !further.isEmpty else { return study }
        return Study(
            id: study.id, name: study.name, objectives: study.objectives + further, seed: study.seed,
            seedBits: study.seedBits, directory: study.directory, revision: study.revision,
            definitionRevision: study.definitionRevision,
            createdAt: study.createdAt)
    }

    mutating func counts(of study: Study) throws(StorageError) -> StudyCounts {
        let counts = try rows(
            """
            SELECT state, count(*) FROM trials WHERE study = ? AND repeats IS NULL AND \(Self.isKept) GROUP BY state
            """, study.id.id
        ) {
            row throws(SQLiteError) in (try row.name(at: 0, as: TrialState.Name.self), try row[1] as Int)
        }
        let paused = try first(
            """
            SELECT count(*) FROM trials JOIN attempts
                ON attempts.study = trials.study AND trial = number AND attempts.attempt = trials.attempt
            WHERE trials.study = ? AND state = 'stopped' AND paused_epoch IS NOT NULL AND \(Self.isKept)
            """, study.id.id
        ) { row throws(SQLiteError) in try row[0] as Int }
        let repetitions = try first(
            "SELECT count(*) FROM trials WHERE study = ? AND repeats IS NOT NULL AND \(Self.isKept)", study.id.id
        ) { row throws(SQLiteError) in try row[0] as Int }
        return StudyCounts(
            study: study, counts: Dictionary(uniqueKeysWithValues: counts), paused: paused ?? 0,
            repetitions: repetitions ?? 0)
    }

    /// The number of the completed trial with the best value that met the conditions, the first of several, of a stage where one is named;
    /// nil where there are several objectives.
    mutating func bestTrial(of study: Study, stage: String? = nil) throws(StorageError) -> Int? {
        try bestTrials(of: study, stage: stage, limit: 1).first
    }

    /// The numbers of the best of them, the best first.
    mutating func bestTrials(of study: Study, stage: String? = nil, limit: Int) throws(StorageError) -> [Int] {
        guard study.objectives.count == 1 else { return [] }
        let order = study.direction == .maximize ? "DESC" : "ASC"
        return try rows(
            """
            SELECT number FROM trials WHERE study = ?1 AND state = 'completed' AND value IS NOT NULL
                AND coalesce(violation, 0) = 0 AND repeats IS NULL AND (?2 IS NULL OR stage = ?2) AND \(Self.isKept)
            ORDER BY value \(order), number LIMIT ?3
            """, study.id.id, stage, limit
        ) { row throws(SQLiteError) in try row[0] as Int }
    }
}
