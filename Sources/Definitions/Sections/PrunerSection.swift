// pruner: { NAME: { options } }, or pruner: { any: [{ NAME: { options } }, …] }, either with audit: 0.05 beside it

import JSON
import Search

/// What stops hopeless trials, and the share of them that is let go on.
struct PruningSection {
    let method: Method<any Pruner>
    let audit: PruneAudit

    /// - Parameter objectives: how many the study has; of several, a pruner would not know which to judge by.
    init?(_ reader: NodeReader?, training: Training?, objectives: Int) {
        if objectives > 1 {
            guard Self.isNone(reader) else {
                reader?.error(
                    "a pruner judges by one objective, and this study has \(objectives): leave it out, or write "
                        + "{ none: {} }")
                return nil
            }
            method = Method(name: "none", algorithm: NoPruner())
            audit = PruneAudit()
            return
        }
        var share: Double? = 0
        let method = MethodSection.pruner(for: training).read(
            reader, besides: ["audit": { share = $0.number("a share from 0 to 1") { 0...1 ~= $0 } }])
        guard let method, let share else { return nil }
        self.method = method
        audit = PruneAudit(share: share)
    }

    /// Whether no pruner is named, or the one that never stops a trial.
    private static func isNone(_ reader: NodeReader?) -> Bool {
        guard let reader else { return true }
        return reader.node.members.map { $0.map(\.key) == ["none"] } ?? false
    }
}

extension MethodSection where Algorithm == any Pruner {
    /// The pruners, by the names that definitions use.
    static func pruner(for training: Training?) -> MethodSection {
        MethodSection(
            kind: "pruner",
            standard: Method(name: "median", algorithm: MedianPruner()),
            makers: [
                "none": { _ in NoPruner() },
                "auto": { _ in ScreeningPruner(Screening(length: training?.epochs)) },
                "median": { $0.median() },
                "percentile": { $0.percentile() },
                "asha": { $0.successiveHalving(training) },
                "successive_halving": { $0.successiveHalving(training) },
                "hyperband": { $0.hyperband(training) },
                "threshold": { $0.threshold() },
                "patience": { $0.patience() },
                "leaders": { $0.leaders() },
                "wilcoxon": { $0.wilcoxon() },
            ],
            combinations: [
                "any": { AnyPruner($0) },
                "all": { AllPruner($0) },
            ])
    }
}

extension Options {
    private static let counts = 0...1_000_000
    private static let positives = 1...1_000_000

    fileprivate func median() -> MedianPruner {
        let standard = MedianPruner()
        return MedianPruner(
            startupTrials: int("startup_trials", in: Self.counts, default: standard.startupTrials),
            warmupEpochs: int("warmup_epochs", in: Self.counts, default: standard.warmupEpochs),
            interval: int("interval", in: Self.positives, default: standard.interval),
            minTrials: int("min_trials", in: Self.positives, default: standard.minTrials))
    }

    fileprivate func percentile() -> PercentilePruner {
        let standard = PercentilePruner()
        return PercentilePruner(
            percentile: number("percentile", "a number from 0 to 100", default: standard.percentile) {
                0...100 ~= $0
            },
            startupTrials: int("startup_trials", in: Self.counts, default: standard.startupTrials),
            warmupEpochs: int("warmup_epochs", in: Self.counts, default: standard.warmupEpochs),
            interval: int("interval", in: Self.positives, default: standard.interval),
            minTrials: int("min_trials", in: Self.positives, default: standard.minTrials))
    }

    fileprivate func successiveHalving(_ training: Training?) -> SuccessiveHalvingPruner {
        let standard = SuccessiveHalvingPruner()
        return SuccessiveHalvingPruner(
            minResource: int("min_resource", in: Self.positives, default: standard.minResource),
            reductionFactor: int("reduction_factor", in: 2...1_000_000, default: standard.reductionFactor),
            minEarlyStoppingRate: int("min_early_stopping_rate", in: 0...64, default: standard.minEarlyStoppingRate),
            bootstrapCount: int("bootstrap_count", in: Self.counts, default: standard.bootstrapCount),
            promotes: promotes(training))
    }

    /// Trials are paused and promoted where their program can resume.
    private func promotes(_ training: Training?) -> Bool {
        let canResume = training?.resume ?? false
        return bool("promote", default: canResume) { reader, wanted in
            if wanted, !canResume {
                reader.error("the program cannot go on from a checkpoint; where it can, say so: train.resume: true")
            }
        }
    }

    /// Its brackets are as long as the training, where the definition says how long that is.
    fileprivate func hyperband(_ training: Training?) -> HyperbandPruner {
        let standard = HyperbandPruner()
        let least = int("min_resource", in: Self.positives, default: standard.minResource)
        return HyperbandPruner(
            minResource: least,
            maxResource: int("max_resource", in: least...max(least, Self.positives.upperBound)) ?? training?.epochs,
            reductionFactor: int("reduction_factor", in: 2...1_000_000, default: standard.reductionFactor),
            bootstrapCount: int("bootstrap_count", in: Self.counts, default: standard.bootstrapCount),
            promotes: promotes(training))
    }

    fileprivate func threshold() -> ThresholdPruner {
        let standard = ThresholdPruner()
        let lower = number("lower", "a finite number")
        return ThresholdPruner(
            lower: lower,
            upper: number("upper", lower.map { "a finite number of at least \($0)" } ?? "a finite number") {
                $0 >= lower ?? $0
            },
            warmupEpochs: int("warmup_epochs", in: Self.counts, default: standard.warmupEpochs),
            interval: int("interval", in: Self.positives, default: standard.interval))
    }

    fileprivate func patience() -> PatiencePruner {
        let standard = PatiencePruner()
        return PatiencePruner(
            patience: int("patience", in: Self.positives, default: standard.patience),
            minDelta: number("min_delta", "a finite number of at least 0", default: standard.minDelta) { $0 >= 0 })
    }

    fileprivate func wilcoxon() -> WilcoxonPruner {
        let standard = WilcoxonPruner()
        return WilcoxonPruner(
            pThreshold: number("p_threshold", "a number from 0 to 1", default: standard.pThreshold) { 0...1 ~= $0 },
            startupEpochs: int("startup_epochs", in: 2...1_000_000, default: standard.startupEpochs))
    }

    fileprivate func leaders() -> LeadersPruner {
        let standard = LeadersPruner()
        return LeadersPruner(
            share: number("share", "a number from 0 to 1", default: standard.share) { 0...1 ~= $0 },
            minLeaders: int("min_leaders", in: Self.positives, default: standard.minLeaders),
            startupTrials: int("startup_trials", in: Self.counts, default: standard.startupTrials),
            pThreshold: number("p_threshold", "a number from 0 to 1", default: standard.pThreshold) { 0...1 ~= $0 })
    }
}
