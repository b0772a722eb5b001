import Definitions
import Expressions
import Search
import Storage
import TestSupport
import Testing

@testable import Studies

@Suite("Studies of other programs")
struct ImportedStudyTests {
    private let folder: TemporaryFolder
    private let store: StudyStore

    init() throws {
        folder = try TemporaryFolder()
        store = try StudyStore(opening: folder.path("hpo.sqlite"))
    }

    private func definition(
        _ goals: String = "objective: { minimize: \"loss\" }", pruner: String = "median"
    ) throws -> StudyDefinition {
        try StudyDefinition.parse(
            """
            { name: "theirs", \(goals), train: { command: ["true"] }, sampler: { random: {} }, pruner: { \(pruner): {} },
              space: { x: { float: [0, 1] }, y: { float: [0, 1], step: 0.05 } } }
            """, file: "theirs.json5", workloads: [])
    }

    private func trial(
        _ number: Int, _ state: ForeignTrial.State, _ sampled: [String: Value] = ["x": .float(0.5), "y": .float(0)],
        losses: [Double] = [], from first: Int = 0
    ) -> ForeignTrial {
        var trial = ForeignTrial("trial \(number) of theirs", state, sampled: Configuration(sampled))
        trial.epochs = losses.enumerated().map { EpochReport(epoch: first + $0, metrics: [Metric("loss", $1)]) }
        (trial.startedAt, trial.endedAt) = (1000 + Double(number), 2000 + Double(number))
        return trial
    }

    private func imported(_ trials: [ForeignTrial], _ definition: StudyDefinition) throws -> OpenStudy {
        try store.importStudy(definition, trials: trials, from: "Elsewhere", directory: folder.path)
    }

    @Test("each trial stands as it stood there, with its values, epochs and times, and says where it is from")
    func states() throws {
        let study = try imported(
            [
                trial(0, .completed([0.25]), losses: [0.5, 0.25, 0.75]),
                trial(1, .completed([0.125]), losses: [0.5]),
                trial(2, .completed([.infinity])),
                trial(3, .pruned, losses: [0.75, .nan, 0.5], from: 1),
                trial(4, .failed(reason: "no luck"), ["x": .float(0.5)]),
                trial(5, .unfinished),
                trial(6, .unfinished, ["x": .float(0.5)]),
                trial(7, .waiting, ["y": .float(0.5)]),
                trial(8, .waiting, ["y": .float(7)]),
            ], definition())
        let trials = try study.trials()
        #expect(
            trials.map(\.state) == [
                .completed(value: 0.25), .completed(value: 0.125), .completed(value: .infinity), .pruned(epoch: 3),
                .failed(reason: "no luck"), .stopped(reason: "it had not ended in Elsewhere"),
                .failed(reason: "it had not ended in Elsewhere, and has not all of its values"), .waiting,
                .failed(reason: "it waited in Elsewhere, with values that the space does not take"),
            ])
        #expect(trials.map(\.bestEpoch) == [1, nil, nil, 3, nil, nil, nil, nil, nil])
        #expect(trials[3].value == 0.5)
        #expect(trials[0].note == "imported from Elsewhere, trial 0 of theirs")
        #expect(trials[0].startedAt == 1000)
        #expect(trials[0].endedAt == 2000)
        #expect(trials[7].parameters.sampled["y"] == .float(0.5))
        #expect(trials[7].parameters.sampled["x"] != nil)
        #expect(try study.epochs(of: 3).map { "\($0.epoch) \($0.objective ?? .nan)" } == ["1 0.75", "2 nan", "3 0.5"])
    }

    @Test("what was recorded holds, and nothing of it is derived again")
    func verified() throws {
        let study = try imported(
            [
                trial(
                    0, .completed([0.25]), ["x": .float(0.5), "y": .float(0.15000000000000002)], losses: [0.5, 0.25]),
                trial(1, .pruned, losses: [0.75]), trial(2, .pruned), trial(3, .failed(reason: "why"), [:]),
                trial(4, .unfinished, losses: [0.5]), trial(5, .completed([0.5]), ["x": .float(9)]),
                trial(6, .waiting, ["x": .float(0.5)]),
            ], definition())
        let verification = try study.verification()
        #expect(verification.differences == [])
        #expect(verification.unjudged == [])
        #expect(verification.moot == 0)
        #expect(try StudyStore.check(store.path).isSound)
        #expect(try study.trial(0).parameters.sampled["y"] == .float(0.15000000000000002))
    }

    @Test("samplers see them: completed and pruned ones with their curves")
    func history() throws {
        let study = try imported(
            [trial(0, .completed([0.25]), losses: [0.5, 0.25]), trial(1, .pruned, losses: [0.75])], definition())
        let journal = try study.journal(for: .byHand)
        let asked = try journal.ask()
        #expect(asked.attempt.number == 2)
        let trial = try study.trial(2)
        #expect(trial.sawRevision == 7)
        #expect(try study.verification().differences == [])
    }

    @Test(
        "of conditions the last epoch says whether they are met, and where it says nothing they are not",
        arguments: [(0.5, 0.5), (-1, 0), (nil, Double.infinity)] as [(Double?, Double)])
    func conditions(memory: Double?, violation: Double) throws {
        var theirs = trial(0, .completed([0.25]), losses: [0.25])
        if let memory { theirs.epochs[0].metrics.append(Metric("memory", memory)) }
        let study = try imported(
            [theirs], definition("objective: { minimize: \"loss\" }, feasible: \"memory <= 0\""))
        #expect(try study.trial(0).violation == violation)
        #expect(try study.verification().differences == [])
    }

    @Test("several objectives have their values without an epoch")
    func several() throws {
        let study = try imported(
            [trial(0, .completed([0.25, -1])), trial(1, .completed([0.5, -2]))],
            definition("objectives: [{ minimize: \"loss\" }, { minimize: \"size\" }]", pruner: "none"))
        #expect(try study.trials().map(\.values) == [[0.25, -1], [0.5, -2]])
        #expect(try study.verification().differences == [])
    }

    @Test("a name that is taken is refused, and nothing is stored")
    func taken() throws {
        _ = try imported([trial(0, .completed([1]))], definition())
        #expect(throws: StudyError.storage(.studyExists(name: "theirs"))) {
            try imported([trial(0, .completed([2]))], definition())
        }
        #expect(try store.study(named: "theirs").trials().map(\.value) == [1])
    }

    @Test("the space can be widened although a trial lacks a value")
    func edited() throws {
        let study = try imported(
            [
                trial(0, .failed(reason: "why"), ["x": .float(0.5)]),
                trial(1, .completed([1]), ["x": .float(0.5), "y": .float(0.15000000000000002)]),
            ], definition())
        let wider = try StudyDefinition.parse(
            try definition().source.replacing("x: { float: [0, 1] }", with: "x: { float: [0, 2] }"),
            file: "wider.json5", workloads: [])
        let (edit, revision) = try study.journal(for: .byHand).edit(to: wider) { $0.problems.isEmpty }
        #expect(edit.problems == [])
        #expect(revision == 2)
    }
}
