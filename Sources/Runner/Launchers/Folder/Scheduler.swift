// What a folder launcher has to know of a scheduler: which commands submit, list and cancel jobs, and what they print.

/// A job as a scheduler knows it.
struct ScheduledJob: Sendable, Hashable {
    /// Unique: `hpo-STUDY-TRIAL-aATTEMPT-TOKEN`.
    let name: String
    /// What the scheduler called it when it was submitted; nil where that is not known.
    var id: String?
}

/// Where a scheduler has a job.
enum QueueState: Sendable, Hashable {
    case pending
    case running
    /// It is over; `reason` says how, in the scheduler's words.
    case over(reason: String, isFailure: Bool)
}

/// Why a command of a scheduler failed.
enum SchedulerFailure: Sendable, Hashable {
    /// The scheduler is away or has no room: the same may well succeed later.
    case passing
    /// It does not want the job.
    case lasting
}

/// The commands of a scheduler.
protocol Scheduler: Sendable {
    /// The launcher's name in definitions.
    var name: String { get }
    /// Seconds between two questions how jobs stand.
    var poll: Double { get }
    /// The threads that a job is given, nil where the scheduler says so.
    var threads: Int? { get }

    /// The command that submits the job whose script is in `folder`.
    func submission(of job: ScheduledJob, _ folder: AttemptFolder, in workingDirectory: String) -> [String]
    /// What the scheduler calls the job that it has taken, by what the command printed.
    func id(in output: String) -> String?
    /// What a failure of a command means, by what it printed to its errors.
    func failure(_ errors: String) -> SchedulerFailure
    /// The command that tells where jobs are.
    func query(_ jobs: [ScheduledJob]) -> [String]
    /// Where jobs are, by their names or ids; those that are not among them are unknown to the scheduler.
    func states(in output: String) -> [String: QueueState]
    /// The command that ends a job, whether it waits or runs.
    func cancellation(of job: ScheduledJob) -> [String]
}
