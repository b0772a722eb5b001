import Testing

@Suite("broken definitions: sampler and pruner")
struct BrokenSearchTests {
    @Test(
        "each mistake is told with its file, line, key and what was expected",
        arguments: [
            (
                ["sampler": "{ ramdon: {} }"],
                "s.json5:9: sampler.ramdon: there is no sampler of this name; did you mean `random`?"
            ),
            (
                ["sampler": "{}"],
                "s.json5:9: sampler: found an empty object, expected one of auto, cmaes, gp, grid, nsga2, random, sobol, tpe"
            ),
            (
                ["sampler": "'tpe'"],
                "s.json5:9: sampler: found the string \"tpe\", expected an object such as { tpe: {} }"
            ), (["sampler": "{ random: { seed: 3 } }"], "s.json5:9: sampler.random.seed: there are no options"),

            (["sampler": "{ random: {}, tpe: {} }"], "s.json5:9: sampler: found random and tpe, expected one sampler"),
            (
                ["sampler": "{ tpe: { n_startup_trial: 3 } }"],
                "s.json5:9: sampler.tpe.n_startup_trial: unknown key; did you mean `n_startup_trials`?"
            ),
            (
                ["sampler": "{ tpe: { gamma: 2 } }"],
                "s.json5:9: sampler.tpe.gamma: found the number 2, expected a share from 0 to 1"
            ),
            (["sampler": "{ random: 3 }"], "s.json5:9: sampler.random: found the number 3, expected an object: { … }"),
            (
                ["pruner": "{ median: { warmup_epoch: 3 } }"],
                "s.json5:10: pruner.median.warmup_epoch: unknown key; did you mean `warmup_epochs`?"
            ),
            (
                ["pruner": "{ median: { interval: 0 } }"],
                "s.json5:10: pruner.median.interval: found the number 0, expected an integer from 1 to 1000000"
            ),
            (
                ["pruner": "{ mediam: {} }"],
                "s.json5:10: pruner.mediam: there is no pruner of this name; did you mean `median`?"
            ),
        ] as [([String: String?], String)])
    func tellsMistake(replacements: [String: String?], problem: String) {
        #expect(Definitions.problems(replacing: replacements) == [problem])
    }
}
