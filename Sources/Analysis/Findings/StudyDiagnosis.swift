// What a study's trials say of its search, and what to change.
//
//     let diagnosis = StudyDiagnosis(of: evidence)
//     diagnosis.findings               // [.edge(lr at 1e-4, 4 of the 5 best), .idle(warmup), …]
//     diagnosis.findings[0].change     // .widen(lr, to: 1e-6 … 1e-2)

/// What a study's trials say of its search.
///
/// Each rule asks whether chance would give what is seen; one that has too little to go by says so in `gaps` and nothing else.
/// The same evidence gives the same findings.
public struct StudyDiagnosis: Sendable, Hashable {
    /// What is the case, what to mend first coming first.
    public let findings: [StudyFinding]
    /// What could not be asked, and why.
    public let gaps: [Gap]

    /// Something that could not be asked.
    public struct Gap: Sendable, Hashable {
        /// What.
        public let question: Question
        /// Why, for people.
        public let reason: String
    }

    /// What is asked.
    public enum Question: String, Sendable, Hashable, CaseIterable {
        case edges
        case importance
        case pruning
        case failures
        case noise
    }

    /// Asks everything.
    ///
    /// - Parameter seed: of the shuffling that says what chance gives.
    public init(of evidence: Evidence, seed: UInt64 = 0) {
        var gaps: [Gap] = []
        func asked<Found>(_ question: Question, _ ask: () throws(AnalysisGap) -> [Found]) -> [Found] {
            do throws(AnalysisGap) { return try ask() } catch {
                gaps.append(Gap(question: question, reason: "\(error)"))
                return []
            }
        }
        let failures = asked(.failures) { () throws(AnalysisGap) in try StudyFinding.failures(in: evidence) }
        let levels = asked(.importance) { () throws(AnalysisGap) in try StudyFinding.levels(of: evidence, seed: seed) }
        let edges = asked(.edges) { () throws(AnalysisGap) in try StudyFinding.edges(in: evidence, levels) }
        let pruning = asked(.pruning) { () throws(AnalysisGap) in try StudyFinding.lateBloomers(in: evidence) }
        let noise = asked(.noise) { () throws(AnalysisGap) in try StudyFinding.noise(in: evidence) }
        findings =
            failures + edges + pruning + noise + StudyFinding.duplicates(in: evidence)
            + StudyFinding.tooFewTrials(in: evidence) + StudyFinding.idle(in: evidence, levels)
        self.gaps = gaps
    }
}
