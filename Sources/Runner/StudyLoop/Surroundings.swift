// How things stand where trials run: who runs them on which machine, and of which code. It is recorded with each attempt, so
// that a result can be had again. Whatever cannot be found out is left out, and no trial fails of it.

import Storage
import System

/// Finds how trials are run.
final class Surroundings {
    private let version: String
    private let isHere: Bool
    private let host = Machine.name
    private let user = CurrentProcess.user
    private lazy var gpu = isHere ? Self.gpus() : nil
    private var codes: [String: Look] = [:]

    /// What was seen of a folder's code, and until when that is good enough.
    private struct Look {
        let code: Code?
        let goodUntil: Double
    }

    private struct Code {
        let commit: String
        let diff: String?
    }

    /// - Parameters:
    ///   - version: this program's.
    ///   - isHere: whether trials run on this machine.
    init(version: String, isHere: Bool) {
        self.version = version
        self.isHere = isHere
    }

    /// How `job` is run that begins now.
    ///
    /// - Parameter now: seconds of a clock that never goes back.
    func run(of job: Job, at now: Double) -> ProgramRun {
        let code = code(in: job.workingDirectory, at: now)
        return ProgramRun(
            host: host, user: user, version: version, command: job.command, directory: job.workingDirectory,
            commit: code?.commit, diff: code?.diff, gpu: gpu)
    }

    /// The code may change during a run of days. It is looked at for a fiftieth of the time at most: on a folder of usual size
    /// that is for every trial.
    private func code(in directory: String, at now: Double) -> Code? {
        if let look = codes[directory], now < look.goodUntil { return look.code }
        let start = SystemClock.monotonicSeconds
        let code = Self.code(in: directory)
        let took = SystemClock.monotonicSeconds - start
        if codes.count > 100 { codes.removeAll() }
        codes[directory] = Look(code: code, goodUntil: now + 50 * took)
        return code
    }

    private static func code(in directory: String) -> Code? {
        let git = ["git", "--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "diff.relative=false"]
        guard
            let answer = Inquiry.text(of: git + ["rev-parse", "--verify", "HEAD"], in: directory, within: 2)
        else { return nil }
        let commit = answer.prefix { $0.isHexDigit }
        var sum = SHA256()
        var isDirty = false
        let isKnown = Inquiry.run(
            git + ["diff", "--binary", "--no-color", "--no-ext-diff", "--no-textconv", "HEAD"], in: directory,
            within: 2
        ) { bytes in
            sum.add(bytes)
            isDirty = isDirty || !bytes.isEmpty
        }
        // Without its changes, the commit alone would say something else than what ran.
        guard isKnown, !commit.isEmpty else { return nil }
        return Code(commit: String(commit), diff: isDirty ? sum.hex : nil)
    }

    /// "NVIDIA H200", "4 x NVIDIA A100"; nil where there is none, or no driver to ask.
    private static func gpus() -> String? {
        let command = ["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"]
        let names = Inquiry.text(of: command, in: "/", within: 5)?.split(separator: "\n").map(String.init) ?? []
        var counts: [(name: String, count: Int)] = []
        for name in names where !name.isEmpty {
            if let index = counts.firstIndex(where: { $0.name == name }) {
                counts[index].count += 1
            } else {
                counts.append((name, 1))
            }
        }
        let words = counts.map { $0.count == 1 ? $0.name : "\($0.count) x \($0.name)" }
        return words.isEmpty ? nil : words.joined(separator: ", ")
    }
}
