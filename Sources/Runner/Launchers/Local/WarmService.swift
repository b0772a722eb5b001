// A warm program: one process that serves trial after trial.
//
//     program: {"next": true}                   hpo: {"study": "s", "trial": 7, "params": {"lr": 0.1}, …}
//              {"epoch": 1, "val_loss": 0.4}         continue                                  (with sync)
//              {"next": true}                        {"study": "s", "trial": 8, …}             trial 7 has ended
//
// Where no trial follows, its standard input ends. One that was sent a signal serves no other trial, and one that ends in the
// middle of a trial has ended that trial alone: the next one is served by a fresh process.

/// How far a warm program has come.
struct WarmService {
    enum State: Hashable {
        /// It has begun, and has not asked yet for its first trial, whose line this is.
        case starting(line: String)
        case serving
        /// It has asked, and waits.
        case idle
    }

    /// What is done next to a program that no trial is left for.
    enum Farewell {
        case terminate(at: Double)
        case kill(at: Double)
    }

    /// Why a trial has failed whose program never asked for it.
    static let silence =
        "it ended without asking for its trial: with train.warm a program prints {\"next\": true} and reads a line"

    var state: State
    var talk = WarmTalk()
    /// Whether it serves no other trial.
    var isDismissed = false
    var farewell: Farewell?
    /// Seconds between the steps of its end.
    let grace: Double
    private let start: Start

    /// What a process is started with, and keeps.
    private struct Start: Equatable {
        let command: [String]
        let environment: [String: String]
        let workingDirectory: String
        let sync: Bool

        init(_ job: Job) {
            command = job.command
            environment = job.environment
            workingDirectory = job.workingDirectory
            sync = job.sync
        }
    }

    /// The service of a process that is started for `job`; nil where that is not for a warm program.
    init?(_ job: Job) {
        guard let line = job.configuration else { return nil }
        state = .starting(line: line)
        grace = job.resources.grace
        start = Start(job)
    }

    var isStarting: Bool {
        if case .starting = state { true } else { false }
    }

    /// Whether it waits for a trial such as `job`'s.
    func isFree(for job: Job) -> Bool { state == .idle && !isDismissed && start == Start(job) }
}
