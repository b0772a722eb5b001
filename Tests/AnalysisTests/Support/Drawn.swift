import Analysis
import Expressions
import Search

/// Trials of random configurations with the values of a function.
enum Drawn {
    static func evidence(
        _ parameters: [Parameter], count: Int, seed: UInt64 = 7, direction: Direction = .minimize,
        value: (Configuration, Int) -> Double
    ) throws -> Evidence {
        let space = try Space(parameters: parameters)
        return Evidence(
            space: space, objectives: [EvidenceObjective("loss", direction)],
            trials: try (0..<count).map { number in
                var generator = Generator(seed: seed, trial: number)
                let configuration = try space.completed(Configuration(), using: &generator)
                return EvidenceTrial(
                    number: number, configuration: configuration,
                    outcome: .completed(value: value(configuration, number)))
            })
    }

    /// Parameters `names`, each uniform over `low … high`.
    static func floats(_ names: String..., from low: Double = 0, to high: Double = 1) -> [Parameter] {
        names.map { Parameter(name: $0, domain: .float(low: low, high: high)) }
    }

    /// A normal number for each trial.
    static func noise(_ number: Int, seed: UInt64 = 99) -> Double {
        var generator = Generator(seed: seed, trial: number)
        return generator.normal()
    }
}

extension Configuration {
    func number(_ name: String) -> Double { self[name]?.number ?? .nan }
}

extension Evidence {
    /// The same with the outcomes of some trials put in place of theirs.
    func replacing(_ outcomes: [Int: Outcome]) -> Evidence {
        var evidence = self
        for (number, outcome) in outcomes { evidence.trials[number].outcome = outcome }
        return evidence
    }
}
