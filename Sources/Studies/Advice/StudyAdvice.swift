// What a study's trials say, and what to change: what `hpo study suggest` prints and writes.

public import Analysis
public import Definitions
import Search
import Storage

/// What is known of a study, and what follows from it.
public struct StudyAdvice: Sendable {
    /// The study's name.
    public let study: String
    /// What it was found from.
    public let evidence: Evidence
    /// What its trials say.
    public let diagnosis: StudyDiagnosis
    /// The best trial, with what its curves say; nil while none has completed, and of several objectives.
    public let best: (trial: Int, curves: CurveDiagnosis)?

    /// The changes that follow, with why, in the order in which to make them.
    public var changes: [(change: Change, why: String)] {
        let own = diagnosis.findings.compactMap { finding in finding.change.map { (change: $0, why: "\(finding)") } }
        // Of failures that several parameters share, the clearest one is the cause.
        var hasFailures = false
        let first = own.filter { entry in
            guard case .narrow = entry.change else { return true }
            defer { hasFailures = true }
            return !hasFailures
        }
        let longer = best?.curves.findings.compactMap { finding -> (change: Change, why: String)? in
            guard case .stillImproving = finding, let change = finding.changes.first else { return nil }
            return (change, "\(finding)")
        }
        return first + (longer ?? [])
    }
}

extension OpenStudy {
    /// What its trials say and what to change.
    ///
    /// - Parameter known: what is known of its trials, where that was gathered already.
    public func advice(from known: Evidence? = nil) throws(StudyError) -> StudyAdvice {
        let evidence: Evidence
        if let known { evidence = known } else { evidence = try self.evidence() }
        var best: (trial: Int, curves: CurveDiagnosis)?
        if let trial = try self.best().trial {
            best = (trial.number, try curveDiagnosis(of: trial.number))
        }
        return StudyAdvice(study: name, evidence: evidence, diagnosis: StudyDiagnosis(of: evidence), best: best)
    }

    /// The definition of the next study.
    ///
    /// - Parameter parse: reads a definition as `create` does.
    /// - Throws: `noNextDefinition` of a study with stages; `nothingCompleted` or `nothingFeasible` where nothing is known
    ///   yet; `definition` where the study's own could not be created any more.
    public func nextDefinition(
        named name: String, after advice: StudyAdvice,
        parse: @escaping @Sendable (String) throws(DefinitionErrors) -> StudyDefinition
    ) throws(StudyError) -> NextDefinition {
        let definition = try definition()
        guard definition.stages.isEmpty else {
            throw .noNextDefinition(study: self.name, why: "each of its stages follows from those before")
        }
        let best = try completedBest()
        var order = best.trials
        if record.objectives.count == 1 {
            let ranked = BestTrials.candidates(among: try trials(), record.direction)
            order += ranked.filter { candidate in !order.contains { $0.number == candidate.number } }
        }
        return try NextDefinition(
            from: definition, named: name, after: advice.evidence.searched.count, of: self.name,
            changes: advice.changes, best: order, parse: parse)
    }
}
