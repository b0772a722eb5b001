// The commands of Slurm by which drivers are submitted, found and cancelled.

import Definitions
import System

/// The jobs of a plan's drivers.
struct SlurmDriver {
    private let commands = SchedulerCommands { SystemClock.monotonicSeconds }

    /// What `settings` ask for, as options of sbatch, and the seconds that a driver has.
    static func options(_ settings: SlurmSettings) -> (options: [String], seconds: Double) {
        let driver = settings.driver
        let partition = driver.partition ?? settings.partition
        let seconds = driver.time ?? min(86_400, limit(ofPartition: partition) ?? 86_400)
        var options = ["--cpus-per-task=1", "--time=\(SlurmScheduler.time(seconds))"]
        if let partition { options.append("--partition=\(partition)") }
        if let account = driver.account ?? settings.account { options.append("--account=\(account)") }
        if let memory = driver.memory { options.append("--mem=\(memory)") }
        return (options + driver.extra, seconds)
    }

    /// The longest time that a partition lets a job run, that of the default one where none is named; nil where there is no
    /// limit or nobody knows.
    private static func limit(ofPartition name: String?) -> Double? {
        let command = ["sinfo", "--noheader", "--format=%P|%l"]
        guard let text = Inquiry.text(of: command, in: "/", within: 10) else { return nil }
        return limit(ofPartition: name, in: text)
    }

    /// - Parameter names: several may be named, with commas between; the least of their limits counts.
    static func limit(ofPartition names: String?, in text: String) -> Double? {
        let names = names?.split(separator: ",")
        let limits = text.split(whereSeparator: \.isNewline).compactMap { line -> Double? in
            let parts = line.split(separator: "|")
            guard parts.count == 2 else { return nil }
            let isDefault = parts[0].last == "*"
            let name = isDefault ? parts[0].dropLast() : parts[0]
            return names?.contains(name) ?? isDefault ? seconds(parts[1]) : nil
        }
        return limits.min()
    }

    /// `1-02:03:04`, `02:03:04`, `03:04`; nil for `infinite`.
    static func seconds(_ text: Substring) -> Double? {
        let parts = text.split(separator: "-")
        let days = parts.count == 2 ? Int(parts[0]) : 0
        guard let days, parts.count <= 2, let clock = parts.last else { return nil }
        let fields = clock.split(separator: ":").map { Int($0) }
        guard (2...3).contains(fields.count) else { return nil }
        var total = 0
        for field in fields {
            guard let field, (0...100_000).contains(field) else { return nil }
            total = total * 60 + field
        }
        return (1...1_000_000).contains(total + days) ? Double(days * 86_400 + total) : nil
    }

    /// The command that submits the next driver of `plan`.
    ///
    /// - Parameter job: the one that has to be over before, however it ends.
    static func submission(of plan: DriverPlan, in folder: DriverFolder, after job: String?) -> [String] {
        var words = [
            "sbatch", "--parsable", "--no-requeue", "--open-mode=append", "--job-name=\(plan.name)",
            "--output=\(SlurmScheduler.escaped(folder.log))", "--chdir=\(plan.directory)",
        ]
        words += plan.options
        if let job { words.append("--dependency=afterany:\(job)") }
        return words + [folder.script]
    }

    /// Submits the next driver and waits for the answer.
    ///
    /// - Returns: Slurm's number of it.
    func submit(_ plan: DriverPlan, in folder: DriverFolder, after job: String? = nil) throws(LaunchError) -> String {
        let answer = commands.run(Self.submission(of: plan, in: folder, after: job))
        let scheduler = SlurmScheduler(settings: SlurmSettings())
        guard answer.isSuccess, let id = scheduler.id(in: answer.output) else {
            let words = answer.errors.split(whereSeparator: \.isNewline).last.map(String.init) ?? "no answer"
            throw LaunchError("sbatch does not take the driver's job: \(words)")
        }
        return id
    }

    /// Whether a driver of that name waits or runs; nil where Slurm does not say.
    func isThere(_ name: String) -> Bool? {
        let answer = commands.run(["squeue", "--noheader", "--format=%i", "--name=\(name)"])
        return answer.isSuccess ? !answer.output.allSatisfy(\.isWhitespace) : nil
    }

    /// Cancels the drivers of that name that wait; one that runs is left.
    func cancelWaiting(_ name: String) {
        _ = commands.run(["scancel", "--quiet", "--state=PENDING", "--name=\(name)"])
    }
}

extension SchedulerCommands {
    /// Runs a command to its end.
    func run(_ words: [String]) -> Answer {
        var answer: Answer?
        start(words) { answer = $0 }
        while true {
            if let answer { return answer }
            wait(atMost: 1, waking: -1)
        }
    }
}
