// `hpo job FOLDER`: runs one attempt where a scheduler has put it, and talks to the study's loop through the attempt's folder.
//
//     try TrialAgent(folder: "/shared/face/studies/face/trial-0007/attempt-1").run()
//
// It never opens the database, and needs nobody to be there: while the loop is away, the program goes on until it waits for
// an answer.

import Definitions
import JSON
import Search
import Storage
import System

/// Runs the program of one attempt and writes down what it does.
public final class TrialAgent {
    private let folder: AttemptFolder
    private let order: JobOrder
    private let launcher: LocalLauncher
    private let interrupts: Interrupts
    private let id = AttemptID(trial: 0, attempt: 1)
    private var output: AgentOutput
    private var heard = 0
    /// When what was said is looked at next, and how long to wait then.
    private var patience = TrialAgent.shortest
    private var stopping: (reason: String?, since: Double)?
    private var isKilled = false
    /// What the program has used, once it has ended.
    private var usage: ProgramUsage?

    private static let shortest = 0.02
    private static let longest = 1.0

    /// The attempt whose `job.json` is in `folder`.
    ///
    /// - Throws: where there is none, or where it was begun before: a job that is put back into its queue must not run beside
    ///   what it left.
    public init(folder path: String) throws(LaunchError) {
        folder = AttemptFolder(path: path)
        do {
            let bytes = try Files.contents(folder.order, limit: 1 << 24)
            let json = try JSONValue(parsing: String(decoding: bytes, as: UTF8.self), syntax: .json)
            guard let order = JobOrder(json) else { throw LaunchError("\(folder.order) lacks something") }
            self.order = order
            launcher = LocalLauncher(logLimit: order.logLimit)
            interrupts = try Interrupts()
            output = try AgentOutput(folder.output)
            let start: JSONValue = [
                "token": .string(order.token), "host": .string(Machine.name), "pid": .int(CurrentProcess.id),
                "at": .double(SystemClock.secondsSince1970),
            ]
            guard try Files.create(folder.start, with: start.text() + "\n") else {
                throw LaunchError("\(folder.start) is there: the attempt was begun before")
            }
        } catch let error as LaunchError {
            throw error
        } catch {
            throw LaunchError("\(error)")
        }
    }

    /// Runs the program to its end and writes that down.
    public func run() throws(LaunchError) {
        interrupts.catchSignals()
        Signals.unblockInterrupts()
        let end = follow()
        let note = JobEndNote(end, output: output.count, usage: usage)
        do throws(SystemError) {
            try output.keepTrying { () throws(SystemError) in
                try Files.replace(folder.end, with: note.json(token: order.token).text() + "\n")
            }
        } catch { throw LaunchError("\(error)") }
    }

    private func follow() -> JobEnd {
        listen()
        if stopping != nil { return .signalled(Signal.terminate.number) }
        var environment = CurrentProcess.environment.filter { !EnvironmentVariables.belongsToTrial($0.key) }
        environment.merge(order.environment) { $1 }
        var job = Job(
            id: id, study: "", command: order.command, environment: environment,
            workingDirectory: order.workingDirectory, folder: folder.path, log: order.log, sync: order.sync)
        (job.resources.memory, job.resources.nice) = (order.memory, order.nice)
        do throws(LaunchError) { try launcher.submit(job) { _ in true } } catch {
            return .lost(reason: error.description)
        }
        while true {
            for event in launcher.events(within: patience, waking: interrupts.descriptor) {
                switch event {
                case .started: break
                case .printed(_, let stream, let bytes):
                    patience = Self.shortest
                    do throws(SystemError) { try output.append(OutputFrames.frames(stream, bytes)) } catch {
                        launcher.kill(id)
                        return .lost(reason: "its output could not be written: \(error)")
                    }
                case .used(_, let usage): self.usage = usage
                case .ended(_, let end): return ending(end)
                }
            }
            patience = min(patience * 1.5, Self.longest)
            listen()
            // A project that was deleted wants nothing more of its trials.
            if patience == Self.longest, !isKilled, !Files.exists(folder.order) { kill() }
            if interrupts.take() > 0 { stop(because: Self.asked) }
            if let stopping, !isKilled, SystemClock.monotonicSeconds >= stopping.since + order.grace {
                isKilled = true
                launcher.kill(id)
            }
        }
    }

    /// How the program ended, seen from the study: what a scheduler ends is interrupted. Its signal may reach the program before
    /// it reaches this process, which waits for it a moment.
    private func ending(_ end: JobEnd) -> JobEnd {
        if let stopping { return stopping.reason.map { .interrupted(reason: $0) } ?? end }
        if case .signalled = end {
            var poll = Poll()
            poll.add(interrupts.descriptor)
            _ = poll.wait(atMost: 1)
        }
        guard end != .exited(status: 0), interrupts.take() > 0 else { return end }
        return .interrupted(reason: Self.asked)
    }

    private static let asked = "the scheduler asked it to end"

    /// Does what was said since the last time; only whole lines count.
    private func listen() {
        guard let file = try? Descriptor(reading: folder.said), (try? file.seek(to: heard)) != nil,
            let bytes = try? file.receive(upTo: 1 << 16), let last = bytes.lastIndex(of: UInt8(ascii: "\n"))
        else { return }
        heard += last + 1
        patience = Self.shortest
        for line in bytes[..<last].split(separator: UInt8(ascii: "\n")) {
            let word = String(decoding: line, as: UTF8.self)
            switch word {
            case JobOrder.terminate: stop(because: nil)
            case JobOrder.kill: kill()
            default: if let verdict = Verdict(rawValue: word) { launcher.answer(verdict, to: id) }
            }
        }
    }

    private func kill() {
        stopping = stopping ?? (nil, SystemClock.monotonicSeconds)
        isKilled = true
        launcher.kill(id)
    }

    /// - Parameter reason: why, where it is not the study's loop that asks.
    private func stop(because reason: String?) {
        guard stopping == nil else { return }
        stopping = (reason, SystemClock.monotonicSeconds)
        launcher.terminate(id)
    }
}

/// The file of an attempt's output. While the disk is full, the program waits: nothing of what it says is dropped.
struct AgentOutput: ~Copyable {
    private let file: Descriptor
    /// How many bytes were written.
    private(set) var count = 0

    init(_ path: String) throws(SystemError) { file = try Descriptor(writing: path, appending: true) }

    mutating func append(_ bytes: [UInt8]) throws(SystemError) {
        var rest = bytes[...]
        var failures = 0
        while !rest.isEmpty {
            do throws(SystemError) {
                let sent = try file.send(rest)
                count += sent
                rest = rest.dropFirst(sent)
            } catch {
                failures += 1
                guard failures < Self.tries else { throw error }
                SystemClock.sleep(seconds: 1)
            }
        }
    }

    /// Does `body`, again and again for ten minutes while it fails, unless its folder is gone.
    func keepTrying(_ body: () throws(SystemError) -> Void) throws(SystemError) {
        for _ in 1..<Self.tries {
            do throws(SystemError) { return try body() } catch {
                if error.isMissing { throw error }
                SystemClock.sleep(seconds: 1)
            }
        }
        try body()
    }

    private static let tries = 600
}
