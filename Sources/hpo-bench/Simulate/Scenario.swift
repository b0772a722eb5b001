import Definitions

/// What a seed makes of a study and of the world that it runs in.
struct Scenario {
    /// The study's definition.
    let text: String
    let definition: StudyDefinition
    let sync: Bool
    let resume: Bool
    /// How many processes run the study at once.
    let loops: Int
    /// How many are started in all, while there is trouble.
    let processes: Int
    /// On how many machines they are.
    let hosts: Int
    /// Whether a job outlives its process and can be gone on with.
    let adopts: Bool
    /// Whether the database is made while there is trouble already.
    let createsInTrouble: Bool
    let powerCuts: Int
    /// Whether people do things by hand meanwhile.
    let hands: Bool
    /// The length of the write-ahead log at which it is copied.
    let checkpointPages: Int
    /// Of how many moments at which others may run they do in one.
    let eagerness: Int
    /// The longest time, in seconds, until what a program does is seen, and what it is told is read.
    let lag: Double
    /// How often, of a hundred, a program does what it should not.
    let badness: Int
    let firstEpoch: Int
    let lastEpoch: Int
    let seed: UInt64

    init(seed: UInt64) throws(DefinitionErrors) {
        self.seed = seed
        var chance = Chance(seed: seed, .scenario)
        sync = chance.once(in: 2)
        resume = chance.once(in: 2)
        loops = chance.int(in: 1...3)
        processes = loops + chance.int(in: 0...4)
        hosts = chance.int(in: 1...2)
        adopts = chance.once(in: 2)
        createsInTrouble = chance.once(in: 30)
        powerCuts = chance.once(in: 6) ? chance.int(in: 1...2) : 0
        hands = chance.once(in: 2)
        checkpointPages = chance.pick([6, 20, 60, 4000])
        eagerness = chance.pick([3, 10, 40])
        lag = chance.pick([0, 0, 0.4, 3])
        badness = chance.pick([0, 5, 15, 30])
        firstEpoch = chance.int(in: 0...1)
        lastEpoch = firstEpoch + chance.int(in: 0...8)
        text = Self.text(&chance, sync: sync, resume: resume, epochs: lastEpoch - firstEpoch + 1)
        definition = try StudyDefinition.parse(text, file: "simulated.json5")
    }

    private static func text(_ chance: inout Chance, sync: Bool, resume: Bool, epochs: Int) -> String {
        let samplers = [
            "random: {}", "random: {}", "tpe: { n_startup_trials: 3 }", "sobol: {}", "auto: {}",
            "gp: { n_startup_trials: 3, model_trials: 8 }", "cmaes: {}", "nsga2: { population_size: 4 }",
            "grid: { points: 3 }",
        ]
        let pruners = [
            "none: {}", "median: { startup_trials: 1, warmup_epochs: 1 }", "percentile: { startup_trials: 1 }",
            "asha: { reduction_factor: 2 }", "asha: { reduction_factor: 2, bootstrap_count: 2 }",
            "hyperband: { max_resource: \(max(2, epochs)), reduction_factor: 2 }", "patience: { patience: 2 }",
            "threshold: { upper: 1.5 }", "leaders: { min_leaders: 2, startup_trials: 2 }",
            "any: [{ median: { startup_trials: 1 } }, { patience: { patience: 3 } }]",
        ]
        let spaces = [
            "x: { float: [0, 1] }", "x: { float: [0, 1] }, n: { int: [1, 4] }",
            "x: { float: [1e-4, 1], log: true }, kind: { choice: [\"a\", \"b\"] }, y: { float: [0, 2], when: \"kind == 'b'\" }",
            "x: { choice: [0.1, 0.3, 0.5, 0.9] }", "x: { float: [0, 1], step: 0.25 }, z: { equals: \"2 * x\" }",
        ]
        var train = "command: [\"train\", \"{x}\"], sync: \(sync), resume: \(resume), grace: \(chance.pick([0, 2, 10]))"
        if chance.once(in: 2) { train += ", epochs: \(epochs)" }
        if chance.once(in: 4) { train += ", timeout: \(chance.pick([20, 90]))" }
        if chance.once(in: 4) { train += ", silence: \(chance.pick([10, 40]))" }
        let audit = chance.once(in: 5) ? ", audit: 0.5" : ""
        let start = chance.once(in: 4) ? "start: [{ x: 0.5 }, { x: 0.1 }]," : ""
        let space = chance.pick(spaces)
        // Others take what is given in part, and start is whole.
        let isWhole = space == spaces[0] || space == spaces[3]
        let goal = chance.pick(["minimize: \"val\"", "maximize: \"val\"", "minimize: \"val\", take: \"last\""])
        return """
            {
              name: "simulated", objective: { \(goal) }, train: { \(train) }, space: { \(space) },
              \(isWhole && space == spaces[0] ? start : "")
              sampler: { \(chance.pick(samplers)) }, pruner: { \(chance.pick(pruners))\(audit) },
              seed: \(chance.int(in: 0...1_000_000)),
            }
            """
    }
}
