/// An audit of a pruner: a share of the trials that it would stop runs on to its end, so that the study can tell how
/// often the pruner errs.
///
/// ```swift
/// PruneAudit(share: 0.05).exempts(7, ofStudyWithSeed: 42)   // whether verdicts to stop trial 7 are not carried out
/// ```
/// Whether a trial is exempt follows from the study's seed and the trial's number alone, so that it can be derived again
/// and no sampler or pruner can tell an exempt trial from others.
public struct PruneAudit: Sendable, Hashable {
    /// The share of the trials that run on, 0 … 1.
    public let share: Double

    /// The letters of "audit": keeps the audit's chance apart from the samplers', which has the same seed and number.
    private static let stream: UInt64 = 0x61_75_64_69_74

    /// An audit; numbers outside 0 … 1 are taken to its nearest end (NaN to 0).
    public init(share: Double = 0) { self.share = share > 0 ? min(share, 1) : 0 }

    /// Whether verdicts that would stop the trial are recorded and not carried out.
    public func exempts(_ trial: Int, ofStudyWithSeed seed: UInt64) -> Bool {
        guard share > 0 else { return false }
        var generator = Generator(seed: seed ^ Self.stream, trial: trial)
        return generator.uniform() < share
    }
}
