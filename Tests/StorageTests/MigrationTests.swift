import Expressions
import Foundation
import SQLite
import Search
import System
import TestSupport
import Testing

@testable import Storage

/// Holds the migrations to databases of earlier versions.
///
/// A migration that has been released is never edited: files that it made are out there. A change of the tables is a new
/// migration, with a new dump of a database of its version in `Fixtures`, and a test here that brings up the database of
/// the version before and finds all that was in it.
@Suite struct MigrationTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("hpo.sqlite")
    }

    /// Makes the database of `version` that was recorded when the version was made.
    func restore(version: Int, at name: String = "hpo.sqlite") throws {
        try restoreDatabase(version: version, at: folder.path(name))
    }

    @Test("each version's tables are what they were when it was made", arguments: 1...Schema.hpo.newest)
    func frozen(version: Int) throws {
        try restore(version: version)
        let sql = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name"
        let recorded = try rows(of: path, sql)
        let hpo = Schema.hpo
        let upToVersion = Schema(applicationID: hpo.applicationID, migrations: Array(hpo.migrations.prefix(version)))
        let fresh = folder.path("fresh.sqlite")
        _ = try upToVersion.open(fresh)
        let made = try rows(of: fresh, sql)
        #expect(made.count > 20)
        #expect(made == recorded)
    }

    @Test("a database of version 1 opens with its studies, trials and epochs as they were")
    func fromVersion1() throws {
        try restore(version: 1)
        let database = try StudyDatabase(opening: path, creating: false)
        #expect(try rows(of: path, "PRAGMA user_version") == ["\(Schema.hpo.newest)"])
        #expect(try rows(of: path, "PRAGMA integrity_check") == ["ok"])

        let studies = try database.studies()
        #expect(studies.map(\.name) == ["face", "two"])
        let face = try database.study(named: "face")
        #expect(face.objectives == [StudyObjective(metric: "val_cosine", direction: .maximize)])
        #expect(face.seed == .max - 1 && face.directory == "/home/ada/face")
        #expect(face.revision == 15 && face.definitionRevision == 2 && face.createdAt == 1_800_000_000.25)
        #expect(try database.definition(1, of: face.id).text == "{\n  name: \"face\",  // the first\n}\n")
        #expect(try database.definition(of: face.id).historyRevision == 15)
        #expect(try database.lastUsedStudy()?.name == "two")

        try expectTrials(of: face.id, in: database)
        try expectHistory(of: face.id, in: database)
        try expectSecond(database.study(named: "two"), in: database)
    }

    @Test("a claim of version 1 keeps its process as the handle of a local job")
    func claims() throws {
        try restore(version: 1)
        do {
            var connection = try Connection(opening: path)
            try connection.script("UPDATE claims SET child = 4343, child_start = 101", for: "name a process")
        }
        let database = try StudyDatabase(opening: path, creating: false)
        let later = Owner(host: "workstation", boot: "boot-1/0", process: ProcessIdentity(pid: 1, start: 1))
        let orphans = try database.orphans(of: try database.study(named: "face").id, seenFrom: later)
        #expect(orphans.map(\.handle) == [JobHandle(launcher: "local", text: "4343 101 boot-1/0")])
        try restore(version: 2, at: "two.sqlite")
        let same = "SELECT * FROM claims"
        #expect(try rows(of: path, same) == rows(of: folder.path("two.sqlite"), same))
    }

    @Test("a database of version 2 opens with all that was in it, and its studies keep their seeds of 63 bits")
    func fromVersion2() throws {
        try restore(version: 2)
        let database = try StudyDatabase(opening: path, creating: false)
        #expect(try rows(of: path, "PRAGMA user_version") == ["\(Schema.hpo.newest)"])
        #expect(try rows(of: path, "PRAGMA integrity_check") == ["ok"])
        let face = try database.study(named: "face")
        #expect(face.seedBits == 63 && face.seed == .max - 1 && face.directory == "/home/ada/face")
        #expect(face.revision == 15 && face.definitionRevision == 2 && face.createdAt == 1_800_000_000.25)
        try expectTrials(of: face.id, in: database)
        try expectHistory(of: face.id, in: database)
        try expectSecond(database.study(named: "two"), in: database)
        // A deleted study's number is not given again.
        try database.deleteStudy(database.study(named: "two").id)
        let next = try database.createStudy(.named("three"))
        #expect(next.id == StudyID(id: 3) && next.seedBits == 32)
    }

    private func expectTrials(of study: StudyID, in database: StudyDatabase) throws {
        let trials = try database.trials(of: study)
        #expect(
            trials.map(\.state) == [
                .completed(value: 0.75), .pruned(epoch: 1), .failed(reason: "exit status 1\nno such file: 'data'"),
                .running, .waiting,
            ])
        #expect(trials.map(\.attempt) == [1, 1, 1, 2, 0])
        #expect(trials.map(\.seed) == [1000, 1001, 1002, 1003, 1004])
        #expect(trials.map(\.origin) == [.start, .sampler, .sampler, .sampler, .enqueued])
        #expect(trials.map(\.sampler) == [nil, "tpe", "tpe", "tpe", nil])
        #expect(trials.map(\.sawRevision) == [nil, 5, 8, 10, nil])
        #expect(trials.map(\.value) == [0.75, 0.125, nil, 0.5, nil])
        #expect(trials.map(\.definitionRevision) == [1, 1, 1, 1, 2])
        #expect(trials[3].note == "expected improvement 0.1")
        let parameters = TrialParameters(
            sampled: Configuration([
                "lr": .float(0.001), "layers": .int(4), "norm_first": .bool(true), "activation": .string("gelü's"),
            ]),
            derived: Configuration(["dim_feedforward": .int(256)]),
            fixed: Configuration(["batch_size": .int(32), "clip": .float(.infinity)]))
        #expect(trials[0].parameters == parameters)

        let epochs = try database.epochs(of: 0, in: study)
        #expect(epochs.map(\.epoch) == [1, 2, 3] && epochs.map(\.objective) == [0.25, 0.75, 0.5])
        #expect(epochs.map(\.verdict) == [.continue, .continue, .continue])
        #expect(epochs.map(\.verdictRevision) == [2, 3, 4])
        #expect(epochs[0].metrics.map(\.name) == ["loss", "rate", "val_cosine"])
        #expect(epochs[0].metrics[0].value == -.infinity && epochs[0].metrics[1].value.isNaN)
        let resumed = try database.epochs(of: 3, in: study)
        #expect(resumed.map(\.attempt) == [1, 2])
        #expect(resumed[1].objective?.isNaN == true)
    }

    private func expectHistory(of study: StudyID, in database: StudyDatabase) throws {
        let changes = try database.changes(of: study, after: 0)
        #expect(changes.map(\.revision) == Array(1...15))
        #expect(changes[12].change == .ended(number: 3, outcome: .paused(epoch: 1)))
        #expect(changes[13].change == .resumed(number: 3))
        #expect(try database.attempts(of: study).map(\.sawRevision) == [nil, nil, nil, nil, 13])
        let owner = Owner(host: "workstation", boot: "boot-1/0", process: ProcessIdentity(pid: 4242, start: 99))
        #expect(try database.owners(of: study) == [3: owner])
    }

    /// The study of two objectives, with stages, conditions and knowledge of the first.
    private func expectSecond(_ study: Study, in database: StudyDatabase) throws {
        #expect(study.objectives.map(\.metric) == ["accuracy", "size"])
        #expect(study.directions == [.maximize, .minimize])
        let trial = try database.trial(0, of: study.id)
        #expect(trial.values == [0.5, 3] && trial.violation == 0.25 && trial.stage == "wide")
        let steps = try database.stageSteps(of: study.id)
        #expect(steps.map(\.decision) == [.run, .skip, .end] && steps.map(\.stage) == ["wide", "deep", nil])
        #expect(steps[1].readings == [StageReading("best.accuracy", nil)])
        let known = try database.knowledge(of: study.id)
        #expect(known.map(\.source) == ["face"] && known.map(\.value) == [0.75])
        #expect(known.map(\.configuration) == [Configuration(["lr": .float(0.001)])])
    }
}
