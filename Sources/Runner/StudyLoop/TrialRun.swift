import Storage
import Studies

/// One running trial as the loop follows it: who it is, and what its output has said so far.
final class TrialRun: TrialListener {
    let claimed: ClaimedTrial
    /// What its program has used, once it has ended and that is known.
    var usage: ProgramUsage?

    init(_ claimed: ClaimedTrial, brief: TrialBrief, countsAfter: Int = 0) throws(StudyError) {
        self.claimed = claimed
        try super.init(brief, countsAfter: countsAfter)
    }
}
