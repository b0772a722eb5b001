import Search

extension StudyFinding {
    /// Whether the order of the trials where the pruner judges is that of their ends, as far as completed trials tell.
    ///
    /// What the pruned ones would have become nobody knows. Of the completed ones it is known how they stood then: where a quarter
    /// or more of the best ones were in the worse half, or the orders agree by less than half (Spearman 1904), others like them
    /// have been stopped.
    static func lateBloomers(in evidence: Evidence) throws(AnalysisGap) -> [StudyFinding] {
        guard evidence.objectives.count == 1 else { return [] }
        let direction = evidence.objectives[0].direction
        let epochs = evidence.searched.compactMap { trial -> Double? in
            switch trial.outcome {
            case .pruned(let epoch)?, .paused(let epoch)?: Double(epoch)
            default: nil
            }
        }
        guard epochs.count >= 3, let middle = epochs.median else { return [] }
        let epoch = Int(middle)
        func standing(_ trial: EvidenceTrial, _ epoch: Int) -> Double? {
            guard let last = trial.curve.epochs.last, last > epoch else { return nil }
            return trial.curve.best(direction, through: epoch).flatMap {
                $0.value.isNaN ? nil : direction.loss($0.value)
            }
        }
        let completed = evidence.searched.filter { $0.value() != nil && standing($0, epoch) != nil }
        guard completed.count >= 8 else { throw .tooFewTrials(found: completed.count, needed: 8) }
        let ends = completed.map { direction.loss($0.value() ?? .nan) }
        func correlation(at epoch: Int) -> Double? {
            let standings = completed.map { standing($0, epoch) }
            let known = standings.indices.filter { standings[$0] != nil }
            guard known.count >= 8 else { return nil }
            return rankCorrelation(known.map { standings[$0] ?? 0 }, known.map { ends[$0] })
        }
        let then = completed.map { standing($0, epoch) ?? .infinity }
        let order = ends.indices.sorted { (ends[$0], $0) < (ends[$1], $1) }
        let best = order.prefix((ends.count + 3) / 4)
        let limit = then.median ?? 0
        let overtakers = best.count { then[$0] > limit }
        guard let agreement = correlation(at: epoch), agreement < 0.5 || 4 * overtakers >= best.count else { return [] }
        let last = completed.compactMap(\.curve.epochs.last).max() ?? epoch
        let settled = (epoch + 1..<max(epoch + 1, last)).first { (correlation(at: $0) ?? 0) >= 0.8 }
        return [
            .lateBloomers(
                LateBloomers(
                    epoch: epoch, pruned: epochs.count, correlation: agreement,
                    overtakers: Proportion(overtakers, of: best.count), settled: settled))
        ]
    }
}

/// Spearman's correlation of two rankings, equals sharing their ranks' mean; 0 where one has no order.
func rankCorrelation(_ first: [Double], _ second: [Double]) -> Double {
    let (a, b) = (ranks(first), ranks(second))
    let middle = Double(a.count - 1) / 2
    var (product, left, right) = (0.0, 0.0, 0.0)
    for (x, y) in zip(a, b) {
        product += (x - middle) * (y - middle)
        left += (x - middle) * (x - middle)
        right += (y - middle) * (y - middle)
    }
    return left > 0 && right > 0 ? product / (left * right).squareRoot() : 0
}

private func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
        var end = start + 1
        while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
        for place in start..<end { ranks[order[place]] = Double(start + end - 1) / 2 }
        start = end
    }
    return ranks
}
