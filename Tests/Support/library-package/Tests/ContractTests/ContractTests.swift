import HPOTesting
import Own
import Testing

@Suite("What somebody else wrote")
struct ContractTests {
    @Test("keeps the samplers' contract", arguments: SamplerContract.Rule.allCases)
    func sampler(rule: SamplerContract.Rule) throws {
        try SamplerContract("mine", of: LatestBest(), fills: false).check(rule)
    }

    @Test("keeps the pruners' contract", arguments: PrunerContract.Rule.allCases)
    func pruner(rule: PrunerContract.Rule) { PrunerContract("mine", of: WorseThanAll()).check(rule) }
}
