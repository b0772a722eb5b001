// A run that says that it is there: while it goes on, its file beside the database is written anew every few seconds, and other
// machines read there how its study stands and ask it for its end.

import JSON
public import Storage
import System

/// The presence of one run beside its database.
public final class RunPresence {
    private let study: OpenStudy
    private let register: RunRegister
    private var run: SignedRun
    private var lastWriting: Double
    private static let interval = 2.0

    /// Signs in a run of `study`.
    ///
    /// - Parameters:
    ///   - database: the path of the study's database.
    ///   - owner: the process that it is.
    ///   - job: the job of Slurm's that it is, if it is one.
    /// - Throws: where the file cannot be written, or a run of another machine has come in meanwhile.
    public init(of study: OpenStudy, in database: String, by owner: Owner, job: String? = nil) throws(StudyError) {
        self.study = study
        register = RunRegister(ofDatabase: database)
        run = SignedRun(of: study.name, by: owner, job: job)
        register.sweep(seenFrom: owner, at: SystemClock.secondsSince1970)
        run.status = .object(try study.status().json)
        lastWriting = SystemClock.monotonicSeconds
        do throws(SystemError) { try register.write(run) } catch { throw .output(error) }
        do throws(StudyError) { try register.checkIsFree() } catch {
            register.remove(run)
            throw error
        }
    }

    /// A second or so has passed.
    ///
    /// - Returns: how often somebody has asked for the run's end since the last call; nil where it is not time to look.
    public func tick() -> Int? {
        let now = SystemClock.monotonicSeconds
        guard now - lastWriting >= Self.interval else { return nil }
        lastWriting = now
        run.at = SystemClock.secondsSince1970
        if let status = try? study.status() { run.status = .object(status.json) }
        try? register.write(run)
        return register.takeRequests(to: run)
    }

    /// Signs out.
    public func end() { register.remove(run) }
}
