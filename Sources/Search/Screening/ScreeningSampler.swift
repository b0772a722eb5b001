/// Lets a sampler see of each trial what can be compared: of those to be screened the values at the screening epoch, of the
/// others what completed trials came to.
///
/// A final value never stands beside others' early one: a finished trial counts among the screened with its early value too.
public struct ScreeningSampler: Sampler {
    private let base: any Sampler
    private let screening: Screening

    /// A sampler that proposes what `base` does, of what `screening` lets it compare.
    public init(_ base: any Sampler, _ screening: Screening) { (self.base, self.screening) = (base, screening) }

    /// Proposes the configuration of the trial that `generator` is keyed by.
    public func suggest(
        in space: Space, after history: History, using generator: inout Generator
    ) throws(SearchError) -> Configuration {
        try suggestion(in: space, after: history, using: &generator).configuration
    }

    /// Proposes the same and notes whether the trial is to be screened.
    public func suggestion(
        in space: Space, after history: History, using generator: inout Generator
    ) throws(SearchError) -> Suggestion {
        guard let epoch = screening.epoch(after: history) else {
            return try base.suggestion(in: space, after: history, using: &generator)
        }
        let isFull = screening.trainsFully(generator.trial, after: history)
        let seen = isFull ? completed(of: history, in: space) : early(epoch, of: history, in: space)
        var suggestion = try base.suggestion(in: space, after: seen, using: &generator)
        let draw = Draw(in: space, after: history)
        // The base sampler has not seen all that was tried.
        if draw.table.hasTried(suggestion.configuration) {
            let other = try draw.untried(using: &generator) { space.drawUniform(using: &$0) }
            suggestion = Suggestion(other, note: "random")
        }
        let step = isFull ? "full training" : "screened after \(epoch) epochs"
        return Suggestion(suggestion.configuration, note: suggestion.note.map { "\(step): \($0)" } ?? step)
    }

    /// Trials as they were at the screening epoch, those that have not come so far as running.
    private func early(_ epoch: Int, of history: History, in space: Space) -> History {
        let direction = history.direction
        let trials = history.trials.compactMap { trial -> TrialRecord? in
            let outcome: Outcome?
            if let loss = trial.curve.loss(after: epoch, direction) {
                outcome = .completed(value: loss == .infinity ? .nan : direction == .minimize ? loss : -loss)
            } else {
                switch trial.outcome {
                case .completed?:
                    // Of what other studies know the end alone says nothing here.
                    guard trial.isOwn else { return nil }
                    outcome = trial.outcome
                case nil, .paused?, .pruned?: outcome = nil
                case .failed?, .stopped?: outcome = trial.outcome
                }
            }
            return TrialRecord(
                number: trial.number, configuration: trial.configuration, curve: Curve(counting: history.counting),
                final: outcome)
        }
        return view(trials, of: history, in: space)
    }

    /// The trials that have ended, and those that run to their end, as they are.
    private func completed(of history: History, in space: Space) -> History {
        let period = screening.fullTrainingPeriod(after: history)
        let trials = history.trials.filter { trial in
            switch trial.outcome {
            case .completed?, .failed?, .stopped?, .pruned?: true
            case .paused?: false
            case nil: trial.promotedFrom != nil || trial.number % period == 0
            }
        }
        return view(trials, of: history, in: space)
    }

    private func view(_ trials: [TrialRecord], of history: History, in space: Space) -> History {
        var seen = History(directions: history.directions, space: space, counting: history.counting)
        seen.append(contentsOf: trials)
        return seen
    }
}
