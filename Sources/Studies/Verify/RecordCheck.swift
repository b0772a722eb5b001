// What a study's records say twice, and whether they say the same: found where somebody has changed them by hand.

import Definitions
import Expressions
import Search
import Storage

/// Compares what is stored of each trial with itself, trial after trial in the order of their numbers.
struct RecordCheck {
    let seed: UInt64
    let seedBits: Int
    let direction: Direction
    /// When the newest trial was begun of those that were suggested so far: all later suggestions have seen that.
    private var lastSuggested = 0
    /// The number of each stage's first trial; nil names the whole study where it has no stages.
    private var firstNumbers: [String?: Int] = [:]

    init(of study: Study) {
        seed = study.seed
        seedBits = study.seedBits
        direction = study.direction
    }

    /// What does not agree, one sentence each.
    mutating func differences(
        in stored: StoredTrial, by definition: StudyDefinition
    ) throws(StudyError) -> [String] {
        if firstNumbers[stored.trial.stage] == nil { firstNumbers[stored.trial.stage] = stored.trial.number }
        var found = try parameters(of: stored.trial, by: definition)
        found += suggestion(of: stored)
        found += values(of: stored, by: definition.goals)
        found += revisions(of: stored)
        found += endings(of: stored)
        found += retries(of: stored, by: definition)
        found += audit(of: stored, by: definition)
        return found.map { "trial \(stored.trial.number) \($0)" }
    }

    /// What the sampled values entail, and what the definition says of the trial.
    private func parameters(of trial: Trial, by definition: StudyDefinition) throws(StudyError) -> [String] {
        var found: [String] = []
        let recorded = trial.parameters.resolved
        let derived: Configuration
        do throws(StudyError) {
            derived = try StudyJournal.parameters(trial.parameters.sampled, of: definition, seed: trial.seed)
                .resolved
        } catch {
            // Another program's space may have been another from trial to trial.
            if ForeignTrial.isRecord(trial) { return [] }
            return ["has a configuration that the space does not take: \(error)"]
        }
        for name in Set(recorded.names + derived.names).sorted() where recorded[name] != derived[name] {
            // As it was there: 0.15000000000000002 on a grid of 0.05.
            if ForeignTrial.isRecord(trial), trial.parameters.sampled[name] != nil { continue }
            let (then, now) = (recorded[name]?.description ?? "nothing", derived[name]?.description ?? "nothing")
            found.append("has \(name) = \(then), which follows as \(now)")
        }
        // The start configurations come first, in their order.
        let index = trial.number - (firstNumbers[trial.stage] ?? 0)
        if trial.origin == .start, trial.definitionRevision == 1, definition.start.indices.contains(index),
            definition.space.canonical(definition.start[index]) != trial.parameters.sampled
        {
            found.append("is not the start configuration that the definition has in its place")
        }
        if trial.origin == .enqueued, let given = GivenValues.given(of: trial.parameters.sampled, note: trial.note) {
            let drawn = try? GivenValues(given, of: definition, seed: seed, number: trial.number)
            if drawn?.sampled != trial.parameters.sampled || drawn?.note != trial.note {
                found.append("has other values than are drawn beside those that were given")
            }
        }
        let derivedSeed = trialSeed(study: seed, bits: seedBits, number: trial.number)
        let isGiven = trial.origin == .enqueued && trial.note == StudyJournal.note(ofSeed: trial.seed)
        if [.sampler, .start, .ask, .enqueued].contains(trial.origin), trial.seed != derivedSeed, !isGiven {
            found.append("has the seed \(trial.seed), which follows as \(derivedSeed)")
        }
        return found
    }

    /// A suggestion has seen all earlier suggestions begin, and not its own trial.
    private mutating func suggestion(of stored: StoredTrial) -> [String] {
        guard let saw = stored.trial.sawRevision, let started = stored.trial.startedRevision else { return [] }
        defer { lastSuggested = max(lastSuggested, started) }
        guard saw >= lastSuggested, saw < started else {
            return [
                "is recorded as suggested at revision \(saw), and can only have been in \(lastSuggested)..<\(started)"
            ]
        }
        return []
    }

    /// The objective is what the metrics give, and the trial's value that of the epoch that it counts with.
    private func values(of stored: StoredTrial, by goals: Goals) -> [String] {
        var found: [String] = []
        let trial = stored.trial
        for epoch in stored.epochs {
            let metrics = epoch.metrics.byName
            var measured: Double?
            if case .measured(let score) = goals.measure(metrics, parameters: trial.parameters.resolved) {
                measured = score.values.first
            }
            // Where it is no change of the history, NaN is stored like nothing.
            if epoch.revision == nil, epoch.objective == nil, measured?.isNaN == true { continue }
            guard !isSame(measured, epoch.objective) else { continue }
            found.append(
                "has the objective \(words(epoch.objective)) at epoch \(epoch.epoch), where \(goals.objectives[0].metric) is "
                    + words(measured))
        }
        if let best = trial.bestEpoch {
            let epoch = stored.epochs.first { $0.epoch == best }
            let objective = epoch.flatMap { mean(at: $0, of: stored, by: goals) ?? $0.objective }
            // As above: where it is no change of the history, NaN is stored like nothing.
            let isNaN = objective == nil && epoch != nil && epoch?.revision == nil && trial.values.first?.isNaN == true
            if !isNaN, !isSame(objective, trial.values.first) {
                found.append(
                    "has the value \(words(trial.values.first)), and at its best epoch \(best) the objective \(words(objective))"
                )
            }
        }
        if case .completed(let score) = trial.state {
            let counted = stored.attempts.last?.value
            if !isSame(counted, score.values.first) {
                found.append("has the value \(words(score.values.first)), and completed with \(words(counted))")
            }
        } else if goals.objectives.count == 1, goals.feasible.isEmpty {
            var curve = Curve(counting: goals.counting)
            for epoch in stored.epochs {
                if let objective = epoch.objective { curve.report(objective, at: epoch.epoch) }
            }
            let best = curve.reached(direction)
            // Of equals, earlier versions counted the one that came first.
            let isEqual = trial.bestEpoch.flatMap(curve.value(at:)).map { isSame($0, best?.value) } ?? false
            if best?.epoch != trial.bestEpoch, goals.counting != .best || !isEqual {
                found.append(
                    "has its best epoch at \(words(trial.bestEpoch)), and reported its best at \(words(best?.epoch))")
            }
        }
        return found
    }

    /// The mean that the trial counts with at an epoch; nil where it counts with the epoch's own value.
    private func mean(at epoch: Epoch, of stored: StoredTrial, by goals: Goals) -> Double? {
        guard case .last(let count) = goals.counting, count > 1, goals.objectives.count == 1 else { return nil }
        let values = stored.epochs.filter { $0.epoch <= epoch.epoch }.compactMap(\.objective)
        return TrialValue.mean(of: values.suffix(count))
    }

    /// A verdict has seen the history up to its epoch's report, or up to the resumption before which nobody was asked; a
    /// promotion has seen the pause.
    private func revisions(of stored: StoredTrial) -> [String] {
        var found: [String] = []
        for epoch in stored.judged {
            guard let saw = epoch.verdictRevision else { continue }
            let reported = epoch.revision ?? .max
            let possible = [reported] + stored.attempts.map(\.startedRevision).filter { $0 > reported }
            if !possible.contains(saw) {
                found.append(
                    "is recorded as judged at epoch \(epoch.epoch) at revision \(saw), and was at \(possible[0])")
            }
        }
        for (before, attempt) in zip(stored.attempts, stored.attempts.dropFirst()) {
            guard let saw = attempt.sawRevision else { continue }
            let paused = before.endedRevision ?? .max
            if before.pausedEpoch == nil || saw < paused || saw >= attempt.startedRevision {
                found.append("is recorded as promoted at revision \(saw), and was not paused then")
            }
        }
        return found
    }

    /// A trial that was told to stop has stopped, and one that the pruner has ended was told so.
    private func endings(of stored: StoredTrial) -> [String] {
        var found: [String] = []
        let now = Dictionary(stored.epochs.map { ($0.epoch, $0.verdict?.rawValue ?? "nothing") }) { _, last in last }
        // What was replaced after the trial had gone on was told all the same.
        let ever = Dictionary(grouping: stored.judged, by: \.epoch).mapValues { $0.compactMap(\.verdict) }
        let told = { (epoch: Int, verdicts: [Verdict]) in ever[epoch]?.contains { verdicts.contains($0) } ?? false }
        for attempt in stored.attempts {
            // Trials by hand are pruned where others are paused.
            let wasElsewhere = attempt.number == 1 && ForeignTrial.isRecord(stored.trial)
            if let epoch = attempt.prunedEpoch, !wasElsewhere, !told(epoch, [.stop, .pause]) {
                found.append("was pruned at epoch \(epoch), where its verdict is \(now[epoch] ?? "nothing")")
            }
            let isOther = attempt.state == .completed || attempt.state == .stopped && attempt.pausedEpoch == nil
            if isOther, let state = attempt.state, let decision = decision(in: attempt, of: stored) {
                let (epoch, verdict) = decision
                found.append("is recorded as \(state), and was told to \(verdict) at epoch \(epoch)")
            }
            if let epoch = attempt.pausedEpoch, !told(epoch, [.pause]) {
                found.append("was paused at epoch \(epoch), where its verdict is \(now[epoch] ?? "nothing")")
            }
        }
        for epoch in stored.epochs where stored.trial.auditedEpoch == nil && hasLater(epoch, in: stored) {
            let wentOn =
                switch epoch.verdict {
                case .stop: true
                case .pause: !stored.attempts.contains { $0.pausedEpoch == epoch.epoch }
                case .continue, nil: false
                }
            if wentOn {
                found.append("went on after it was told to \(now[epoch.epoch] ?? "") at epoch \(epoch.epoch)")
            }
        }
        return found
    }

    /// Whether the trial has reported a later epoch since this one was judged. Of an epoch without an objective nobody knows when
    /// in its attempt it came: a measurement of an earlier epoch may run behind.
    private func hasLater(_ epoch: Epoch, in stored: StoredTrial) -> Bool {
        guard let saw = epoch.verdictRevision else { return false }
        let judgedIn = stored.attempts.last { $0.startedRevision <= saw }?.number ?? epoch.attempt
        return stored.epochs.contains { other in
            guard other.epoch > epoch.epoch else { return false }
            return other.revision.map { $0 > saw } ?? (other.attempt > judgedIn)
        }
    }

    /// A trial is tried again after a failure as often as its definition says.
    private func retries(of stored: StoredTrial, by definition: StudyDefinition) -> [String] {
        let ended = stored.trial.state.name == .stopped ? stored.attempts[...] : stored.attempts.dropLast()
        let failures = ended.count { $0.state == .failed }
        guard failures > definition.training.retries else { return [] }
        return ["was tried again after \(failures) failures, and its definition allows \(definition.training.retries)"]
    }

    /// The epoch at which the pruner ended the attempt; nil where it did not, or the audit let the trial go on.
    private func decision(in attempt: Attempt, of stored: StoredTrial) -> (epoch: Int, verdict: Verdict)? {
        guard stored.trial.auditedEpoch == nil, let end = attempt.endedRevision else { return nil }
        for epoch in stored.judged {
            guard let saw = epoch.verdictRevision, let verdict = epoch.verdict, verdict != .continue else { continue }
            if saw >= attempt.startedRevision, saw < end { return (epoch.epoch, verdict) }
        }
        return nil
    }

    /// Whether the trial's verdicts to stop were carried out is derived again.
    private func audit(of stored: StoredTrial, by definition: StudyDefinition) -> [String] {
        let isExempt = definition.audit.exempts(stored.trial.number, ofStudyWithSeed: seed)
        let derived = isExempt ? stored.stops.first : nil
        guard stored.trial.auditedEpoch != derived else { return [] }
        let words = { (epoch: Int?) in epoch.map { "at epoch \($0)" } ?? "nowhere" }
        return ["ran on for the audit \(words(stored.trial.auditedEpoch)), and now \(words(derived))"]
    }

    private func isSame(_ left: Double?, _ right: Double?) -> Bool {
        left == right || left?.isNaN == true && right?.isNaN == true
    }

    private func words(_ value: Double?) -> String { value.map { "\($0)" } ?? "none" }

    private func words(_ epoch: Int?) -> String { epoch.map { "\($0)" } ?? "none" }
}
