import Definitions
import Expressions
import Search
import Storage
import TestSupport
import Testing

@testable import Runner
@testable import Studies

@Suite("Trials by hand")
struct ByHandTests {
    private func journal(_ harness: StudyHarness) -> StudyJournal {
        StudyJournal(harness.database, study: harness.study, definition: harness.definition, owner: nil)
    }

    @Test("asking gives out start configurations first, then suggestions, each once")
    func ask() throws {
        let harness = try StudyHarness(start: [Configuration(["x": .float(0.5)])])
        let journal = journal(harness)
        let asked = try (0..<3).map { _ in try journal.ask() }
        #expect(asked.map(\.attempt.number) == [0, 1, 2])
        #expect(asked.map(\.origin) == [.start, .ask, .ask])
        #expect(asked[0].parameters.resolved.values == ["x": .float(0.5), "batch": .int(32)])
        #expect(Set(asked.map(\.parameters.sampled)).count == 3)
    }

    @Test(
        "a value outside the space is refused, also where the rest is to be drawn",
        arguments: [
            (
                Configuration(["x": .float(7)]),
                SpaceError.outside(parameter: "x", value: .float(7), domain: .float(low: 0, high: 1))
            ),
            (Configuration(["y": .int(1)]), .unknownParameter("y", value: .int(1))),
        ])
    func outside(given: Configuration, mistake: SpaceError) throws {
        let harness = try StudyHarness()
        #expect(throws: StudyError.space(mistake)) { try journal(harness).enqueue([given]) }
        #expect(try harness.trials.isEmpty)
    }

    @Test("a value that is told of a trial that the pruner has just stopped is refused: it is pruned, as was decided")
    func decided() throws {
        let harness = try StudyHarness(pruner: Cutter(epoch: 1))
        let trial = try harness.journal().suggest(origin: .sampler)
        try harness.journal().record(EpochReport(epoch: 1, metrics: [Metric("val", 0.5)]), of: trial.attempt)
        #expect(throws: StudyError.storage(.notRunning(number: 0, state: "pruned"))) {
            try journal(harness).tell(value: 0.9, of: 0)
        }
        #expect(try harness.state(0) == .pruned(epoch: 1))
        let definition = harness.definition
        #expect(try StudyVerification(of: harness.study, in: harness.database) { _ in definition }.differences == [])
    }

    @Test("metrics of a last epoch end a trial, whatever the pruner would say of them")
    func lastMetrics() throws {
        let harness = try StudyHarness(pruner: Cutter(epoch: 2))
        let journal = journal(harness)
        let number = try journal.ask().attempt.number
        _ = try journal.tell(EpochReport(epoch: 1, metrics: [Metric("val", 0.5)]), of: number)
        let outcome = try journal.tellEnd(of: number, with: [Metric("val", 0.75)])
        #expect(outcome == .completed(value: 0.75))
        #expect(try harness.state(number) == .completed(value: 0.75))
        #expect(try harness.database.epochs(of: number, in: harness.study.id).map(\.epoch) == [1, 2])
        let definition = harness.definition
        #expect(try StudyVerification(of: harness.study, in: harness.database) { _ in definition }.differences == [])
    }

    @Test("metrics without an objective end nothing, and are not recorded, where no epoch has one")
    func lastMetricsWithoutObjective() throws {
        let harness = try StudyHarness()
        let journal = journal(harness)
        let number = try journal.ask().attempt.number
        #expect(throws: StudyError.noObjective(trial: number, metric: "val")) {
            try journal.tellEnd(of: number, with: [Metric("other", 1)])
        }
        #expect(try harness.database.epochs(of: number, in: harness.study.id).isEmpty)
        #expect(try harness.state(number) == .running)
    }

    @Test("a trial that a process runs is not told of by hand")
    func owned() throws {
        let harness = try StudyHarness()
        let trial = try harness.journal().suggest(origin: .sampler)
        let owner = try #require(harness.database.owners(of: harness.study.id)[trial.attempt.number])
        #expect(throws: StudyError.runByProcess(trial: 0, study: harness.study.name, owner)) {
            try journal(harness).checkIsByHand(0)
        }
        let asked = try journal(harness).ask().attempt.number
        try journal(harness).checkIsByHand(asked)
    }

    @Test("a trial by hand runs until it is told, whoever else runs the study")
    func stays() throws {
        let harness = try StudyHarness(threeEpochs)
        let number = try journal(harness).ask().attempt.number
        try harness.run(trials: 1)
        #expect(try harness.state(number) == .running)
        try journal(harness).tell(value: 0.5, of: number)
        #expect(try harness.state(number) == .completed(value: 0.5))
    }

    @Test("epochs are told one by one, and the answer says whether to go on")
    func epochs() throws {
        let harness = try StudyHarness(pruner: Cutter(epoch: 2))
        let journal = journal(harness)
        let number = try journal.ask().attempt.number
        func tell(_ epoch: Int) throws -> Verdict {
            try journal.tell(EpochReport(epoch: epoch, metrics: [Metric("val", 0.5)]), of: number)
        }
        #expect(try tell(1) == .continue)
        #expect(try tell(1) == .continue)
        #expect(try tell(2) == .stop)
        #expect(try harness.state(number) == .pruned(epoch: 2))
        #expect(throws: StudyError.storage(.notRunning(number: number, state: "pruned"))) { try tell(3) }
    }

    @Test("a trial that was told epochs completes with their best value, one without cannot")
    func end() throws {
        let harness = try StudyHarness()
        let journal = journal(harness)
        let (first, second) = (try journal.ask().attempt.number, try journal.ask().attempt.number)
        for (epoch, value) in [(1, 0.5), (2, 0.75), (3, 0.25)] {
            _ = try journal.tell(EpochReport(epoch: epoch, metrics: [Metric("val", value)]), of: first)
        }
        #expect(try journal.tellEnd(of: first) == .completed(value: 0.75))
        #expect(throws: StudyError.noObjective(trial: second, metric: "val")) { try journal.tellEnd(of: second) }
        try journal.tell(failure: "out of memory", of: second)
        #expect(try harness.state(second) == .failed(reason: "out of memory"))
    }

    @Test("two who ask at once get different trials, each derivable from what it saw")
    func concurrent() throws {
        let harness = try StudyHarness()
        let journals = [journal(harness), journal(harness)]
        for round in 0..<10 { _ = try journals[round % 2].ask() }
        let verification = try StudyVerification(of: harness.study, in: harness.database) { _ in harness.definition }
        #expect(verification.suggestions == 10 && verification.differences == [])
    }

    @Test("a study whose start configuration is outside its space is not created")
    func badStart() throws {
        let harness = try StudyHarness()
        #expect(throws: StudyError.self) {
            try StudyHarness(start: [Configuration(["x": .float(2)])])
        }
        #expect(try harness.database.studies().count == 1)
    }

    @Test("the seeds of trials fill their bits, are fixed by the study's, and all different", arguments: [32, 63])
    func seeds(bits: Int) {
        let seeds = (0..<1000).map { trialSeed(study: 42, bits: bits, number: $0) }
        #expect(seeds.allSatisfy { $0 >= 0 && $0 >> bits == 0 } && seeds.contains { $0 >> (bits - 1) == 1 })
        #expect(Set(seeds).count == 1000)
        #expect(seeds[0] == trialSeed(study: 42, bits: bits, number: 0))
        #expect(seeds[0] != trialSeed(study: 43, bits: bits, number: 0))
    }

    @Test("a study's trials get seeds of 32 bits, which NumPy takes; one that was made before version 3 keeps its 63")
    func seedBits() throws {
        let harness = try StudyHarness()
        let new = try journal(harness).ask()
        #expect(new.seed >> 32 == 0 && new.seed == trialSeed(study: harness.study.seed, bits: 32, number: 0))
        let derived = try StudyVerification(of: harness.study, in: harness.database) { _ in harness.definition }
        #expect(derived.suggestions == 1 && derived.differences == [])
        var old = NewStudy(
            name: "old", metric: "value", direction: .minimize, seed: 7, directory: harness.folder.path,
            definitionText: try harness.database.definition(of: harness.study.id).text)
        old.seedBits = 63
        let study = try harness.database.createStudy(old)
        let journal = StudyJournal(harness.database, study: study, definition: harness.definition, owner: nil)
        #expect(try journal.ask().seed == trialSeed(study: 7, bits: 63, number: 0))
        let verification = try StudyVerification(of: study, in: harness.database) { _ in harness.definition }
        #expect(verification.differences == [])
    }
}
