public import Search
public import Storage
public import Studies

/// What happens while a study runs, for those who show it. The loop itself prints nothing.
public enum RunEvent: Sendable {
    /// Trials whose process had died without a word were stopped, and will be resumed, but for those that the pruner had
    /// stopped or paused already.
    case reaped([ReapedTrial])
    /// A stage is over, and these steps lead to the next one, or to the end.
    case advanced([StageStep])
    /// Nothing can be started before a trial of another process has ended, in words.
    case waiting(String)
    /// A trial goes on here whose job has outlived the process that launched it.
    case adopted(ClaimedTrial)
    /// A trial was recorded as started (or resumed) and launched.
    case started(ClaimedTrial)
    /// A trial's program printed these bytes, which end anywhere.
    case printed(trial: Int, TrialStream, [UInt8])
    /// A trial reported an epoch, or more of one, which was recorded and judged.
    case reported(trial: Int, EpochReport, StudyJournal.Recorded)
    /// Something about a trial that its author will want to know.
    case note(trial: Int, String)
    /// A trial's attempt has failed, and it is tried again; it may be so many times more after that.
    case retried(trial: Int, reason: String, left: Int)
    /// A trial ended.
    case ended(trial: Int, Outcome)
    /// A trial is not this loop's any more: it was told its end by hand, or another process has taken it over.
    case lost(trial: Int, StorageError)
    /// The run is being cut short; what runs is asked to stop.
    case ending(RunEnd)
    /// A moment has passed, at most a second.
    case tick
}
