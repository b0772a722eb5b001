import Definitions
import Search
import Testing

@Suite("pruners in definitions")
struct PrunerDefinitionTests {
    private func pruner<P: Pruner>(_ text: String, as type: P.Type) throws -> P? {
        try Definitions.parse(replacing: ["pruner": text]).pruner.algorithm as? P
    }

    @Test("every pruner is read with its defaults and with all of its options")
    func options() throws {
        #expect(try pruner("{ percentile: {} }", as: PercentilePruner.self) == PercentilePruner())
        let schedule = "startup_trials: 1, warmup_epochs: 2, interval: 3, min_trials: 4"
        #expect(
            try pruner("{ percentile: { percentile: 12.5, \(schedule) } }", as: PercentilePruner.self)
                == PercentilePruner(percentile: 12.5, startupTrials: 1, warmupEpochs: 2, interval: 3, minTrials: 4))
        #expect(
            try pruner("{ median: { \(schedule) } }", as: MedianPruner.self)
                == MedianPruner(startupTrials: 1, warmupEpochs: 2, interval: 3, minTrials: 4))
        for name in ["asha", "successive_halving"] {
            #expect(
                try pruner("{ \(name): {} }", as: SuccessiveHalvingPruner.self) == SuccessiveHalvingPruner())
            let all = "min_resource: 2, reduction_factor: 3, min_early_stopping_rate: 1, bootstrap_count: 5"
            #expect(
                try pruner("{ \(name): { \(all) } }", as: SuccessiveHalvingPruner.self)
                    == SuccessiveHalvingPruner(
                        minResource: 2, reductionFactor: 3, minEarlyStoppingRate: 1, bootstrapCount: 5))
        }
        #expect(try pruner("{ hyperband: {} }", as: HyperbandPruner.self) == HyperbandPruner())
        #expect(
            try pruner(
                "{ hyperband: { min_resource: 2, max_resource: 50, reduction_factor: 4, bootstrap_count: 1 } }",
                as: HyperbandPruner.self)
                == HyperbandPruner(minResource: 2, maxResource: 50, reductionFactor: 4, bootstrapCount: 1))
        #expect(
            try pruner(
                "{ threshold: { lower: -1, upper: 1, warmup_epochs: 2, interval: 3 } }", as: ThresholdPruner.self)
                == ThresholdPruner(lower: -1, upper: 1, warmupEpochs: 2, interval: 3))
        #expect(try pruner("{ threshold: { upper: 1 } }", as: ThresholdPruner.self) == ThresholdPruner(upper: 1))
        #expect(
            try pruner("{ patience: { patience: 4, min_delta: 1e-3 } }", as: PatiencePruner.self)
                == PatiencePruner(patience: 4, minDelta: 1e-3))
        #expect(
            try pruner("{ wilcoxon: { p_threshold: 0.05, startup_epochs: 6 } }", as: WilcoxonPruner.self)
                == WilcoxonPruner(pThreshold: 0.05, startupEpochs: 6))
        let leaders = "share: 0.2, min_leaders: 3, startup_trials: 4, p_threshold: 0.01"
        #expect(
            try pruner("{ leaders: { \(leaders) } }", as: LeadersPruner.self)
                == LeadersPruner(share: 0.2, minLeaders: 3, startupTrials: 4, pThreshold: 0.01))
    }

    @Test("any and all take a list, and lists of lists")
    func combinations() throws {
        let text = "{ any: [{ threshold: { upper: 9 } }, { all: [{ patience: {} }, { median: {} }] }] }"
        let any = try pruner(text, as: AnyPruner.self)
        #expect(any?.pruners.first as? ThresholdPruner == ThresholdPruner(upper: 9))
        let all = any?.pruners.last as? AllPruner
        #expect(all?.pruners.first as? PatiencePruner == PatiencePruner())
        #expect(all?.pruners.last as? MedianPruner == MedianPruner())
        #expect(try Definitions.parse(replacing: ["pruner": text]).pruner.name == "any")
    }

    @Test("an audit stands beside the pruner, or alone beside the default one; without it there is none")
    func audit() throws {
        func audit(_ text: String) throws -> Double {
            try Definitions.parse(replacing: ["pruner": text]).audit.share
        }
        #expect(try audit("{ median: {} }") == 0)
        #expect(try audit("{ median: { warmup_epochs: 2 }, audit: 0.05 }") == 0.05)
        #expect(try audit("{ audit: 1, any: [{ median: {} }, { patience: {} }] }") == 1)
        #expect(try Definitions.parse(replacing: ["pruner": "{ audit: 0.1 }"]).pruner.name == "median")
        #expect(try Definitions.parse(replacing: [:]).audit.share == 0)
    }

    @Test("trials are paused and promoted where their program can resume, unless the study says otherwise")
    func promotes() throws {
        func promotes(_ pruner: String, train: String = "") throws -> Bool {
            let text = try Definitions.parse(
                replacing: ["pruner": pruner, "train": "{ command: ['x', '{lr}']\(train) }"])
            return text.pruner.algorithm.promotes
        }
        for name in ["asha", "successive_halving", "hyperband"] {
            #expect(try !promotes("{ \(name): {} }"))
            #expect(try promotes("{ \(name): {} }", train: ", resume: true"))
            #expect(try !promotes("{ \(name): { promote: false } }", train: ", resume: true"))
            #expect(try promotes("{ any: [{ median: {} }, { \(name): {} }] }", train: ", resume: true"))
        }
        #expect(try !promotes("{ median: {} }", train: ", resume: true"))
    }

    @Test("auto screens for as long as the training is, and lets the sampler see what can be compared")
    func screening() throws {
        #expect(try pruner("{ auto: {} }", as: ScreeningPruner.self)?.screening == Screening())
        func definition(_ pruner: String) throws -> StudyDefinition {
            try Definitions.parse(replacing: ["pruner": pruner, "train": "{ command: ['x', '{lr}'], epochs: 30 }"])
        }
        #expect(try definition("{ auto: {} }").pruner.algorithm.screening == Screening(length: 30))
        #expect(try definition("{ auto: {} }").suggester is ScreeningSampler)
        #expect(try definition("{ any: [{ patience: {} }, { auto: {} }] }").suggester is ScreeningSampler)
        #expect(try !(definition("{ asha: {} }").suggester is ScreeningSampler))
    }

    @Test("hyperband's brackets are as long as the training, unless it says otherwise")
    func hyperbandEpochs() throws {
        func longest(_ options: String, epochs: String) throws -> Int? {
            let text = try Definitions.parse(
                replacing: ["pruner": "{ hyperband: \(options) }", "train": "{ command: ['x', '{lr}']\(epochs) }"])
            return (text.pruner.algorithm as? HyperbandPruner)?.maxResource
        }
        #expect(try longest("{}", epochs: "") == nil)
        #expect(try longest("{}", epochs: ", epochs: 81") == 81)
        #expect(try longest("{ max_resource: 27 }", epochs: ", epochs: 81") == 27)
    }

    @Test(
        "a mistake in a pruner is told with its place",
        arguments: [
            ("{ median: {}, audit: 1.5 }", "pruner.audit: found the number 1.5, expected a share from 0 to 1"),
            (
                "{ asha: { promote: true } }",
                "pruner.asha.promote: the program cannot go on from a checkpoint; where it can, say so: train.resume: true"
            ),
            ("{ audit: 'all' }", "pruner.audit: found the string \"all\", expected a share from 0 to 1"),
            ("{ hyperbend: {} }", "pruner.hyperbend: there is no pruner of this name; did you mean `hyperband`?"),
            (
                "{ percentile: { percentile: 101 } }",
                "pruner.percentile.percentile: found the number 101, expected a number from 0 to 100"
            ),
            (
                "{ asha: { reduction_factor: 1 } }",
                "pruner.asha.reduction_factor: found the number 1, expected an integer from 2 to 1000000"
            ),
            (
                "{ asha: { reduction_facto: 3 } }",
                "pruner.asha.reduction_facto: unknown key; did you mean `reduction_factor`?"
            ),
            (
                "{ hyperband: { min_resource: 9, max_resource: 3 } }",
                "pruner.hyperband.max_resource: found the number 3, expected an integer from 9 to 1000000"
            ),
            (
                "{ threshold: { lower: 2, upper: 1 } }",
                "pruner.threshold.upper: found the number 1, expected a finite number of at least 2.0"
            ),
            (
                "{ patience: { min_delta: -1 } }",
                "pruner.patience.min_delta: found the number -1, expected a finite number of at least 0"
            ),
            (
                "{ wilcoxon: { p_threshold: 2 } }",
                "pruner.wilcoxon.p_threshold: found the number 2, expected a number from 0 to 1"
            ),
            ("{ any: [] }", "pruner.any: found an empty list, expected at least one pruner"),
            ("{ any: {} }", "pruner.any: found an object, expected a list: [ … ]"),
            (
                "{ all: [{ median: {} }, { median: { interval: 0 } }] }",
                "pruner.all[1].median.interval: found the number 0, expected an integer from 1 to 1000000"
            ),
            (
                "{ all: [{ median: {} }, { mediam: {} }] }",
                "pruner.all[1].mediam: there is no pruner of this name; did you mean `median`?"
            ),
            (
                "{ all: ['median'] }",
                "pruner.all[0]: found the string \"median\", expected an object such as { median: {} }"
            ),
        ])
    func mistakes(text: String, problem: String) {
        #expect(Definitions.problems(replacing: ["pruner": text]) == ["s.json5:10: \(problem)"])
    }
}
