import Search
import Studies

/// How a call of ``Study/optimize(trials:workers:within:maxFailures:_:)`` went.
public struct RunResult: Sendable, Hashable {
    /// Why it has ended.
    public enum End: Sendable, Hashable {
        /// The trials that were wanted have ended.
        case trialsDone
        /// The sampler has nothing left to try; a sentence.
        case exhausted(String)
        /// The time is over; what ran was stopped, and the next call resumes it.
        case timeIsOver
        /// Somebody asked for the end from another machine, by `hpo study stop`; what ran was stopped, and the next call
        /// resumes it.
        case asked
    }

    /// Why it has ended.
    public internal(set) var end: End = .trialsDone
    /// How many trials completed.
    public internal(set) var completed = 0
    /// How many the pruner stopped.
    public internal(set) var pruned = 0
    /// How often the pruner set one aside, which it may promote later.
    public internal(set) var paused = 0
    /// How many failed.
    public internal(set) var failed = 0
    /// How many were interrupted, and are resumed by the next call.
    public internal(set) var stopped = 0
}

/// What one call has begun and what came of it: when the next trial may begin, and when all is over.
struct RunTally {
    private(set) var result = RunResult()
    private(set) var running = 0
    /// Whether what runs is to stop.
    private(set) var isOver = false
    /// Why the call cannot go on.
    private(set) var error: (any Error)?
    private var begun = 0
    private var failuresInARow = 0
    private var isDone = false
    private let limit: Int?
    private let workers: Int
    private let maxFailures: Int

    init(limit: Int?, workers: Int, maxFailures: Int) {
        (self.limit, self.workers, self.maxFailures) = (limit, max(1, workers), max(1, maxFailures))
    }

    /// Whether a trial may begin now.
    var hasRoom: Bool { !isOver && !isDone && running < workers }
    /// Whether a trial may begin that is neither resumed nor promoted.
    var mayBeNew: Bool { limit.map { begun < $0 } ?? true }
    /// Whether nothing runs and nothing is to begin any more.
    var isFinished: Bool { running == 0 && (isOver || isDone) }

    mutating func began(isNew: Bool) {
        running += 1
        if isNew { begun += 1 }
    }

    /// A trial has ended so; nil is one that became another's.
    mutating func ended(_ outcome: Outcome?) {
        running -= 1
        guard let outcome else { return }
        switch outcome {
        case .completed: result.completed += 1
        case .pruned: result.pruned += 1
        case .paused: result.paused += 1
        case .stopped: result.stopped += 1
        case .failed(let reason):
            result.failed += 1
            failuresInARow += 1
            if failuresInARow >= maxFailures { fails(StudyError.failures(count: failuresInARow, reason: reason)) }
            return
        }
        if outcome != .stopped { failuresInARow = 0 }
    }

    /// No more trials are to begin.
    mutating func beginsNoMore(_ why: NoMoreTrials) {
        isDone = true
        switch why {
        case .enough, .stagesDone: break
        case .exhausted(let error): result.end = .exhausted("\(error)")
        case .setAside(let stage):
            result.end = .exhausted(
                "the stage \(stage) waits for trials that were stopped by hand until they are told to go on")
        }
    }

    /// Cuts the call short.
    mutating func cut(_ end: RunResult.End) {
        if !isOver { result.end = end }
        isOver = true
    }

    /// The call cannot go on.
    mutating func fails(_ error: any Error) {
        self.error = self.error ?? error
        isOver = true
    }
}
