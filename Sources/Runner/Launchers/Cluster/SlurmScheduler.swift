// Slurm by its commands: sbatch, squeue, scancel. sacct is not needed, nor its database.

import Definitions

/// Slurm, as a study's definition sets it.
struct SlurmScheduler: Scheduler {
    let settings: SlurmSettings
    var name: String { "slurm" }
    var poll: Double { settings.poll }
    var threads: Int? { settings.cpus ?? 1 }

    func submission(of job: ScheduledJob, _ folder: AttemptFolder, in workingDirectory: String) -> [String] {
        var words = [
            "sbatch", "--parsable", "--no-requeue", "--open-mode=append", "--job-name=\(job.name)",
            "--output=\(Self.escaped(folder.schedulerLog))", "--chdir=\(workingDirectory)",
        ]
        if let partition = settings.partition { words.append("--partition=\(partition)") }
        if let account = settings.account { words.append("--account=\(account)") }
        if let time = settings.time { words.append("--time=\(Self.time(time))") }
        if let gpus = settings.gpus { words.append("--gpus=\(gpus)") }
        if let cpus = settings.cpus { words.append("--cpus-per-task=\(cpus)") }
        if let memory = settings.memory { words.append("--mem=\(memory)") }
        return words + settings.extra + [folder.script]
    }

    /// `--parsable` prints `ID` or `ID;CLUSTER`.
    func id(in output: String) -> String? {
        let first = output.split(whereSeparator: \.isNewline).first?.split(separator: ";").first
        return first.map(String.init).flatMap { Int($0) == nil ? nil : $0 }
    }

    func failure(_ errors: String) -> SchedulerFailure {
        let passing = [
            "Unable to contact slurm controller", "Socket timed out", "Zero Bytes were transmitted",
            "Connection refused",
            "Connection reset", "Slurm temporarily unable", "Slurm backup controller in standby mode",
            "Communication connection failure", "Unexpected message received", "Job submit limit",
            "MaxSubmitJobsPer", "QOSMaxSubmit", "AssocMaxSubmit", "Too many open files", "try again",
        ]
        return passing.contains { errors.contains($0) } ? .passing : .lasting
    }

    /// One call for all jobs, by name: numbers are given again.
    func query(_ jobs: [ScheduledJob]) -> [String] {
        [
            "squeue", "--noheader", "--array", "--states=all", "--format=%j|%T",
            "--name=" + jobs.map(\.name).joined(separator: ","),
        ]
    }

    func states(in output: String) -> [String: QueueState] {
        var states: [String: QueueState] = [:]
        for line in output.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: "|", omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            let name = parts[0].trimmingBlanks
            let state = Self.state(parts[1].trimmingBlanks)
            // Of several jobs of one name, which a controller that lost its memory may have, one that lives counts.
            if case .over? = states[name] {} else if states[name] != nil { continue }
            states[name] = state
        }
        return states
    }

    func cancellation(of job: ScheduledJob) -> [String] { ["scancel", "--quiet", "--name=\(job.name)"] }

    private static func state(_ word: String) -> QueueState {
        switch word {
        case "PENDING", "CONFIGURING", "REQUEUED", "REQUEUE_HOLD", "REQUEUE_FED", "RESV_DEL_HOLD", "SPECIAL_EXIT":
            .pending
        case "RUNNING", "COMPLETING", "SUSPENDED", "STOPPED", "SIGNALING", "RESIZING", "STAGE_OUT": .running
        case "COMPLETED": .over(reason: "its job ended without a word", isFailure: true)
        case "FAILED": .over(reason: "its job failed", isFailure: true)
        case "OUT_OF_MEMORY": .over(reason: "its job was out of memory", isFailure: true)
        case "TIMEOUT": .over(reason: "its job was over its time limit", isFailure: false)
        case "NODE_FAIL": .over(reason: "its node failed", isFailure: false)
        case "BOOT_FAIL": .over(reason: "its node did not start", isFailure: false)
        case "PREEMPTED": .over(reason: "its job was preempted", isFailure: false)
        case "CANCELLED": .over(reason: "its job was cancelled", isFailure: false)
        default: .over(reason: "its job is \(word.prefix(40))", isFailure: false)
        }
    }

    /// `1-02:03:04`.
    static func time(_ seconds: Double) -> String {
        let total = Int(min(seconds, 1e9).rounded(.up))
        let (days, rest) = (total / 86_400, total % 86_400)
        let parts = [rest / 3600, rest / 60 % 60, rest % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
        return "\(days)-\(parts.joined(separator: ":"))"
    }

    /// In a path of sbatch, % begins a pattern.
    static func escaped(_ path: String) -> String {
        path.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%%")
    }
}

extension Substring {
    /// Without blanks at its ends.
    var trimmingBlanks: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
