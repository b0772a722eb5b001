import Search

extension StudyFinding {
    /// What chance would give for each objective.
    ///
    /// - Throws: with fewer than twenty trials, or five for each parameter: any parameter may seem idle then.
    static func levels(of evidence: Evidence, seed: UInt64) throws(AnalysisGap) -> [NoiseLevel] {
        let varying = varying(evidence)
        let needed = max(20, 5 * varying)
        let completed = evidence.searched.count { $0.value() != nil }
        guard completed >= needed else { throw .tooFewTrials(found: completed, needed: needed) }
        var levels: [NoiseLevel] = []
        for objective in evidence.objectives.indices {
            levels.append(try NoiseLevel(of: evidence, objective: objective, seed: seed))
        }
        return levels
    }

    /// How many parameters have more than one value.
    static func varying(_ evidence: Evidence) -> Int {
        evidence.space.parameters.count { $0.domain.count != 1 }
    }

    /// The parameters that show nothing for any objective.
    static func idle(in evidence: Evidence, _ levels: [NoiseLevel]) -> [StudyFinding] {
        guard !levels.isEmpty, varying(evidence) > 1 else { return [] }
        let best = leading(evidence).first
        let trials = evidence.searched.count { $0.value() != nil }
        let names = evidence.space.parameters.filter { $0.domain.count != 1 }.map(\.name)
        let idle = names.filter { name in levels.allSatisfy { $0.isNoise(name) ?? false } }
        let level = levels.map(\.level).max() ?? 0
        if idle.count == names.count {
            return [.nothingMatters(parameters: names.count, level: level, trials: trials)]
        }
        return idle.map { name in
            .idle(
                Idle(
                    parameter: name, importance: levels.compactMap { $0.totals[name] }.max() ?? 0, level: level,
                    trials: trials, value: best?.configuration[name]))
        }
    }

    /// Fewer completed trials than ten for each parameter (Loeppky, Sacks and Welch, "Choosing the sample size of a computer
    /// experiment", 2009).
    static func tooFewTrials(in evidence: Evidence) -> [StudyFinding] {
        let parameters = varying(evidence)
        let completed = evidence.searched.count { $0.value() != nil }
        let wanted = 10 * parameters
        guard completed < wanted else { return [] }
        return [.tooFewTrials(completed: completed, parameters: parameters, wanted: wanted)]
    }
}
