/// Hyperband: several brackets of successive halving, from the one that stops at the first epochs to one that hardly
/// stops at all; the trials are dealt out among them by a hash of their number.
///
/// ```swift
/// HyperbandPruner(minResource: 1, maxResource: 27, reductionFactor: 3)   // brackets with first rungs at 1, 3, 9, 27
/// ```
/// Bracket s leaves out the first s rungs and competes within itself. It gets the share
/// `ceil(brackets * η^(brackets - 1 - s) / (brackets - s))` of the trials, so that each bracket costs about as much.
///
/// Li and others, "Hyperband: a novel bandit-based approach to hyperparameter optimization", 2018, in Optuna's form.
public struct HyperbandPruner: Pruner, Hashable {
    /// The epochs of the first rung of the first bracket.
    public let minResource: Int
    /// The epochs of a whole training; nil takes the furthest that a completed trial came, and stops none before.
    public let maxResource: Int?
    /// How many trials compete for one place, and how much further apart each rung is than the last (the paper's η).
    public let reductionFactor: Int
    /// How many other trials of a bracket must have reached a rung before any is promoted from it.
    public let bootstrapCount: Int
    /// Whether trials are paused at a rung and may be promoted later; their programs must be able to resume.
    public let promotes: Bool

    /// A pruner; numbers below what makes sense (1, `minResource`, 2, 0) are raised to it.
    public init(
        minResource: Int = 1, maxResource: Int? = nil, reductionFactor: Int = 3, bootstrapCount: Int = 0,
        promotes: Bool = false
    ) {
        self.minResource = max(1, minResource)
        self.maxResource = maxResource.map { max($0, max(1, minResource)) }
        self.reductionFactor = max(2, reductionFactor)
        self.bootstrapCount = max(0, bootstrapCount)
        self.promotes = promotes
    }

    /// Stops (or pauses) a trial that is not promoted from a rung of its bracket.
    public func verdict(on curve: Curve, of trial: Int, at epoch: Int, among history: History) -> Verdict {
        guard let longest = maxResource ?? history.longestCompleted else { return .continue }
        let shares = bracketShares(maxResource: longest)
        let own = bracket(of: trial, shares: shares)
        return halving(in: own).verdict(on: curve, of: trial, at: epoch, among: history) { number in
            bracket(of: number, shares: shares) == own
        }
    }

    /// What the first bracket promotes that promotes any, from the one that stops earliest.
    public func promotion(among history: History) -> Int? {
        guard promotes, let longest = maxResource ?? history.longestCompleted else { return nil }
        let shares = bracketShares(maxResource: longest)
        return shares.indices.lazy.compactMap { own in
            halving(in: own).promotion(among: history) { bracket(of: $0, shares: shares) == own }
        }.first
    }

    private func halving(in bracket: Int) -> SuccessiveHalvingPruner {
        SuccessiveHalvingPruner(
            minResource: minResource, reductionFactor: reductionFactor, minEarlyStoppingRate: bracket,
            bootstrapCount: bootstrapCount, promotes: promotes)
    }

    /// Each bracket's share of the trials, from the one that stops earliest.
    func bracketShares(maxResource: Int) -> [Int] {
        var powers = [1]
        var rung = minResource
        while rung <= maxResource / reductionFactor {
            rung *= reductionFactor
            powers.append(powers[powers.count - 1] * reductionFactor)
        }
        let count = powers.count
        return (0..<count).map { bracket in
            let halvings = count - bracket
            let (trials, overflow) = powers[halvings - 1].multipliedReportingOverflow(by: count)
            return overflow ? powers[halvings - 1] : trials / halvings + (trials % halvings > 0 ? 1 : 0)
        }
    }

    /// The bracket of a trial, by a hash of its number.
    func bracket(of trial: Int, shares: [Int]) -> Int {
        var hash = SplitMix64(state: UInt64(bitPattern: Int64(trial)))
        var place = Double(hash.next() >> 11) * 0x1p-53 * shares.reduce(0) { $0 + Double($1) }
        for (bracket, share) in shares.enumerated() {
            place -= Double(share)
            if place < 0 { return bracket }
        }
        return shares.count - 1
    }
}

extension History {
    /// The last epoch that a completed trial reported; nil while none has.
    fileprivate var longestCompleted: Int? {
        trials.lazy.compactMap { $0.value == nil ? nil : $0.curve.epochs.last }.max()
    }
}
