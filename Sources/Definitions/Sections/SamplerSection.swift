// sampler: { NAME: { options } }

import Search

extension MethodSection where Algorithm == any Sampler {
    /// The samplers, by the names that definitions use.
    static var sampler: MethodSection {
        MethodSection(
            kind: "sampler",
            standard: Method(name: "tpe", algorithm: TPESampler()),
            makers: [
                "random": { _ in RandomSampler() },
                "tpe": { options in
                    TPESampler(
                        startupTrials: options.int("n_startup_trials", in: 1...1_000_000, default: 10),
                        candidates: options.int("n_ei_candidates", in: 1...100_000, default: 24),
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
