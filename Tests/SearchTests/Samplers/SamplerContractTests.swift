import HPOTesting
import Search
import Testing

@Suite("Every sampler")
struct SamplerContractTests {
    /// Those that keep the contract; a new one joins them.
    static let all = [
        SamplerContract("random", of: RandomSampler()),
        SamplerContract("tpe", of: TPESampler()),
        SamplerContract(
            "tpe, one parameter at a time", of: TPESampler(startupTrials: 3, candidates: 8, multivariate: false)),
        SamplerContract(
            "tpe without prior, clip and liar",
            of: TPESampler(
                startupTrials: 1, goodShare: 0.5, priorWeight: 0, magicClip: false, endpoints: true,
                constantLiar: false), fills: false),
        SamplerContract("gp", of: GPSampler(), trials: 12),
        SamplerContract("auto", of: AutoSampler(), trials: 8),
        SamplerContract("grid", of: GridSampler(), fills: false),
        SamplerContract("sobol", of: SobolSampler()),
        SamplerContract("cmaes", of: CMAESSampler()),
        SamplerContract("nsga2", of: NSGA2Sampler(populationSize: 6, mutation: 0.3)),
    ]

    @Test("keeps the samplers' contract", arguments: all, SamplerContract.Rule.allCases)
    func contract(of sampler: SamplerContract, rule: SamplerContract.Rule) throws { try sampler.check(rule) }
}
