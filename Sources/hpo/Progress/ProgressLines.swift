// The words of a run's progress.

import Runner
import Search
import Storage

/// A line in pieces, so that it can be cut to a width before it is styled.
struct StyledLine {
    var pieces: [(text: String, style: Style?)] = []

    mutating func add(_ text: String, _ style: Style? = nil) { pieces.append((text, style)) }

    /// At most `width` columns of it.
    func text(width: Int) -> String {
        var room = width
        var line = ""
        for (text, style) in pieces where room > 0 {
            let shown = String(text.prefix(room))
            room -= shown.count
            line += style?(shown) ?? shown
        }
        return line
    }
}

extension RunProgress {
    /// What is redrawn in place: how the run stands, the best so far, one line a running trial.
    func liveLines(at now: Double, most: Int) -> [StyledLine] {
        var lines = [statusLine(at: now)]
        if let best { lines.append(bestLine(best)) }
        if let front {
            var line = StyledLine()
            line.add("  front ")
            line.add("\(Format.count(front.count, "trial"))", .green)
            line.add("  hypervolume \(Format.number(front.hypervolume, digits: 4))", .dim)
            lines.append(line)
        }
        let numbers = running.keys.sorted()
        let room = max(1, most - lines.count)
        lines += numbers.prefix(numbers.count > room ? room - 1 : room).map(runningLine)
        if numbers.count > room {
            var rest = StyledLine()
            rest.add("  and \(numbers.count - room + 1) more", .dim)
            lines.append(rest)
        }
        return lines
    }

    private func statusLine(at now: Double) -> StyledLine {
        var line = StyledLine()
        line.add(study, .bold)
        if let planned {
            let width = 16
            let full = planned > 0 ? min(width, width * finished / planned) : width
            line.add("  " + String(repeating: "━", count: full), .green)
            line.add(String(repeating: "━", count: width - full), .dim)
            line.add("  \(finished)/\(planned)")
        } else {
            line.add("  \(Format.count(finished, "trial"))")
        }
        if let stage, let part = stages[stage] { line.add("  stage \(stage) \(part.begun)/\(part.trials)", .cyan) }
        if pruned > 0 { line.add("  \(pruned) pruned", .yellow) }
        if infeasible > 0 { line.add("  \(infeasible) infeasible", .yellow) }
        if paused > 0 { line.add("  \(paused) paused", .yellow) }
        if failed > 0 { line.add("  \(failed) failed", .red) }
        if let left = timeLeft(at: now), end == nil { line.add("  \(Format.duration(left)) left") }
        line.add("  \(Format.duration(now))", .dim)
        if let rate = rate(at: now) { line.add(", \(Format.number(rate, digits: 3))/min", .dim) }
        return line
    }

    private func bestLine(_ best: Best) -> StyledLine {
        var line = StyledLine()
        line.add("  best ")
        line.add("\(metric) \(Format.number(best.value))", .green)
        line.add("  trial \(best.number)" + (best.epoch.map { ", epoch \($0)" } ?? ""), .dim)
        return line
    }

    private func runningLine(_ number: Int) -> StyledLine {
        var line = StyledLine()
        line.add("  trial \(number)", .cyan)
        guard let trial = running[number], let epoch = trial.epoch else {
            line.add("  starting", .dim)
            return line
        }
        let epochs = trial.stage.flatMap { stages[$0]?.epochs } ?? epochs
        line.add("  epoch \(epoch)" + (epochs.map { "/\($0)" } ?? ""))
        if let last = trial.last { line.add("  \(metric) \(Format.number(last))") }
        if let best = trial.best, best.epoch != epoch {
            line.add("  (best \(Format.number(best.value)))", .dim)
        }
        return line
    }

    /// What is said once of an event, where there is something: a line that stays.
    func lastingLine(for event: RunEvent, endedTrials: Bool) -> String? {
        switch event {
        case .reaped(let trials):
            return trials.map { trial in
                let fate =
                    switch trial.outcome {
                    case .pruned: "the pruner had stopped it"
                    case .paused: "the pruner had paused it"
                    case .completed, .failed, .stopped: "it is resumed"
                    }
                return "trial \(trial.attempt.number): the process that ran it has died; \(fate)"
            }.joined(separator: "\n")
        case .adopted(let trial):
            return "trial \(trial.attempt.number): the process that ran it has died; it goes on here"
        case .note(let number, let text): return "trial \(number): \(text)"
        case .lost(let number, let error): return "trial \(number) is given up here: \(error)"
        case .ended(let number, let outcome): return endedLine(number, outcome, all: endedTrials)
        case .ending(.interrupted):
            let trials = Format.count(running.count, "running trial")
            return running.isEmpty
                ? "Stopping."
                : "Stopping: \(trials) will end at the next epoch and can be resumed. Ctrl-C again ends at once."
        case .ending(let end): return "Stopping: \(end)."
        case .advanced(let steps):
            let words = steps.filter { $0.decision != .end }.map(\.words)
            return words.isEmpty ? nil : words.joined(separator: "\n")
        case .waiting(let what): return "Waiting: \(what)."
        case .started, .reported, .tick: return nil
        }
    }

    private func endedLine(_ number: Int, _ outcome: Outcome, all: Bool) -> String? {
        let state = TrialState.Name(outcome)
        var line = "trial \(number) \(state.style?(state.rawValue) ?? state.rawValue)"
        switch outcome {
        case .completed(let score) where score.value != nil:
            line += "  \(metric) \(Format.number(score.value))"
            if best?.number == number { line += "  best so far" }
        case .pruned(let epoch): line += " after epoch \(epoch)"
        case .paused(let epoch): line = "trial \(number) \(Style.yellow("paused")) after epoch \(epoch)"
        case .failed(let reason): return "\(line): \(Format.firstLine(reason, limit: 200))"
        case .completed(let score):
            line +=
                "  " + zip(objectives, score.values).map { "\($0.metric) \(Format.number($1))" }.joined(separator: "  ")
            if !score.isFeasible { line += "  infeasible by \(Format.violation(score.violation))" }
        case .stopped: break
        }
        guard all else { return nil }
        if let planned { line += "  (\(finished)/\(planned))" }
        return line
    }
}

extension TrialState.Name {
    init(_ outcome: Outcome) {
        switch outcome {
        case .completed: self = .completed
        case .pruned: self = .pruned
        case .failed: self = .failed
        case .paused, .stopped: self = .stopped
        }
    }
}
