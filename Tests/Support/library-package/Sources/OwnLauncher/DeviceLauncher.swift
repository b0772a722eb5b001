public import Runner
public import Search
public import Storage

/// A launcher of somebody else's: jobs of this machine, each with the device that fewest others have.
public final class DeviceLauncher: Launcher {
    private let local: LocalLauncher
    private let devices: [String]
    /// Which device each job has.
    private var places: [AttemptID: String] = [:]

    /// A launcher of a machine that has `devices`, whose logs keep at most `logLimit` bytes each.
    public init(devices: [String], logLimit: Int = 64 << 20) {
        local = LocalLauncher(logLimit: logLimit)
        self.devices = devices
    }

    /// Starts a job that sees one device alone.
    public func submit(_ job: Job, recording record: (JobHandle) -> Bool) throws(LaunchError) {
        let taken = places.values.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        guard let device = devices.min(by: { taken[$0, default: 0] < taken[$1, default: 0] }) else {
            throw LaunchError("there is no device")
        }
        var job = job
        job.environment["CUDA_VISIBLE_DEVICES"] = device
        var isOnRecord = false
        try local.submit(job) { handle in
            isOnRecord = record(JobHandle(launcher: "devices", text: handle.text))
            return isOnRecord
        }
        if isOnRecord { places[job.id] = device }
    }

    /// Never: a local job goes with who has started it.
    public func adopt(_ job: Job, _ handle: JobHandle) -> Bool { false }

    /// Follows a job no longer.
    public func forget(_ id: AttemptID) { local.forget(id) }

    /// Ends what another process left.
    public func end(_ handle: JobHandle) {
        if handle.launcher == "devices" { local.end(JobHandle(launcher: LocalLauncher.name, text: handle.text)) }
    }

    /// Whether a job's program has ended.
    public func hasEnded(_ id: AttemptID) -> Bool { local.hasEnded(id) }

    /// Answers a report.
    public func answer(_ verdict: Verdict, to id: AttemptID) { local.answer(verdict, to: id) }

    /// Asks a job to end.
    public func terminate(_ id: AttemptID) { local.terminate(id) }

    /// Ends a job.
    public func kill(_ id: AttemptID) { local.kill(id) }

    /// What happened since the last call.
    public func events(within seconds: Double, waking wake: Int32) -> [JobEvent] {
        let events = local.events(within: seconds, waking: wake)
        for case .ended(let id, _) in events { places[id] = nil }
        return events
    }

    /// Ends what was kept ready.
    public func dismiss(waking wake: Int32) { local.dismiss(waking: wake) }
}
