// What a run does beside its trials: it says that it is there, heeds those who ask for its end, and hands over in time.

import Storage
public import Studies

/// The presence of one run beside its database, and what is wanted of it there.
public final class RunAttendance {
    private let presence: RunPresence
    private let interrupts: Interrupts
    private let driver: StudyDriver?

    /// Signs in a run of `study`.
    ///
    /// - Throws: where the file cannot be written, or a run of another machine has come in meanwhile.
    public init(
        of study: OpenStudy, in database: String, driver: StudyDriver?, interrupts: Interrupts
    ) throws {
        presence = try RunPresence(of: study, in: database, by: try Owner.current(), job: driver?.job)
        self.interrupts = interrupts
        self.driver = driver
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
        guard let requests = presence.tick() else { return }
        for _ in 0..<requests { interrupts.request() }
        guard let driver else { return }
        driver.tick()
        if driver.isToHandOver() { interrupts.requestHandOver() }
    }

    /// Signs out.
    public func end() { presence.end() }
}
