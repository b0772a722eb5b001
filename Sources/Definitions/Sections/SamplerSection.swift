// sampler: { NAME: { options } }

import Search

extension MethodSection where Algorithm == any Sampler {
    /// Those that take one objective only.
    private static var forOneObjective: Set<String> { ["cmaes", "gp"] }

    /// The sampler that a definition names, for a study of so many objectives.
    static func readSampler(_ reader: NodeReader?, objectives: Int) -> Method<any Sampler>? {
        guard let method = sampler.read(reader) else { return nil }
        guard objectives > 1, forOneObjective.contains(method.name) else { return method }
        let others = sampler.makers.keys.filter { !forOneObjective.contains($0) }.sorted().joined(separator: ", ")
        reader?.error(
            "`\(method.name)` takes one objective, and this study has \(objectives): expected one of \(others)")
        return nil
    }

    /// The samplers, by the names that definitions use.
    static var sampler: MethodSection {
        MethodSection(
            kind: "sampler",
            standard: Method(name: "auto", algorithm: AutoSampler()),
            makers: [
                "auto": { _ in AutoSampler() },
                "cmaes": { _ in CMAESSampler() },
                "gp": { options in
                    let standard = GPSampler()
                    return GPSampler(
                        startupTrials: options.int(
                            "n_startup_trials", in: 1...1_000_000, default: standard.startupTrials),
                        modelTrials: options.int("model_trials", in: 8...2_000, default: standard.modelTrials))
                },
                "grid": { options in GridSampler(points: options.int("points", in: 2...1_000_000, default: 5)) },
                "nsga2": { options in
                    NSGA2Sampler(
                        populationSize: options.int("population_size", in: 2...1_000_000, default: 24),
                        crossover: options.number("crossover", "a share from 0 to 1", default: 0.9) { 0...1 ~= $0 },
                        mutation: options.number("mutation", "a share from 0 to 1") { 0...1 ~= $0 })
                },
                "random": { _ in RandomSampler() },
                "sobol": { _ in SobolSampler() },
                "tpe": { options in
                    TPESampler(
                        startupTrials: options.int("n_startup_trials", in: 1...1_000_000, default: 10),
                        candidates: options.int("n_ei_candidates", in: 1...100_000),
                        goodShare: options.number("gamma", "a share from 0 to 1", default: 0.1) { 0...1 ~= $0 },
                        priorWeight: options.number("prior_weight", "a number above 0", default: 1) { $0 > 0 },
                        magicClip: options.bool("magic_clip", default: true),
                        endpoints: options.bool("endpoints", default: false),
                        multivariate: options.bool("multivariate", default: true),
                        constantLiar: options.bool("constant_liar", default: true))
                },
            ])
    }
}
