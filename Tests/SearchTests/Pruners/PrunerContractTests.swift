import HPOTesting
import Search
import Testing

@Suite("Every pruner")
struct PrunerContractTests {
    /// Every pruner that judges by the direction, as a threshold with limits does not.
    static let all: [PrunerContract] = {
        let pruners: [any Pruner] = [
            NoPruner(), MedianPruner(startupTrials: 2), PercentilePruner(percentile: 30, startupTrials: 2),
            SuccessiveHalvingPruner(reductionFactor: 2), HyperbandPruner(reductionFactor: 2),
            HyperbandPruner(maxResource: 16), PatiencePruner(patience: 2), WilcoxonPruner(pThreshold: 0.3),
            LeadersPruner(share: 0.3, startupTrials: 3, pThreshold: 0.5), ThresholdPruner(),
            AnyPruner([MedianPruner(startupTrials: 3), WilcoxonPruner()]),
            AllPruner([PatiencePruner(patience: 1), SuccessiveHalvingPruner(minResource: 2)]),
            SuccessiveHalvingPruner(reductionFactor: 2, promotes: true),
            HyperbandPruner(maxResource: 9, promotes: true), ScreeningPruner(Screening(length: 9)),
            ScreeningPruner(Screening()), AnyPruner([PatiencePruner(), ScreeningPruner(Screening(length: 9))]),
            AnyPruner([WilcoxonPruner(), SuccessiveHalvingPruner(reductionFactor: 3, promotes: true)]),
            AllPruner([PatiencePruner(patience: 1), SuccessiveHalvingPruner(minResource: 2, promotes: true)]),
        ]
        return pruners.map { pruner in
            PrunerContract(
                "\(type(of: pruner))\(pruner.promotes ? ", promoting" : "")", of: pruner,
                wantsImprovement: pruner is PatiencePruner)
        }
    }()

    @Test("keeps the pruners' contract", arguments: all, PrunerContract.Rule.allCases)
    func contract(of pruner: PrunerContract, rule: PrunerContract.Rule) { pruner.check(rule) }
}
