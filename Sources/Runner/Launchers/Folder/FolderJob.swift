import JSON
import Search
import System

/// One attempt in another place, as it is followed from here.
final class FolderJob {
    let id: AttemptID
    let folder: AttemptFolder
    let token: String
    let workingDirectory: String
    var scheduled: ScheduledJob
    var watch: JobWatch
    /// When its scheduler is to end it, unless it has ended by then.
    var cancelsAt: Double?
    private(set) var submission = Submission.waiting(since: 0)
    private(set) var isCancelled = false
    private(set) var hasStarted = false
    /// Answers that an earlier follower has given: the loop gives them again.
    private var repeatedAnswers = 0
    private var frames = OutputFrameReader()
    private var received = 0
    private var note: JobEndNote?
    /// Since when its end is known and its output is not all here.
    private var lateSince: Double?

    /// How far handing it to the scheduler has come.
    enum Submission: Equatable {
        /// It is to be submitted at that time.
        case waiting(since: Double)
        /// The command runs.
        case under
        /// The command failed, and nobody knows whether the scheduler has it: it is to be asked.
        case doubtful
        /// It has it.
        case done
    }

    init(
        _ id: AttemptID, _ folder: AttemptFolder, _ scheduled: ScheduledJob, in workingDirectory: String, grace: Double
    ) {
        self.id = id
        self.folder = folder
        self.scheduled = scheduled
        self.workingDirectory = workingDirectory
        token = JobName.token(of: scheduled.name)
        watch = JobWatch(grace: grace)
    }

    /// It was submitted by another process.
    func wasSubmitted() {
        submission = .done
        scheduled.id = folder.read(folder.submission, token: token)?["id"]?.stringValue
        repeatedAnswers = folder.answers
    }

    func isSubmitting() { submission = .under }

    func wasTaken(as name: String?) {
        submission = .done
        scheduled.id = name ?? scheduled.id
        let noted: JSONValue = ["token": .string(token), "id": JSONValue(scheduled.id)]
        try? Files.replace(folder.submission, with: noted.text() + "\n")
    }

    func isDoubtful() { submission = .doubtful }

    func waits(until time: Double) { submission = .waiting(since: time) }

    func wasCancelled() { isCancelled = true }

    /// Tells the job a verdict, unless it was told before.
    func answer(_ verdict: Verdict) {
        if repeatedAnswers > 0 {
            repeatedAnswers -= 1
        } else {
            try? folder.say([verdict.rawValue])
        }
    }

    /// What its folder says that it did since the last time.
    func look(at now: Double) -> [JobEvent] {
        var events: [JobEvent] = []
        if !hasStarted, folder.read(folder.start, token: token) != nil {
            hasStarted = true
            if submission != .done { wasTaken(as: nil) }
            events.append(.started(id))
        }
        // The end is looked for before the output: what was written before the end is there when the end is.
        if hasStarted, note == nil { note = folder.read(folder.end, token: token).flatMap { JobEndNote($0) } }
        do throws(OutputFrameReader.Damage) {
            while let bytes = next() {
                for (stream, bytes) in try frames.read(bytes) { events.append(.printed(id, stream, bytes: bytes)) }
                if events.count > 64 { break }
            }
        } catch {
            try? folder.say([JobOrder.kill])
            return events + [.ended(id, .lost(reason: "\(folder.output) is damaged at byte \(error.offset)"))]
        }
        return events + end(at: now)
    }

    private func end(at now: Double) -> [JobEvent] {
        if let note {
            if frames.offset >= note.output {
                return (note.usage.map { [.used(id, $0)] } ?? []) + [.ended(id, note.end)]
            }
            let since = lateSince ?? now
            lateSince = since
            guard now - since >= watch.grace else { return [] }
            let reason = "\(note.output - frames.offset) bytes of \(folder.output) never came"
            return [.ended(id, .lost(reason: reason))]
        }
        let end = watch.end(isCancelled: isCancelled, hasStarted: hasStarted, words: schedulerWords, at: now)
        return end.map { [.ended(id, $0)] } ?? []
    }

    private func next() -> [UInt8]? {
        guard let file = try? Descriptor(reading: folder.output), (try? file.seek(to: received)) != nil,
            let bytes = try? file.receive(upTo: 1 << 20), !bytes.isEmpty
        else { return nil }
        received += bytes.count
        return bytes
    }

    /// The last line that the scheduler or the shell wrote for it.
    private func schedulerWords() -> String? {
        guard let bytes = try? Files.contents(folder.schedulerLog, limit: 1 << 20) else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        // What Slurm's own step says is of its nodes and limits, not of the job.
        return lines.last { !$0.hasPrefix("slurmstepd:") }.map { String($0.prefix(300)) }
    }
}

/// `hpo-STUDY-TRIAL-aATTEMPT-TOKEN`: by its token no job is ever taken for another, though numbers are given again.
enum JobName {
    static func make(study: String, _ id: AttemptID, token: String) -> String {
        "hpo-\(plain(study))-\(id.trial)-a\(id.attempt)-\(token)"
    }

    /// `hpo-STUDY-driver-TOKEN`, the name of every driver of one run in the background.
    static func make(driverOf study: String) -> String { "hpo-\(plain(study))-driver-\(makeToken())" }

    private static func plain(_ study: String) -> String {
        String(study.unicodeScalars.prefix(40).map { isPlain($0) ? Character($0) : "_" })
    }

    static func makeToken() -> String { String(UInt64.random(in: 1 << 60 ... .max), radix: 16) }

    static func token(of name: String) -> String { name.split(separator: "-").last.map(String.init) ?? "" }

    /// Whether a handle's `name` is one of ours, so that it may stand in a command.
    static func isSound(_ name: String) -> Bool {
        name.hasPrefix("hpo-") && name.utf8.count <= 200 && name.unicodeScalars.allSatisfy(isPlain)
            && token(of: name).count == 16
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".": true
        default: false
        }
    }
}
