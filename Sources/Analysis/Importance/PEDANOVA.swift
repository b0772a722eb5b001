import Search

/// What sets the best trials apart from all of them, parameter by parameter.
///
/// ```swift
/// let importance = try PEDANOVA(of: evidence).importance
/// importance.parameters[0]     // lr: 0.71 of the sum
/// ```
/// Watanabe, Bansal and Hutter, "PED-ANOVA: efficiently quantifying hyperparameter importance in arbitrary subspaces", 2023: a
/// parameter matters by the Pearson divergence ∫ (p(x | best) / p(x | all) - 1)² p(x | all) dx of its density among the best
/// tenth from that among all. It asks what it takes to be good, where fANOVA asks what makes values differ at all, and needs no
/// values of pruned trials: they are among all, and not among the best. Interactions are not seen.
///
/// - A trial counts for a parameter where that was active in it. Failed trials and broken conditions do not count.
/// - Completed with NaN or infinity, it is among all.
/// - Densities are over at most 50 cells of the parameter's axis: Gaussian kernels by Scott's rule cut off at its ends, of
///   unordered choices frequencies, each with one trial spread over all of them.
public struct PEDANOVA: Sendable {
    /// What came of it.
    public let importance: Importance
    /// How many trials are the best.
    public let best: Int

    /// So many of the best are looked at, where the share gives fewer.
    static let leastBest = 5

    /// Compares the best share `share` (above 0, at most 1) of the trials with all.
    ///
    /// - Throws: why there is nothing to say, such as too few trials.
    public init(of evidence: Evidence, objective: Int = 0, best share: Double = 0.1) throws(AnalysisGap) {
        guard evidence.objectives.indices.contains(objective) else { throw .noObjective(index: objective) }
        let direction = evidence.objectives[objective].direction
        var basis = Basis()
        var trials: [(trial: EvidenceTrial, loss: Double)] = []
        var completed = 0
        for trial in evidence.searched {
            if basis.takes(trial, objective) {
                trials.append((trial, direction.loss(trial.value(of: objective) ?? .nan)))
                completed += 1
            } else if trial.isBehindAll {
                trials.append((trial, .infinity))
            }
        }
        // Pruned ones and ones without a number are used here.
        basis.used = trials.count
        (basis.pruned, basis.nonFinite) = (0, 0)
        guard completed >= ImportanceSample.leastTrials else {
            throw .tooFewTrials(found: completed, needed: ImportanceSample.leastTrials)
        }
        let losses = trials.map(\.loss).filter { $0 < .infinity }.sorted()
        if losses[0] == losses[losses.count - 1] {
            throw .constantObjective(
                value: direction == .minimize ? losses[0] : -losses[0], trials: losses.count)
        }
        let count = min(completed, max(Self.leastBest, Int((share * Double(trials.count)).rounded(.up))))
        let limit = losses[count - 1]
        let leading = trials.filter { $0.loss <= limit }
        best = leading.count

        var divergences: [(name: String, value: Double)] = []
        for parameter in evidence.space.parameters {
            let cells = AxisCells(Axis(parameter.domain))
            func masses(_ trials: [(trial: EvidenceTrial, loss: Double)]) -> [Double] {
                cells.masses(of: trials.compactMap { $0.trial.configuration[parameter.name].flatMap(cells.cell) })
            }
            let (among, all) = (masses(leading), masses(trials))
            let divergence = zip(among, all).reduce(0) { sum, pair in
                let excess = pair.0 / pair.1 - 1
                return sum + excess * excess * pair.1
            }
            divergences.append((parameter.name, divergence))
        }
        let sum = divergences.reduce(0) { $0 + $1.value }
        let parameters = divergences.map { name, value in
            let share = sum > 0 ? value / sum : 0
            return ParameterImportance(name: name, share: share, deviation: nil, total: share)
        }
        importance = Importance(
            method: .pedANOVA, parameters: parameters.sorted { ($1.share, $0.name) < ($0.share, $1.name) }, pairs: [],
            basis: basis)
    }
}

extension EvidenceTrial {
    /// Whether it ended behind every completed trial with a finite value: pruned, or without such a value.
    fileprivate var isBehindAll: Bool {
        switch outcome {
        case .pruned?, .paused?: true
        case .completed(let score)?: score.isFeasible
        case .failed?, .stopped?, nil: false
        }
    }
}
