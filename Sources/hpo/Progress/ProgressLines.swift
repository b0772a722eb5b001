// The words of a run's progress.

import Runner
import Search
import Storage
import Studies

/// A line in pieces, so that it can be cut to a width before it is styled.
struct StyledLine {
    var pieces: [(text: String, style: Style?)] = []

    mutating func add(_ text: String, _ style: Style? = nil) { pieces.append((text, style)) }

    /// How many columns it takes.
    var columns: Int { pieces.reduce(0) { $0 + $1.text.columns } }

    /// At most `width` columns of it.
    func text(width: Int) -> String {
        var room = width
        var line = ""
        for (text, style) in pieces where room > 0 {
            let shown = text.prefix(columns: room)
            room -= shown.columns
            line += style?(shown) ?? shown
        }
        return line
    }
}

extension RunProgress {
    /// What is redrawn in place: how the run stands, the best so far, one line a running trial.
    ///
    /// - Parameter width: the columns that there are; what matters least is left out of a narrow line.
    func liveLines(at now: Double, most: Int, width: Int = 200) -> [StyledLine] {
        var lines = [statusLine(at: now, width: width)]
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

    private func statusLine(at now: Double, width: Int) -> StyledLine {
        let isNarrow = width < 60
        var line = StyledLine()
        line.add(isNarrow ? study.cut(to: max(8, width / 4)) : study, .bold)
        if let planned {
            let length = isNarrow ? 6 : 16
            let full = planned > 0 ? min(length, length * finished / planned) : length
            line.add("  " + String(repeating: "━", count: full), .green)
            line.add(String(repeating: Style.isOn ? "━" : "·", count: length - full), .dim)
            line.add("  \(finished)/\(planned)")
        } else {
            line.add("  \(Format.count(finished, "trial"))")
        }
        // What does not fit is left out whole.
        for (text, style) in facts(at: now) where line.columns + text.columns <= width {
            line.add(text, style)
        }
        return line
    }

    /// What else there is to say of the run, in the order of a line.
    private func facts(at now: Double) -> [(text: String, style: Style?)] {
        var facts: [(text: String, style: Style?)] = []
        if let stage, let part = stages[stage] {
            facts.append(("  stage \(stage) \(part.begun)/\(part.trials)", .cyan))
        }
        if pruned > 0 { facts.append(("  \(pruned) pruned", .yellow)) }
        if infeasible > 0 { facts.append(("  \(infeasible) infeasible", .yellow)) }
        if paused > 0 { facts.append(("  \(paused) paused", .yellow)) }
        if failed > 0 { facts.append(("  \(failed) failed", .red)) }
        if let left = timeLeft(at: now), end == nil { facts.append(("  \(Format.duration(left)) left", nil)) }
        facts.append(("  \(Format.duration(now))", .dim))
        if let rate = rate(at: now) { facts.append((", \(Format.rate(rate))", .dim)) }
        return facts
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
    ///
    /// - Parameters:
    ///   - endedTrials: whether it is said of every trial that ends, or of failures alone.
    ///   - width: the columns that a failure's line may take.
    func lastingLine(for event: RunEvent, endedTrials: Bool, width: Int = 200) -> String? {
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
        case .note(let number, let text): return "trial \(number): \(text.printable)"
        case .lost(let number, let error): return "trial \(number) is given up here: \(error)"
        case .retried(let number, let reason, let left):
            let start = "trial \(number) \(Style.red("failed")) and is tried again"
            let rest = left > 0 ? ", \(Format.count(left, "retry", plural: "retries")) left" : ""
            let room = width - "trial \(number) failed and is tried again\(rest): ".count
            return "\(start)\(rest): \(Format.reason(reason, width: max(20, room)))"
        case .ended(let number, let outcome): return endedLine(number, outcome, all: endedTrials, width: width)
        case .ending(.handedOver): return "Handing over \(Format.count(running.count, "running trial"))."
        case .ending(let end):
            let isAsked = end == .interrupted
            guard !running.isEmpty else { return isAsked ? "Stopping." : nil }
            return
                "Stopping: \(Format.count(running.count, "running trial")) will end at the next epoch and can be resumed."
                + (isAsked ? " Ctrl-C again ends at once." : "")
        case .advanced(let steps):
            let words = steps.filter { $0.decision != .end }.map(\.words)
            return words.isEmpty ? nil : words.joined(separator: "\n")
        case .waiting(let what): return "Waiting: \(what)."
        case .started, .printed, .reported, .tick: return nil
        }
    }

    private func endedLine(_ number: Int, _ outcome: Outcome, all: Bool, width: Int) -> String? {
        let state = TrialState.Name(outcome)
        var line = "trial \(number) \(state.style?(state.rawValue) ?? state.rawValue)"
        switch outcome {
        case .completed(let score) where score.value != nil:
            line += "  \(metric) \(Format.number(score.value))"
            if best?.number == number { line += "  best so far" }
            if let original = repeats[number] { line += "  repeats trial \(original)" }
        case .pruned(let epoch): line += " after epoch \(epoch)"
        case .paused(let epoch): line = "trial \(number) \(Style.yellow("paused")) after epoch \(epoch)"
        case .failed(let reason):
            let room = width - "trial \(number) failed: ".count
            return "\(line): \(Format.reason(reason, width: max(20, room)))"
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
