import Search

extension StudyFinding: CustomStringConvertible {
    /// The finding for people, in one sentence with its numbers.
    public var description: String {
        switch self {
        case .edge(let edge):
            "`\(edge.parameter)` is best at the \(edge.isHigh ? "upper" : "lower") end of its range, \(edge.end.figure): "
                + "trial \(edge.best) has \(edge.value.figure), and \(edge.near.count) of the \(edge.near.total) best are in "
                + "the outer \(edge.share.percent)"
                + (edge.wider == nil ? "; what comes after it, only you can say" : "")
        case .idle(let idle):
            "`\(idle.parameter)` does not matter as far as \(idle.trials) trials tell: \(idle.importance.percent) of the "
                + "variance, and chance gives \(idle.level.percent)"
        case .nothingMatters(let parameters, let level, let trials):
            "none of the \(parameters) parameters shows an effect in \(trials) trials above the \(level.percent) of the "
                + "variance that chance gives"
        case .tooFewTrials(let completed, let parameters, let wanted):
            "\(completed) completed trials are few for \(parameters) parameters: ten for each are \(wanted)"
        case .lateBloomers(let late):
            "\(late.pruned) trials were pruned around epoch \(late.epoch), where the order of the completed ones agrees with "
                + "that of their ends by \(late.correlation.figure(2)) (Spearman), and \(late.overtakers.count) of the best "
                + "\(late.overtakers.total) were in the worse half"
                + (late.settled.map { "; from epoch \($0) on it agrees by 0.8" } ?? "")
        case .duplicates(let found):
            "\(found.repeated) of \(found.trials) trials ran a configuration again, as trials \(found.groups[0].listed) did"
                + (found.configurations.map { "; there are \($0) configurations" } ?? "")
        case .failures(let found):
            "trials with \(found.region.words(found.parameter)) fail more often: \(found.inside.count) of "
                + "\(found.inside.total), of the others \(found.outside.count) of \(found.outside.total) "
                + "(p = \(found.chance.figure(2)), Fisher)"
        case .noise(let noise):
            "the best \(noise.trials.count) trials are within \(noise.gap.figure(2)) of each other, and one value's noise is "
                + "\(noise.deviation.figure(2)), \(noise.source.words)"
        }
    }

    /// What to change; nil where nothing follows.
    public var change: Change? {
        switch self {
        case .edge(let edge): edge.wider.map { .widen(parameter: edge.parameter, to: $0) }
        case .idle(let idle): idle.value.map { .fix(parameter: idle.parameter, at: $0) }
        case .tooFewTrials(let completed, _, let wanted): .moreTrials(wanted - completed)
        case .nothingMatters(_, _, let trials): .moreTrials(trials)
        case .lateBloomers(let late): .prunerWarmup(epochs: late.settled ?? 2 * late.epoch)
        case .duplicates: nil
        case .failures(let found): found.rest.map { .narrow(parameter: found.parameter, to: $0) }
        case .noise(let noise): .confirm(trials: Array(noise.trials.prefix(5)), times: 3)
        }
    }
}

extension StudyFinding.Failures.Region {
    fileprivate func words(_ parameter: String) -> String {
        switch self {
        case .value(let value): "`\(parameter)` \(value.figure)"
        case .upTo(let value): "`\(parameter)` up to \(value.figure)"
        case .from(let value): "`\(parameter)` from \(value.figure) on"
        }
    }
}

extension StudyFinding.Noise.Source {
    fileprivate var words: String {
        switch self {
        case .repetitions(let count): "by \(count) repetition\(count == 1 ? "" : "s")"
        case .curves(let count): "as the curves of \(count) of them waver"
        }
    }
}
