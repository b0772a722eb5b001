import Expressions
import Search

@testable import Storage

extension Trial {
    /// A completed trial, one of the search or a repetition.
    static func completed(
        _ number: Int, _ values: [Double], violation: Double? = nil, repeats: Int? = nil, index: Int = 1,
        sampled: [String: Value] = [:], started: Double = 0
    ) -> Trial {
        Trial(
            number: number, state: .completed(Score(values: values, violation: violation ?? 0)), attempt: 1, seed: 1,
            origin: repeats == nil ? .sampler : .confirm, repeats: repeats.map { Repetition(of: $0, index: index) },
            stage: nil, sampler: nil, note: nil, sawRevision: nil, definitionRevision: 1,
            parameters: TrialParameters(sampled: Configuration(sampled)), progress: nil,
            hasConditions: violation != nil, countsFromZero: false, bestEpoch: 3, auditedEpoch: nil, pausedEpoch: nil,
            startedRevision: number * 2, endedRevision: number * 2 + 1, deletedRevision: nil, startedAt: started,
            endedAt: started + Double(10 - number))
    }
}
