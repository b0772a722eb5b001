import HPO
import TestSupport
import Testing

@Suite("A study of a program")
struct StudyTests {
    private let folder: TemporaryFolder
    private var place: Study.Place { .file(folder.path("db/hpo.sqlite")) }

    init() throws { folder = try TemporaryFolder() }

    @Test("is gone on with by its name, with the history known to the sampler")
    func again() async throws {
        let first = try Study(Bowl.definition(), in: place)
        try await first.optimize(trials: 6) { Bowl.loss(of: $0) }
        let second = try Study(Bowl.definition(), in: place)
        try await second.optimize(trials: 6) { Bowl.loss(of: $0) }
        let whole = try Study(Bowl.definition())
        try await whole.optimize(trials: 12) { Bowl.loss(of: $0) }
        #expect(try await second.trials() == whole.trials())
        #expect(!folder.exists("db/hpo.sqlite-runs"))
    }

    @Test("that is there and searches otherwise is refused, with what differs")
    func other() throws {
        _ = try Study(Bowl.definition(), in: place)
        #expect(
            throws: StudyError.otherDefinition(
                study: "bowl",
                differences: [
                    "sampler: it is {\"tpe\":{\"n_startup_trials\":4}}, and not random", "seed: it is 1, and not 2",
                ])
        ) { try Study(Bowl.definition(sampler: .random, seed: 2), in: place) }
    }

    @Test("is read with parameters of the right types alone")
    func reading() async throws {
        try await Study(Bowl.definition(), in: place).optimize(trials: 2) { Bowl.loss(of: $0) }
        let path = folder.path("db/hpo.sqlite")
        let x = Parameter("x", as: Double.self)
        let study = try Study(named: "bowl", in: path, reading: [x])
        #expect(try await study.trials()[0][x] != nil)
        #expect(throws: StudyError.unknownStudy("bowls", known: ["bowl"])) { try Study(named: "bowls", in: path) }
        let wrong = #expect(throws: StudyError.self) {
            try Study(named: "bowl", in: path, reading: [Parameter("x", as: Int.self)])
        }
        guard case .unusableValue(parameter: "x", value: .double, expected: "an integer") = wrong else {
            Issue.record("\(wrong.map { "\($0)" } ?? "nothing")")
            return
        }
    }

    @Test("says all mistakes of its definition at once")
    func mistakes() throws {
        let error = #expect(throws: StudyError.self) {
            try Study(
                Definition(
                    "m", .minimize("loss"), space: [Parameter("lr", in: 0...8, scale: .log)],
                    constraints: ["rate < 1"], sampler: SamplerChoice("tpee")))
        }
        #expect(
            "\(error!)".split(separator: "\n").map { "\($0.split(separator: ":")[0])" } == [
                "space.lr.int", "where[0]", "sampler.tpee",
            ], "\(error!)")
        #expect(throws: StudyError.repeatedParameter("x")) {
            try Study(Definition("m", .minimize("loss"), space: [Bowl.x, Parameter("x", in: 1...2)]))
        }
    }

    @Test("tries first what it starts with and what is put into its queue")
    func queue() async throws {
        let study = try Study(Bowl.definition(start: [[Bowl.x.set(0.5), Bowl.layers.set(2)]]))
        #expect(try await study.enqueue([Bowl.layers.set(6)]) == 1)
        await #expect(throws: StudyError.self) { try await study.enqueue([Bowl.layers.set(7)]) }
        try await study.optimize(trials: 3) { Bowl.loss(of: $0) }
        let trials = try await study.trials()
        #expect(trials[0].value == 2.25 && trials[1][Bowl.layers] == 6 && trials.count == 3)
    }

    @Test("gives trials to whoever asks, who tells of them")
    func asking() async throws {
        let study = try Study(Bowl.definition(pruner: .median(["startup_trials": 1])))
        let first = try await study.ask()
        #expect(try await first.report(epoch: 1, ["loss": 0.5]) == .continue)
        try await study.tell(first, value: 0.25)
        let second = try await study.ask()
        #expect(try await second.report(epoch: 1, ["loss": 0.75]) == .stop)
        await #expect(throws: StudyError.notRunning(trial: 1)) { try await study.tell(second, value: 0) }
        let third = try await study.ask()
        try await study.tell(third, failure: "no memory")
        let fourth = try await study.ask()
        await #expect(throws: StudyError.noObjective(trial: 3, metric: "loss")) { try await study.tellEnd(of: fourth) }
        _ = try await fourth.report(epoch: 1, ["loss": 0.125])
        try await study.tellEnd(of: fourth)
        #expect(
            try await study.trials().map(\.state) == [.completed, .pruned(epoch: 1), .failed("no memory"), .completed])
        #expect(try await study.best()?.number == 3)
    }

    @Test("has a folder for each trial, but none in memory")
    func folders() async throws {
        let study = try Study(Bowl.definition(), in: place)
        let trial = try await study.ask()
        #expect(try await trial.folder() == folder.path("studies/bowl/trial-0000"))
        #expect(folder.exists("studies/bowl/trial-0000"))
        #expect(try await Study(Bowl.definition()).ask().folder() == nil)
    }
}
