/// Where a study's trials run.
public enum LauncherSettings: Sendable, Hashable {
    /// As processes of the machine that the loop is on.
    case local
    /// As jobs of a Slurm cluster.
    case slurm(SlurmSettings)
    /// As jobs of whatever has commands to submit, list and cancel them.
    case custom(CustomSettings)

    /// How many trials run at once where nobody says so: one on this machine, where trials share its cores.
    public var standardJobs: Int {
        switch self {
        case .local: 1
        case .slurm(let settings): settings.jobs
        case .custom(let settings): settings.jobs
        }
    }
}

/// What each trial asks Slurm for, and how often Slurm is asked; what is nil is left to the cluster.
public struct SlurmSettings: Sendable, Hashable {
    /// `--partition`.
    public var partition: String?
    /// `--account`.
    public var account: String?
    /// `--time`, in seconds.
    public var time: Double?
    /// `--gpus`: a number, or a kind and a number such as `a100:2`.
    public var gpus: String?
    /// `--cpus-per-task`; a trial's program gets as many threads.
    public var cpus: Int?
    /// `--mem`, such as `8G`.
    public var memory: String?
    /// Further options of sbatch, as they are.
    public var extra: [String] = []
    /// Seconds between two questions how the jobs stand.
    public var poll = 10.0
    /// How many jobs there are at once, waiting ones included, unless the command line says so.
    public var jobs = 16
    /// What the job asks for that drives a study in the background.
    public var driver = SlurmDriverSettings()

    /// The cluster's own defaults.
    public init() {}
}

/// What `hpo study run --detach` asks Slurm for, for the driver itself.
public struct SlurmDriverSettings: Sendable, Hashable {
    /// `--partition`, nil for that of the trials.
    public var partition: String?
    /// `--account`, nil for that of the trials.
    public var account: String?
    /// `--time`, in seconds; nil for a day, or what the partition allows where that is less.
    public var time: Double?
    /// `--mem`, nil for the cluster's own default.
    public var memory: String?
    /// Further options of sbatch, as they are.
    public var extra: [String] = []

    /// A small job.
    public init() {}
}

/// Command templates of another scheduler. `{name}` is a job's name, `{script}` the file to run, `{folder}` where it lies and
/// `{job}` what `submit` printed last on its first line.
public struct CustomSettings: Sendable, Hashable {
    /// Submits a job.
    public var submit: [String]
    /// Prints a line for each job that it knows: the job or its name, and its state. `{jobs}` and `{names}` are one word for
    /// each job.
    public var poll: [String]
    /// Ends a job.
    public var cancel: [String]
    /// Seconds between two questions how the jobs stand.
    public var every = 10.0
    /// How many jobs there are at once, unless the command line says so.
    public var jobs = 16

    /// A scheduler of these commands.
    public init(submit: [String], poll: [String], cancel: [String]) {
        self.submit = submit
        self.poll = poll
        self.cancel = cancel
    }
}
