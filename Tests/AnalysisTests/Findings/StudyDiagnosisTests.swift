import Expressions
import Foundation
import Search
import Testing

@testable import Analysis

/// Each finding in a study that has it and in one that does not.
@Suite("Study diagnosis")
struct StudyDiagnosisTests {
    private func noise(_ number: Int, _ seed: UInt64) -> Double { Drawn.noise(number, seed: seed) }

    private func edges(_ evidence: Evidence) -> [StudyFinding.Edge] {
        StudyDiagnosis(of: evidence).findings.compactMap { if case .edge(let edge) = $0 { edge } else { nil } }
    }

    private func idle(_ evidence: Evidence) -> [StudyFinding.Idle] {
        StudyDiagnosis(of: evidence).findings.compactMap { if case .idle(let idle) = $0 { idle } else { nil } }
    }

    // MARK: Edges

    @Test("says to widen a range at whose end the best trials are, and which end", arguments: [false, true])
    func edge(isHigh: Bool) throws {
        let parameters = [
            Parameter(name: "lr", domain: .float(low: 1e-5, high: 1e-2, log: true)),
            Parameter(name: "layers", domain: .int(low: 1, high: 8)),
        ]
        let evidence = try Drawn.evidence(parameters, count: 60) { configuration, number in
            (isHigh ? -1 : 1) * log10(configuration.number("lr")) + 0.2 * abs(configuration.number("layers") - 4)
                + 0.02 * Drawn.noise(number)
        }
        let edges = edges(evidence)
        let edge = try #require(edges.first)
        #expect(edges.count == 1)
        #expect(edge.parameter == "lr" && edge.isHigh == isHigh)
        #expect(edge.end == .float(isHigh ? 1e-2 : 1e-5))
        #expect(edge.chance <= 0.01)
        let wider = Domain.float(low: isHigh ? 1e-5 : 1e-6, high: isHigh ? 0.1 : 1e-2, log: true)
        #expect(StudyFinding.edge(edge).change == .widen(parameter: "lr", to: wider))
    }

    @Test("does not where the best is inside, or at the end of a parameter without effect")
    func noEdge() throws {
        var found = 0
        for seed in 1...8 as ClosedRange<UInt64> {
            let evidence = try Drawn.evidence(Drawn.floats("x", "y", "z"), count: 60, seed: seed) { values, number in
                abs(values.number("x") - 0.5) + abs(values.number("y") - 0.4) + 0.05 * Drawn.noise(number, seed: seed)
            }
            found += edges(evidence).count
        }
        #expect(found == 0)
    }

    @Test("widens a list of ordered choices by the next one")
    func orderedChoice() throws {
        let parameters =
            [Parameter(name: "d_model", domain: .choice([.int(32), .int(64), .int(128)], ordered: true))]
            + Drawn.floats("x")
        let evidence = try Drawn.evidence(parameters, count: 60) { configuration, number in
            -configuration.number("d_model") + 0.1 * Drawn.noise(number)
        }
        let wider = Domain.choice([.int(32), .int(64), .int(128), .int(256)], ordered: true)
        #expect(edges(evidence).map(\.wider) == [wider])
    }

    // MARK: Importance

    @Test("says to fix what does not matter, at the best trial's value")
    func idle() throws {
        let evidence = try Drawn.evidence(Drawn.floats("x", "y", "idle"), count: 100, seed: 3) {
            configuration, number in
            configuration.number("x") + configuration.number("y") + 0.1 * Drawn.noise(number)
        }
        let found = idle(evidence)
        #expect(found.map(\.parameter) == ["idle"])
        let best = try #require(StudyFinding.ranked(evidence).first)
        #expect(found[0].value == best.configuration["idle"])
        #expect(found[0].importance <= found[0].level)
        #expect(StudyFinding.idle(found[0]).change == .fix(parameter: "idle", at: try #require(found[0].value)))
    }

    @Test("does not fix everything where nothing shows, and says so")
    func nothingMatters() throws {
        let evidence = try Drawn.evidence(Drawn.floats("x", "y"), count: 60, seed: 5) { _, number in Drawn.noise(number)
        }
        let findings = StudyDiagnosis(of: evidence).findings
        #expect(idle(evidence).isEmpty)
        #expect(findings.contains { if case .nothingMatters(2, _, 60) = $0 { true } else { false } })
    }

    @Test("asks nothing of importance with few trials, and says why")
    func fewTrials() throws {
        let evidence = try Drawn.evidence(Drawn.floats("x", "y", "z"), count: 7) { configuration, _ in
            configuration.number("x")
        }
        let diagnosis = StudyDiagnosis(of: evidence)
        #expect(diagnosis.findings == [.tooFewTrials(completed: 7, parameters: 3, wanted: 30)])
        #expect(diagnosis.findings[0].change == .moreTrials(23))
        #expect(Set(diagnosis.gaps.map(\.question)) == [.importance, .edges])
        let enough = try Drawn.evidence(Drawn.floats("x"), count: 10) { configuration, _ in configuration.number("x") }
        #expect(StudyFinding.tooFewTrials(in: enough).isEmpty)
    }

    // MARK: Duplicates

    @Test("counts configurations that were run again, but not repetitions that were asked for")
    func duplicates() throws {
        let parameters = [Parameter(name: "n", domain: .int(low: 1, high: 4))]
        var evidence = try Drawn.evidence(parameters, count: 6) { _, number in Double(number) }
        for (number, value) in [1, 2, 1, 3, 2, 1].enumerated() {
            evidence.trials[number].configuration["n"] = .int(value)
        }
        evidence.trials[5].repeats = 0
        guard case .duplicates(let found)? = StudyFinding.duplicates(in: evidence).first else {
            Issue.record("none")
            return
        }
        #expect(
            found.groups == [[0, 2], [1, 4]] && found.repeated == 2 && found.trials == 5 && found.configurations == 4)
        let distinct = try Drawn.evidence(Drawn.floats("x"), count: 50) { _, number in Double(number) }
        #expect(StudyFinding.duplicates(in: distinct).isEmpty)
    }

    // MARK: Failures

    @Test("finds the value, or the part of a range, that failures share")
    func failures() throws {
        let parameters = [
            Parameter(name: "optimizer", domain: .choice([.string("adam"), .string("sgd"), .string("lion")])),
            Parameter(name: "lr", domain: .float(low: 1e-5, high: 1, log: true)),
        ]
        var byChoice = try Drawn.evidence(parameters, count: 60) { _, number in Double(number) }
        var byRange = byChoice
        for number in 0..<60 {
            let configuration = byChoice.trials[number].configuration
            if configuration["optimizer"] == .string("lion"), number % 4 != 0 {
                byChoice.trials[number].outcome = .failed(reason: "exit status 1")
            }
            // Half of them end with NaN instead.
            if configuration.number("lr") > 0.05 {
                byRange.trials[number].outcome = number % 2 == 0 ? .failed(reason: "nan") : .completed(value: .nan)
            }
        }
        guard case .failures(let choice)? = try StudyFinding.failures(in: byChoice).first,
            case .failures(let range)? = try StudyFinding.failures(in: byRange).first
        else {
            Issue.record("none")
            return
        }
        #expect(choice.parameter == "optimizer" && choice.region == .value(.string("lion")))
        #expect(choice.outside.count == 0 && choice.inside.count > 5 && choice.chance < 0.001)
        #expect(choice.rest == .choice([.string("adam"), .string("sgd")]))
        #expect(range.parameter == "lr" && range.outside.count < range.inside.count)
        guard case .from(.float(let bound)) = range.region, case .float(1e-5, let high, nil, true)? = range.rest else {
            Issue.record("\(range)")
            return
        }
        #expect(bound > 0.01 && bound < 0.1 && high < bound + 1e-9 && high > 0.9 * bound)
    }

    @Test("finds none where failures are spread, and asks nothing of two")
    func spreadFailures() throws {
        var found = 0
        for seed in 1...20 as ClosedRange<UInt64> {
            var evidence = try Drawn.evidence(Drawn.floats("x", "y", "z"), count: 60, seed: seed) { _, number in
                Double(number)
            }
            for number in stride(from: 0, to: 60, by: 4) {
                evidence.trials[number].outcome = .failed(reason: "out of memory")
            }
            found += try StudyFinding.failures(in: evidence).count
        }
        #expect(found <= 1)
        let failures = [1: Outcome.failed(reason: ""), 2: .failed(reason: "")]
        let two = try Drawn.evidence(Drawn.floats("x"), count: 30) { _, number in Double(number) }
        #expect(try StudyFinding.failures(in: two.replacing(failures)).isEmpty)
        let few = try Drawn.evidence(Drawn.floats("x"), count: 5) { _, number in Double(number) }
        #expect(throws: AnalysisGap.tooFewEnded(found: 5, needed: 8)) {
            try StudyFinding.failures(in: few.replacing(failures))
        }
    }

    // MARK: Pruning

    /// 40 trials of 20 epochs; half of what decides the end shows from epoch `shows` on. The worst quarter is pruned at epoch 3.
    private func pruned(shows: Int) throws -> Evidence {
        var evidence = try Drawn.evidence(Drawn.floats("x", "y"), count: 40) { values, _ in values.number("x") }
        for number in evidence.trials.indices {
            let values = evidence.trials[number].configuration
            let end = number % 4 == 3 ? 3 : 20
            for epoch in 1...end {
                let level = epoch >= shows ? values.number("x") : values.number("y")
                evidence.trials[number].curve.report(level + 10 / Double(epoch), at: epoch)
            }
            evidence.trials[number].outcome =
                end == 3 ? .pruned(epoch: 3) : .completed(value: values.number("x") + 0.5)
        }
        return evidence
    }

    @Test("says that pruning is too early where the order settles later, and from which epoch on")
    func lateBloomers() throws {
        guard case .lateBloomers(let found)? = try StudyFinding.lateBloomers(in: pruned(shows: 8)).first else {
            Issue.record("none")
            return
        }
        #expect(found.epoch == 3 && found.pruned == 10)
        #expect(found.correlation < 0.5 && found.overtakers.count >= 2)
        #expect(found.settled == 8)
        #expect(StudyFinding.lateBloomers(found).change == .prunerWarmup(epochs: 8))
    }

    @Test("says nothing of pruning where the order is settled by then, or nothing is pruned")
    func earlyOrder() throws {
        #expect(try StudyFinding.lateBloomers(in: pruned(shows: 1)).isEmpty)
        var none = try pruned(shows: 8)
        none.trials.removeAll { $0.score == nil }
        #expect(try StudyFinding.lateBloomers(in: none).isEmpty)
    }

    // MARK: Noise

    @Test("says that the best trials cannot be told apart where repetitions differ by more")
    func noisy() throws {
        var evidence = try Drawn.evidence(Drawn.floats("x"), count: 40) { _, number in 0.5 + 0.001 * Double(number) }
        for index in 0..<4 {
            evidence.trials.append(
                EvidenceTrial(
                    number: 40 + index, configuration: evidence.trials[0].configuration,
                    outcome: .completed(value: 0.5 + [0.0, 0.02, -0.02, 0.01][index]), repeats: 0))
        }
        guard case .noise(let found)? = try StudyFinding.noise(in: evidence).first else {
            Issue.record("none")
            return
        }
        #expect(found.source == .repetitions(3))
        #expect(abs(found.deviation - 0.0170783) < 1e-6)
        #expect(found.trials.count == 40 && found.trials[0] == 0)
        #expect(StudyFinding.noise(found).change == .confirm(trials: [0, 1, 2, 3, 4], times: 3))
        for index in 0..<4 { evidence.trials[40 + index].outcome = .completed(value: 0.5 + 1e-4 * Double(index)) }
        #expect(try StudyFinding.noise(in: evidence).isEmpty)
    }

    @Test("takes the noise of the curves where nothing was repeated")
    func curves() throws {
        func evidence(_ deviation: Double) throws -> Evidence {
            var evidence = try Drawn.evidence(Drawn.floats("x"), count: 10) { _, number in 0.5 + 0.01 * Double(number) }
            for number in 0..<10 {
                for epoch in 1...20 {
                    let wave = deviation * Drawn.noise(100 * number + epoch)
                    evidence.trials[number].curve.report(0.5 + 0.01 * Double(number) + wave, at: epoch)
                }
            }
            return evidence
        }
        guard case .noise(let found)? = try StudyFinding.noise(in: evidence(0.03)).first else {
            Issue.record("none")
            return
        }
        #expect(found.source == .curves(5) && abs(found.deviation - 0.03) < 0.015)
        #expect(try StudyFinding.noise(in: evidence(0.001)).isEmpty)
    }

    // MARK: All of it

    @Test("is the same for the same evidence, and has words for each finding")
    func whole() throws {
        let evidence = try pruned(shows: 8).replacing([0: .failed(reason: ""), 1: .completed(value: .nan)])
        let diagnosis = StudyDiagnosis(of: evidence)
        #expect(diagnosis == StudyDiagnosis(of: evidence))
        for finding in diagnosis.findings { #expect("\(finding)".count > 20) }
        let none = StudyDiagnosis(of: Evidence(space: evidence.space, objectives: evidence.objectives, trials: []))
        #expect(none.findings == [.tooFewTrials(completed: 0, parameters: 2, wanted: 20)])
    }
}
