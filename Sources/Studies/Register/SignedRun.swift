// A run as it is written down beside the database that it uses.

public import JSON
public import Storage
import System

/// A run that uses a database, as it has signed in.
public struct SignedRun: Sendable, Hashable {
    /// Its name among them: sixteen digits.
    public let token: String
    /// The study whose trials it runs.
    public let study: String
    /// The process, and its machine.
    public let owner: Owner
    /// The job of Slurm's that it is; nil for a process that somebody has started.
    public let job: String?
    /// When it began, in seconds since 1970.
    public let began: Double
    /// When it said last that it lives, in seconds since 1970.
    public var at: Double
    /// How the study stood then, as `hpo study status --json` prints it.
    public var status: JSONValue = .null

    /// A run of `study` by `owner` that begins now.
    public init(of study: String, by owner: Owner, job: String? = nil) {
        let digits = String(UInt64.random(in: 1 << 60 ... .max), radix: 16)
        let now = SystemClock.secondsSince1970
        (token, self.study, self.owner, self.job, began, at) = (digits, study, owner, job, now, now)
    }

    /// Whether it is of the same machine as `owner`, containers of it included: SQLite's locks and shared memory hold among
    /// them.
    public func isOnMachine(of owner: Owner) -> Bool {
        self.owner.boot.prefix { $0 != "/" } == owner.boot.prefix { $0 != "/" }
    }

    /// Whether it was heard of lately, as far as clocks of two machines can tell.
    public func isFresh(at now: Double) -> Bool { abs(now - at) <= Self.expiry }

    static let expiry = 300.0
}

extension SignedRun {
    /// As it is written down.
    public var json: JSONValue {
        [
            "study": .string(study), "host": .string(owner.host), "boot": .string(owner.boot),
            "pid": .int(owner.process.pid), "start": .int(owner.process.start), "job": JSONValue(job),
            "began": .double(began), "at": .double(at), "status": status,
        ]
    }

    /// What was written down under `token`; nil where it is not whole, or nothing that a run would write.
    init?(_ json: JSONValue, token: String) {
        guard Self.isToken(token), let study = json["study"]?.stringValue, !study.isEmpty, study.utf8.count <= 1000,
            let host = json["host"]?.stringValue, host.utf8.count <= 1000, let boot = json["boot"]?.stringValue,
            !boot.isEmpty, let pid = json["pid"]?.intValue, pid > 1, let start = json["start"]?.intValue,
            let began = json["began"]?.doubleValue, began.isFinite, let at = json["at"]?.doubleValue, at.isFinite
        else { return nil }
        let job = json["job"]?.stringValue
        guard job?.allSatisfy({ $0.isASCII && $0.isNumber }) ?? true, job?.count ?? 1 <= 20 else { return nil }
        self.token = token
        self.study = study
        owner = Owner(host: host, boot: boot, process: ProcessIdentity(pid: pid, start: start))
        (self.job, self.began, self.at) = (job, began, at)
        status = json["status"] ?? .null
    }

    static func isToken(_ text: String) -> Bool {
        text.utf8.count == 16 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
