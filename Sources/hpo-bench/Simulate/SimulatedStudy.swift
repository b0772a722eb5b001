import Definitions

/// A study's definition as a seed makes it.
struct SimulatedStudy {
    private let head: String
    private let train: String
    private let middle: String
    private let epochs: Int
    private let seed: Int

    private static let samplers = [
        "random: {}", "random: {}", "tpe: { n_startup_trials: 3 }", "sobol: {}", "auto: {}",
        "gp: { n_startup_trials: 3, model_trials: 8 }", "cmaes: {}", "nsga2: { population_size: 4 }",
        "grid: { points: 3 }",
    ]
    private static let plain = "x: { float: [0, 1] }"
    private static let spaces = [
        plain, "\(plain), n: { int: [1, 4] }",
        "x: { float: [1e-4, 1], log: true }, kind: { choice: [\"a\", \"b\"] }, y: { float: [0, 2], when: \"kind == 'b'\" }",
        "x: { choice: [0.1, 0.3, 0.5, 0.9] }", "x: { float: [0, 1], step: 0.25 }, z: { equals: \"2 * x\" }",
    ]

    init(_ chance: inout Chance, sync: Bool, resume: Bool, epochs: Int) {
        self.epochs = epochs
        let goal = chance.pick(["minimize: \"val\"", "maximize: \"val\"", "minimize: \"val\", take: \"last\""])
        head = "name: \"simulated\", objective: { \(goal) }"
        var train = "command: [\"train\", \"{x}\"], sync: \(sync), resume: \(resume), grace: \(chance.pick([0, 2, 10]))"
        if chance.once(in: 2) { train += ", epochs: \(epochs)" }
        if chance.once(in: 4) { train += ", timeout: \(chance.pick([20, 90]))" }
        if chance.once(in: 4) { train += ", silence: \(chance.pick([10, 40]))" }
        self.train = train
        let space = chance.pick(Self.spaces)
        var middle = "space: { \(space) },"
        if chance.once(in: 4), space == Self.plain {
            middle += " start: [{ x: 0.5 }, { x: 0.1 }],"
        } else if chance.once(in: 5) {
            middle += """
                 stages: [{ name: "first", trials: \(chance.int(in: 1...6)) },
                          { name: "second", trials: \(chance.int(in: 1...4)) }],
                """
        }
        self.middle = middle
        seed = chance.int(in: 0...1_000_000)
    }

    /// With one sampler and pruner or another.
    func definition(_ chance: inout Chance) throws(DefinitionErrors) -> StudyDefinition {
        let pruners = [
            "none: {}", "median: { startup_trials: 1, warmup_epochs: 1 }", "percentile: { startup_trials: 1 }",
            "asha: { reduction_factor: 2 }", "asha: { reduction_factor: 2, bootstrap_count: 2 }", "auto: {}",
            "hyperband: { max_resource: \(max(2, epochs)), reduction_factor: 2 }", "patience: { patience: 2 }",
            "threshold: { upper: 1.5 }", "leaders: { min_leaders: 2, startup_trials: 2 }",
            "any: [{ median: { startup_trials: 1 } }, { patience: { patience: 3 } }]",
        ]
        let audit = chance.once(in: 5) ? ", audit: 0.5" : ""
        return try StudyDefinition.parse(
            """
            {
              \(head), train: { \(train) }, \(middle)
              sampler: { \(chance.pick(Self.samplers)) }, pruner: { \(chance.pick(pruners))\(audit) }, seed: \(seed),
            }
            """, file: "simulated.json5")
    }
}
