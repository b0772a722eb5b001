// A scheduler that a study's definition describes by three commands, such as PBS:
//
//     launcher: { custom: {
//       submit: ["qsub", "-N", "{name}", "{script}"],
//       poll:   ["sh", "-c", "qstat \"$@\" | awk 'NR > 2 { print $1, $5 }'", "sh", "{jobs}"],
//       cancel: ["qdel", "{job}"],
//     } }

import Definitions

/// A scheduler of three commands.
struct CustomScheduler: Scheduler {
    let settings: CustomSettings
    var name: String { "custom" }
    var poll: Double { settings.every }
    var threads: Int? { nil }

    func submission(of job: ScheduledJob, _ folder: AttemptFolder, in workingDirectory: String) -> [String] {
        settings.submit.map { word in
            filled(word, job).replacing("{script}", with: folder.script).replacing("{folder}", with: folder.path)
                .replacing("{log}", with: folder.schedulerLog).replacing("{directory}", with: workingDirectory)
        }
    }

    /// The last word of the first line: `Submitted batch job 17`, `17.pbs01`.
    func id(in output: String) -> String? {
        output.split(whereSeparator: \.isNewline).first?.split(separator: " ").last.map(String.init)
    }

    /// Exit statuses mean what people want them to; a job that was not taken is tried again for as long as the study runs only
    /// where its scheduler says "try again".
    func failure(_ errors: String) -> SchedulerFailure {
        errors.lowercased().contains("try again") ? .passing : .lasting
    }

    func query(_ jobs: [ScheduledJob]) -> [String] {
        settings.poll.flatMap { word -> [String] in
            switch word {
            case "{jobs}": jobs.compactMap(\.id)
            case "{names}": jobs.map(\.name)
            default: [word]
            }
        }
    }

    func states(in output: String) -> [String: QueueState] {
        var states: [String: QueueState] = [:]
        for line in output.split(whereSeparator: \.isNewline) {
            let words = line.split(separator: " ").map(String.init)
            guard words.count >= 2 else { continue }
            states[words[0]] = Self.state(words[1])
        }
        return states
    }

    func cancellation(of job: ScheduledJob) -> [String] { settings.cancel.map { filled($0, job) } }

    private func filled(_ word: String, _ job: ScheduledJob) -> String {
        word.replacing("{name}", with: job.name).replacing("{job}", with: job.id ?? job.name)
    }

    private static func state(_ word: String) -> QueueState {
        switch word.uppercased() {
        case "PENDING", "PD", "Q", "QUEUED", "WAITING", "W", "QW", "HELD", "H", "HQW", "T": .pending
        case "RUNNING", "R", "ACTIVE", "STARTED", "E", "EXITING", "S", "SUSPENDED", "COMPLETING", "CG": .running
        default: .over(reason: "its job is \(word.prefix(40))", isFailure: false)
        }
    }
}
