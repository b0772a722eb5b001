// The one who reads and writes a study's records for all who run its trials in this process, one after another and on a thread of
// its own. Nothing in it suspends, so that what one call does is never seen half done.

import Definitions
import Search
import Storage
import Studies
import System

actor Recorder {
    typealias Failure = Studies.StudyError

    let store: StudyStore
    let study: OpenStudy
    /// The parameters that trials are read by.
    let parameters: [any StudyParameter]
    private let thread = OwnThread()
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    private var running: StudyJournal?
    private var asking: StudyJournal?
    /// The attempts that the pruner has stopped, or that are another's now: what they report counts no more.
    private var decided: Set<TrialAttempt> = []
    /// The trials that somebody has set aside.
    private var setAside: Set<Int> = []
    /// The trials whose folders are there, and their own.
    private var folders: Set<Int> = []
    private var lastHeartbeat = -Double.infinity
    /// How many calls run trials now.
    private var calls = 0
    private var presence: RunPresence?

    init(_ store: StudyStore, _ study: OpenStudy, _ parameters: [any StudyParameter]) {
        (self.store, self.study, self.parameters) = (store, study, parameters)
    }

    /// The journal of trials that this process runs.
    private func runs() throws(Failure) -> StudyJournal {
        if let running { return running }
        let journal = try study.journal(for: .thisProcess)
        running = journal
        return journal
    }

    /// The journal of trials that are asked for, which run until they are told.
    func asks() throws(Failure) -> StudyJournal {
        if let asking { return asking }
        let journal = try study.journal(for: .byHand)
        asking = journal
        return journal
    }

    // MARK: Trials that this process runs

    /// Begins the next trial, unless its values cannot be read in Swift: then it fails, and so does the call.
    func next(mayBeNew: Bool, beside others: Int) throws(StudyError) -> NextTrial {
        let next = try inLibrary { () throws(Failure) in try runs().next(mayBeNew: mayBeNew, beside: others) }
        if case .trial(let claimed) = next {
            do throws(StudyError) { try parameters.checkValues(claimed.parameters.asValues) } catch {
                _ = try finish(claimed.attempt, .failed("\(error)"))
                throw error
            }
        }
        return next
    }

    /// Runs `body` for a trial that was begun, and records how it ended.
    ///
    /// - Returns: what is on record; nil where the trial is another's now.
    nonisolated func run(
        _ claimed: ClaimedTrial, _ body: @Sendable (Trial) async throws -> TrialEnd
    ) async -> Result<Outcome?, StudyError> {
        let trial = Trial(claimed, self, isAsked: false)
        var end: TrialEnd
        do {
            end = try await body(trial)
        } catch {
            end = .failed("\(error)")
            let isInterrupted = if Task.isCancelled { true } else { await isSetAside(trial.number) }
            if error is CancellationError, isInterrupted { end = .stopped }
        }
        do throws(StudyError) { return .success(try await finish(claimed.attempt, end)) } catch {
            return .failure(error)
        }
    }

    /// Records an epoch of an attempt that this process runs.
    func record(_ report: EpochReport, of attempt: TrialAttempt) throws(StudyError) -> TrialVerdict {
        if let mistake = report.mistake { throw .unusableReport(mistake) }
        if decided.contains(attempt) { return .stop }
        let receipt = try inLibrary { () throws(Failure) in try runs().record([(report, attempt)]).first }
        switch receipt {
        case .repeated, nil: return .continue
        case .recorded(let recorded), .merged(let recorded, _):
            if (recorded.verdict ?? .continue) == .continue { return .continue }
        case .unwanted: break
        case .refused(let error): guard error.isOfAnother else { throw StudyError(.storage(error)) }
        }
        decided.insert(attempt)
        return .stop
    }

    /// Whether somebody wants trial `number` stopped.
    func isSetAside(_ number: Int) -> Bool { setAside.contains(number) }

    /// Records how an attempt ended.
    ///
    /// - Returns: what is on record; nil where the trial is another's now.
    func finish(_ attempt: TrialAttempt, _ end: TrialEnd) throws(StudyError) -> Outcome? {
        decided.remove(attempt)
        do throws(Failure) {
            let journal = try runs()
            return try journal.finish(attempt, try outcome(of: attempt, end, in: journal))
        } catch {
            guard case .storage(let cause) = error, cause.isOfAnother else { throw StudyError(error) }
            return nil
        }
    }

    private func outcome(
        of attempt: TrialAttempt, _ end: TrialEnd, in journal: StudyJournal
    ) throws(Failure) -> Outcome {
        switch end {
        case .value(let value): return .completed(value: value)
        case .failed(let reason): return .failed(reason: reason)
        case .stopped: return .stopped
        case .epochs:
            if let result = try journal.result(of: attempt) { return result }
            let metrics = journal.definition.goals.objectives.map(\.metric).joined(separator: "\" and \"")
            return .failed(reason: "\(StudyError.noObjective(trial: attempt.number, metric: metrics))")
        }
    }

    /// Makes sure that a value alone says what a trial has reached.
    func checkTakesValue() throws(StudyError) {
        let goals = try inLibrary { () throws(Failure) in try runs().definition.goals }
        guard goals.objectives.count == 1, goals.feasible.isEmpty else { throw .valueAlone }
    }

    // MARK: Beside other processes

    /// Signs in a call that runs trials, and stops the trials of processes that have died, so that they are resumed. A job of
    /// theirs that a scheduler or this machine may still run is left to `hpo study run`, which can follow or end it.
    func begin() throws(StudyError) {
        try inLibrary { () throws(Failure) in
            let journal = try runs()
            try study.markUsed()
            try reap(journal)
            if !store.isInMemory, calls == 0, let owner = journal.owner {
                presence = try RunPresence(of: study, in: store.path, by: owner)
            }
            calls += 1
        }
    }

    /// Signs it out.
    func end() {
        calls -= 1
        guard calls == 0 else { return }
        presence?.end()
        presence = nil
    }

    /// A second has passed: says that this process lives, and heeds what is wanted of its trials.
    ///
    /// - Returns: whether somebody wants all of them stopped.
    func attend() throws(StudyError) -> Bool {
        if store.isInMemory { return false }
        return try inLibrary { () throws(Failure) in
            let journal = try runs()
            try journal.checkPlace()
            setAside = Set(try journal.trialsToStop())
            let isAsked = (presence?.tick() ?? 0) > 0
            let now = SystemClock.monotonicSeconds
            if now - lastHeartbeat >= 15 {
                lastHeartbeat = now
                try journal.heartbeat()
                try reap(journal)
            }
            return isAsked
        }
    }

    private func reap(_ journal: StudyJournal) throws(Failure) {
        let dead = try journal.orphans(at: SystemClock.monotonicSeconds).dead
        _ = try journal.reap(dead.filter { $0.handle == nil })
    }

    // MARK: Folders

    /// The folder of a trial, made where there is none; nil for a study in memory. What a deleted study of the same name has
    /// left there is moved aside.
    func folder(of attempt: TrialAttempt) throws(StudyError) -> String? {
        if store.isInMemory { return nil }
        let folder = study.place(ofTrial: attempt.number).folder
        do throws(SystemError) {
            if folders.insert(attempt.number).inserted, attempt.attempt == 1 { try Files.moveAside(folder) }
            try Files.makeFolders(folder)
        } catch {
            throw .other("\(error)")
        }
        return folder
    }
}

/// How a trial's closure came to its end.
enum TrialEnd: Sendable, Hashable {
    /// With this value of the objective.
    case value(Double)
    /// With what its epochs are worth.
    case epochs
    case failed(String)
    /// Interrupted: it can be resumed.
    case stopped
}

extension StorageError {
    /// Whether it says that a trial is not this process's any more: told by hand, deleted, or taken over.
    fileprivate var isOfAnother: Bool {
        switch self {
        case .superseded, .notRunning, .unknownTrial: true
        default: false
        }
    }
}

extension TrialParameters {
    /// All values by name.
    var asValues: [String: ParameterValue] { resolved.values.mapValues { ParameterValue($0) } }
}
