// A process that serves trial after trial: what it hears, and how it ends.

import System

extension LocalJob {
    /// Whether it runs a trial; of any other than a warm program this is so until it is over.
    var isBusy: Bool { service?.state != .idle }

    /// What a warm program has printed; where it asks for a trial, it gets its first one, or has ended the one that it had.
    func hear(_ bytes: [UInt8]) -> [JobEvent] {
        let heard = service?.talk.hear(bytes) ?? []
        return heard.flatMap { heard in
            switch heard {
            case .printed(let bytes): keep(bytes, of: .output)
            case .asked: asked()
            }
        }
    }

    /// Gives an idle program a trial.
    func serve(_ job: Job, line: String) throws(SystemError) {
        // What it has said since it asked is not of this trial.
        _ = receive(.output, upTo: 1 << 20) + receive(.errors, upTo: 1 << 20)
        try turn(to: job)
        service?.state = .serving
        tell(line)
    }

    /// Lets an idle program go: its input ends, and a grace time later it is asked to end, and then ended.
    func dismiss(at now: Double) {
        guard let grace = service?.grace, service?.farewell == nil else { return }
        service?.isDismissed = true
        service?.farewell = .terminate(at: now + grace)
        hangUp()
    }

    /// Does what is due by `now` to a program that was let go.
    ///
    /// - Returns: when something is due next.
    func advanceFarewell(at now: Double) -> Double? {
        guard !isOver, let grace = service?.grace else { return nil }
        switch service?.farewell {
        case .terminate(let due)? where now >= due:
            signal(.terminate)
            service?.farewell = .kill(at: now + grace)
            return now + grace
        case .kill(let due)? where now >= due:
            signal(.kill)
            service?.farewell = nil
            return nil
        case .terminate(let due)?, .kill(let due)?: return due
        case nil: return nil
        }
    }

    private func asked() -> [JobEvent] {
        switch service?.state {
        case .starting(let line)? where service?.isDismissed == false:
            service?.state = .serving
            tell(line)
            return []
        case .starting?, .serving?:
            let events = receive(.errors, upTo: 1 << 20) + [.ended(id, .exited(status: 0))]
            service?.state = .idle
            if service?.isDismissed == true { dismiss(at: SystemClock.monotonicSeconds) }
            return events
        case .idle?, nil: return []
        }
    }
}
