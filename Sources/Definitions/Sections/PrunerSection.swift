// pruner: { NAME: { options } }

import Search

extension MethodSection where Algorithm == any Pruner {
    /// The pruners, by the names that definitions use.
    static var pruner: MethodSection {
        MethodSection(
            kind: "pruner",
            standard: Method(name: "median", algorithm: MedianPruner()),
            makers: [
                "none": { _ in NoPruner() },
                "median": { options in
                    let standard = MedianPruner()
                    let counts = 0...1_000_000
                    return MedianPruner(
                        startupTrials: options.int("startup_trials", in: counts, default: standard.startupTrials),
                        warmupEpochs: options.int("warmup_epochs", in: counts, default: standard.warmupEpochs),
                        interval: options.int("interval", in: 1...1_000_000, default: standard.interval),
                        minTrials: options.int("min_trials", in: 1...1_000_000, default: standard.minTrials))
                },
            ])
    }
}
