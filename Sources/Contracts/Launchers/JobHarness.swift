package import Runner
package import Storage
import System
import Testing

/// Runs jobs of shell scripts by a launcher and collects what they did.
package final class JobHarness {
    /// Where the jobs run.
    package let folder: ScratchFolder
    /// The launcher.
    package let launcher: any Launcher
    private let contract: LauncherContract
    /// The jobs whose end is to come, and those of which nothing more may come.
    private var open: Set<AttemptID> = []
    private var over: Set<AttemptID> = []

    /// A launcher of `contract`, and a folder of its own.
    package convenience init(_ contract: LauncherContract) throws {
        self.init(contract, in: try ScratchFolder(in: contract.folder))
    }

    private init(_ contract: LauncherContract, in folder: ScratchFolder) {
        (self.contract, self.folder) = (contract, folder)
        launcher = contract.make()
    }

    /// Another launcher of the contract in the same folder, as that of a later process.
    func later() -> JobHarness { JobHarness(contract, in: folder) }

    /// The job of a shell script.
    package func job(_ script: String, trial: Int = 0, sync: Bool = false) -> Job {
        let script = contract.isWarm ? "echo '{\"next\": true}'; read trial\n\(script)" : script
        return Job(
            id: AttemptID(trial: trial, attempt: 1), study: "test", command: ["/bin/sh", "-c", script],
            environment: ["PATH": "/usr/bin:/bin", "GREETING": "hello"], workingDirectory: folder.path,
            folder: "\(folder.path)/attempt-\(trial)", log: "\(folder.path)/log-\(trial).txt", sync: sync,
            configuration: contract.isWarm ? "{}" : nil)
    }

    /// Hands over a job and returns its handle.
    @discardableResult
    package func submit(_ job: Job) throws -> JobHandle? {
        var handle: JobHandle?
        try submit(job) {
            handle = $0
            return true
        }
        return handle
    }

    /// Hands over a job that is put on record by `record`.
    func submit(_ job: Job, recording record: (JobHandle) -> Bool) throws(LaunchError) {
        var isOnRecord = false
        try launcher.submit(job) {
            isOnRecord = record($0)
            return isOnRecord
        }
        if isOnRecord { follows(job.id) }
    }

    /// From now on events of the job are to come.
    func follows(_ id: AttemptID) {
        open.insert(id)
        over.remove(id)
    }

    /// No event of the job is to come any more.
    func forget(_ id: AttemptID) {
        launcher.forget(id)
        open.remove(id)
    }

    /// Follows jobs to their ends, `count` of them, calling `react` with each event.
    package func follow(_ count: Int = 1, react: (JobEvent) -> Void = { _ in }) -> Followed {
        var followed = Followed()
        while followed.ends.count < count {
            guard let events = events() else { return followed }
            for event in events {
                followed.take(event)
                react(event)
            }
        }
        return followed
    }

    /// The number that a job prints as its first line.
    package func firstNumber() throws -> Int {
        var followed = Followed()
        while !followed.output.contains("\n"), followed.ends.isEmpty, let events = events() {
            for event in events { followed.take(event) }
        }
        return try #require(Int(followed.output.prefix { $0 != "\n" }), "a number was to be printed")
    }

    /// What happens next; nil where nothing does for as long as the contract has patience.
    func events() -> [JobEvent]? {
        let deadline = SystemClock.monotonicSeconds + contract.patience
        repeat {
            let left = max(0, deadline - SystemClock.monotonicSeconds)
            let events = launcher.events(within: min(30, left), waking: -1)
            for event in events { note(event) }
            if !events.isEmpty { return events }
        } while SystemClock.monotonicSeconds < deadline
        Issue.record("nothing was heard of jobs that have not ended, for \(contract.patience) seconds")
        return nil
    }

    private func note(_ event: JobEvent) {
        #expect(!over.contains(event.id), "its end was told before: \(event)")
        guard case .ended(let id, _) = event else { return }
        open.remove(id)
        over.insert(id)
    }

    /// Sees that of the process `pid` nothing is left; ends it where it is.
    func expectGone(_ pid: Int) {
        guard contract.isHere, let process = ProcessIdentity(running: pid) else { return }
        Issue.record("process \(pid), which was to end with its job, is still there")
        process.send(.kill)
    }

    /// Sees that nothing more is told once all jobs are over.
    func expectNoMore() {
        if open.isEmpty { #expect(launcher.events(within: 0, waking: -1).isEmpty) }
    }

    /// Ends what the jobs have left.
    func close() {
        for id in open { launcher.kill(id) }
        let deadline = SystemClock.monotonicSeconds + contract.patience
        while !open.isEmpty, SystemClock.monotonicSeconds < deadline {
            for case .ended(let id, _) in launcher.events(within: 1, waking: -1) { open.remove(id) }
        }
        launcher.dismiss(waking: -1)
    }

    /// What was told of jobs.
    package struct Followed {
        /// Those that started, in order.
        package private(set) var started: [AttemptID] = []
        /// What each has printed to its output.
        package private(set) var outputs: [AttemptID: String] = [:]
        /// What all have printed.
        package private(set) var text: [TrialStream: String] = [:]
        /// How they ended.
        package private(set) var ends: [AttemptID: JobEnd] = [:]
        /// What they have used.
        package private(set) var usage: [AttemptID: ProgramUsage] = [:]
        /// The end of the one that there is.
        package var end: JobEnd? { ends.values.first }
        var output: String { text[.output, default: ""] }
        /// The numbers that are lines of the output.
        var numbers: [Int] { output.split(separator: "\n").compactMap { Int($0) } }

        mutating func take(_ event: JobEvent) {
            switch event {
            case .started(let id): started.append(id)
            case .printed(let id, let stream, let bytes):
                let text = String(decoding: bytes, as: UTF8.self)
                self.text[stream, default: ""] += text
                if stream == .output { outputs[id, default: ""] += text }
            case .used(let id, let usage): self.usage[id] = usage
            case .ended(let id, let end): ends[id] = end
            }
        }
    }
}

extension JobEvent {
    /// Whose it is.
    var id: AttemptID {
        switch self {
        case .started(let id), .printed(let id, _, _), .used(let id, _), .ended(let id, _): id
        }
    }

    /// Whether it printed `text` to its output, among other things.
    func hasPrinted(_ text: String) -> Bool {
        guard case .printed(_, .output, let bytes) = self else { return false }
        return String(decoding: bytes, as: UTF8.self).contains(text)
    }
}
