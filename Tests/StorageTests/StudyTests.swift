import Expressions
import Search
import Storage
import System
import Testing

@Suite struct StudyTests {
    @Test("a study comes back as it was created, by its name and by its id")
    func roundTrip() throws {
        let fixture = try Fixture(direction: .minimize)
        let again = try StudyDatabase(opening: fixture.path)
        let study = try again.study(named: "face")
        #expect(study == fixture.study)
        #expect(study.seed == UInt64.max - 1)
        #expect(study.direction == .minimize)
        #expect(study.metric == "accuracy")
        #expect(study.directory == "/somewhere")
        #expect((study.revision, study.definitionRevision) == (0, 1))
        #expect(try again.study(study.id) == study)
        #expect(try again.definition(of: study.id).text == "{ name: \"face\" }")
    }

    @Test("a second study of a name is refused, and nothing of it is stored")
    func nameTaken() throws {
        let fixture = try Fixture()
        let waiting = NewTrial.sampled([:], number: 0, saw: 0)
        #expect(throws: StorageError.studyExists(name: "face")) {
            try fixture.database.createStudy(.named("face", direction: .minimize), waiting: [waiting])
        }
        #expect(try fixture.database.studies() == [fixture.study])
        #expect(try fixture.database.trials(of: fixture.study.id).isEmpty)
    }

    @Test(
        "a name that cannot be a folder is refused",
        arguments: [
            "", ".", "..", ".hidden", "-x", "a/b", "a\\b", "a\nb", "a\0b", " a", String(repeating: "x", count: 101),
        ])
    func unusableNames(name: String) throws {
        let fixture = try Fixture()
        let error = #expect(throws: StorageError.self) { try fixture.database.createStudy(.named(name)) }
        guard case .unusableName(name, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("a name that no study has brings the names that there are")
    func unknownName() throws {
        let fixture = try Fixture()
        for other in ["emotion", "motion-long"] { _ = try fixture.database.createStudy(.named(other)) }
        let error = StorageError.unknownStudy(name: "fase", known: ["face", "emotion", "motion-long"])
        #expect(throws: error) { try fixture.database.study(named: "fase") }
        #expect(error.description == "there is no study \"fase\"")
    }

    @Test("the study created or used last is known")
    func lastUsed() throws {
        let fixture = try Fixture()
        let database = fixture.database
        let second = try database.createStudy(.named("second"))
        #expect(try database.lastUsedStudy()?.id == second.id)
        try database.markUsed(fixture.study.id)
        #expect(try database.lastUsedStudy()?.id == fixture.study.id)
        try database.deleteStudy(fixture.study.id)
        #expect(try database.lastUsedStudy()?.id == second.id)
        try database.deleteStudy(second.id)
        #expect(try database.lastUsedStudy() == nil)
        #expect(throws: StorageError.studyGone) { try database.markUsed(second.id) }
    }

    @Test("definitions are kept in revisions, each with the history it came in")
    func definitions() throws {
        let fixture = try Fixture()
        _ = try fixture.start(owner: nil)
        let add = { (after: Int, trials: Int, waiting: [Int: TrialParameters]) in
            try fixture.database.addDefinition(
                "{ wider }", to: fixture.study.id, after: after, trials: trials, waiting: waiting)
        }
        #expect(try add(1, 0, [:]) == nil, "a trial has begun meanwhile")
        let taken = [1: TrialParameters(sampled: Configuration())]
        #expect(try add(1, 1, taken) == nil, "a trial has been taken meanwhile")
        #expect(try add(1, 1, [:]) == 2)
        #expect(try add(1, 1, [:]) == nil, "the definition has been edited meanwhile")
        let old = NewTrial.sampled(["lr": .float(0.1)], number: 1, saw: 1)
        #expect(try fixture.database.startTrial(number: 1, of: fixture.study.id, as: old, owner: nil) == nil)
        #expect(try fixture.database.enqueue([old], numberedFrom: 1, to: fixture.study.id) == nil)
        let newest = try fixture.database.definition(of: fixture.study.id)
        #expect((newest.revision, newest.text, newest.historyRevision) == (2, "{ wider }", 1))
        #expect(try fixture.database.definition(1, of: fixture.study.id).historyRevision == 0)
        #expect(throws: StorageError.unknownDefinition(revision: 3)) {
            try fixture.database.definition(3, of: fixture.study.id)
        }
        #expect(try fixture.database.study(fixture.study.id).definitionRevision == 2)
    }

    @Test("a deleted study leaves no row behind, and its id is never given again")
    func deletion() throws {
        let fixture = try Fixture(waiting: [.sampled(["x": .int(1)], number: 0, saw: 0)])
        let database = fixture.database
        let attempt = try fixture.start(owner: fixture.owner)
        try fixture.report(0.5, at: 1, of: attempt)
        let process = fixture.owner.process.pid
        #expect(throws: StorageError.studyInUse(name: "face", process: process, host: fixture.owner.host)) {
            try database.deleteStudy(fixture.study.id)
        }
        try database.finish(attempt, .completed(value: 0.5))
        try database.deleteStudy(fixture.study.id)
        for table in ["studies", "definitions", "trials", "attempts", "parameters", "epochs", "metrics", "claims"] {
            #expect(try fixture.query("SELECT count(*) FROM \(table)") == ["0"], "\(table)")
        }
        let next = try database.createStudy(.named("face"))
        #expect(next.id != fixture.study.id)
        #expect(throws: StorageError.studyGone) { try database.nextAsk(of: fixture.study.id) }
        #expect(throws: StorageError.studyGone) { try database.deleteStudy(fixture.study.id) }
        #expect(throws: StorageError.unknownTrial(number: attempt.number)) { try fixture.report(1, at: 2, of: attempt) }
    }
}
