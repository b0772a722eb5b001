// A run that says that it is there: while it goes on, its file beside the database is written anew every few seconds, and other
// machines read there how its study stands and ask it for its end.

import JSON
import Storage
public import Studies
import System

/// The presence of one run beside its database.
public final class RunAttendance {
    private let study: OpenStudy
    private let register: RunRegister
    private let interrupts: Interrupts
    private let driver: StudyDriver?
    private var run: SignedRun
    private var lastWriting: Double
    private static let interval = 2.0

    /// Signs in a run of `study`.
    ///
    /// - Throws: where the file cannot be written, or a run of another machine has come in meanwhile.
    public init(
        of study: OpenStudy, in database: String, driver: StudyDriver?, interrupts: Interrupts
    ) throws {
        self.study = study
        self.interrupts = interrupts
        self.driver = driver
        register = RunRegister(ofDatabase: database)
        let owner = try Owner.current()
        run = SignedRun(of: study.name, by: owner, job: driver?.job)
        register.sweep(seenFrom: owner, at: SystemClock.secondsSince1970)
        run.status = .object(try study.status().json)
        lastWriting = SystemClock.monotonicSeconds
        try register.write(run)
        do { try register.checkIsFree() } catch {
            register.remove(run)
            throw error
        }
    }

    /// Something has happened, or a second has passed.
    public func take(_ event: RunEvent) {
        switch event {
        case .tick: tick()
        case .ending(.interrupted): driver?.cancelSuccessor()
        default: break
        }
    }

    private func tick() {
        let now = SystemClock.monotonicSeconds
        guard now - lastWriting >= Self.interval else { return }
        lastWriting = now
        write()
        for _ in 0..<register.takeRequests(to: run) { interrupts.request() }
        guard let driver else { return }
        driver.tick()
        if driver.isToHandOver() { interrupts.requestHandOver() }
    }

    private func write() {
        run.at = SystemClock.secondsSince1970
        if let status = try? study.status() { run.status = .object(status.json) }
        try? register.write(run)
    }

    /// Signs out.
    public func end() { register.remove(run) }
}
