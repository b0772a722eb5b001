import Definitions

/// What a seed makes of a study and of the world that it runs in.
struct Scenario {
    let definition: StudyDefinition
    /// What people may make of it: with another sampler and pruner.
    let edits: [StudyDefinition]
    /// Whether some of the processes run trials again instead.
    let confirms: Bool
    let sync: Bool
    let resume: Bool
    /// How many processes run the study at once.
    let loops: Int
    /// By how many seconds the second machine's clock is wrong.
    let skew: Double
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
        skew = chance.pick([0, -300, 900])
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
        let text = SimulatedStudy(&chance, sync: sync, resume: resume, epochs: lastEpoch - firstEpoch + 1)
        definition = try text.definition(&chance)
        edits = [try text.definition(&chance), try text.definition(&chance)]
        confirms = chance.once(in: 5)
    }
}
