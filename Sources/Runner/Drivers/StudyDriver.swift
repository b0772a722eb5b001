// A driver that is a job itself: it runs its study for as long as its job may, and its successor, which is submitted before
// anything else, goes on from there.
//
//     let job = try StudyDriver.submit(study, settings, words: …)      // `hpo study run --detach`
//     let driver = try StudyDriver(folder: path)                       // in the job
//     try driver.begin()
//
// The successor waits for this job's end, whatever brings that about: its time, a node that fails, preemption, a kill. A driver
// that has come to the end of its run, for good, cancels it.

public import Definitions
public import Storage
public import Studies
import System
import Words

/// One driver of a chain, in its job.
public final class StudyDriver {
    private let folder: DriverFolder
    private var plan: DriverPlan
    private let slurm = SlurmDriver()
    private let began = SystemClock.monotonicSeconds
    private let owner: Owner
    /// Slurm's number of this job.
    public let job: String
    private var hasSuccessor = false
    /// Whether it has come to the end of its time, and the next one goes on.
    public private(set) var hasHandedOver = false
    private var lastTry = -Double.infinity

    // MARK: Submitting the first

    /// Has Slurm run the study in the background.
    ///
    /// - Parameters:
    ///   - words: what follows `hpo` on the command line.
    ///   - database: its file.
    /// - Returns: Slurm's number of the job, and the file that has what it says.
    public static func submit(
        _ study: OpenStudy, _ settings: SlurmSettings, words: [String], executable: String, database: String,
        trials: Int?, timeout: Double?
    ) throws -> (job: String, log: String) {
        let folder = DriverFolder(path: "\(study.folder)/driver")
        let slurm = SlurmDriver()
        if let former = folder.plan?.name {
            guard let isThere = slurm.isThere(former) else {
                throw LaunchError("Slurm does not say whether the job \(former) still drives the study")
            }
            if isThere { throw LaunchError("a job drives the study already: \(former)", isNoRoom: true) }
        }
        let (options, seconds) = SlurmDriver.options(settings)
        let plan = DriverPlan(
            name: JobName.make(driverOf: study.name), words: words,
            directory: CurrentProcess.workingDirectory ?? "/", database: Files.canonical(database) ?? database,
            study: study.name, options: options, seconds: seconds, begun: try study.begunTrials(), trials: trials,
            endsAt: timeout.map { SystemClock.secondsSince1970 + $0 })
        let command = ([executable] + words + ["--driver", folder.path]).map(shellQuoted).joined(separator: " ")
        try Files.makeFolders(folder.path)
        try folder.write(plan)
        try Files.replace(folder.script, with: "#!/bin/sh\nexec \(command)\n")
        try Files.makeExecutable(folder.script)
        return (try slurm.submit(plan, in: folder), folder.log)
    }

    /// The name of the jobs that are to drive a study, while its run in the background is not over.
    public static func jobs(of study: OpenStudy) -> String? {
        guard let plan = DriverFolder(path: "\(study.folder)/driver").plan, !plan.isOver else { return nil }
        return plan.name
    }

    /// Cancels the drivers of a study that wait for their turn; one that runs is left.
    public static func cancelWaiting(of study: OpenStudy) {
        let folder = DriverFolder(path: "\(study.folder)/driver")
        guard var plan = folder.plan, !plan.isOver else { return }
        SlurmDriver().cancelWaiting(plan.name)
        plan.isOver = true
        try? folder.write(plan)
    }

    // MARK: In the job

    /// The driver whose plan is in the folder `path`.
    public init(folder path: String) throws {
        folder = DriverFolder(path: path)
        guard let plan = folder.plan else { throw LaunchError("there is no plan at \(folder.planFile)") }
        guard let job = CurrentProcess.variable("SLURM_JOB_ID") else {
            throw LaunchError("a driver runs as a job of Slurm's: hpo study run --detach submits it")
        }
        (self.plan, self.job, owner) = (plan, job, try Owner.current())
    }

    /// The earlier drivers, which are over now.
    public var departed: Set<Owner> { Set(plan.drivers.map(\.owner)).subtracting([owner]) }

    /// How far this one goes, of what the command line says.
    public func limits(_ limits: RunLimits, of study: OpenStudy) throws(StudyError) -> RunLimits {
        plan.limits(limits, begun: try study.begunTrials(), at: SystemClock.secondsSince1970)
    }

    /// Signs in, submits the successor, and waits until no other machine uses the database.
    ///
    /// - Returns: the run of another machine that used the database for as long as this driver had: the next one has to wait for
    ///   it, too.
    /// - Throws: where the run is over, or drivers die at once, one after another.
    public func begin() throws -> SignedRun? {
        guard !plan.isOver else { throw Self.over }
        let register = RunRegister(ofDatabase: plan.database)
        for index in plan.drivers.indices where plan.drivers[index].lastHeard == nil {
            let left = register.runs.first { $0.owner == plan.drivers[index].owner }
            plan.drivers[index].lastHeard = left?.at ?? plan.drivers[index].began
        }
        guard !plan.isHopeless else {
            plan.isOver = true
            try folder.write(plan)
            throw LaunchError("three drivers have died at once, one after another, and there is no next one")
        }
        plan.drivers.append(DriverPlan.Driver(owner: owner, job: job, began: SystemClock.secondsSince1970))
        try folder.write(plan)
        submitSuccessor()
        return try awaitDatabase(register)
    }

    /// Runs of other machines are waited for; one whose file does not change for half a minute has died, as one has whose job is
    /// over.
    ///
    /// - Returns: one that is still there at the end of this driver's time.
    /// - Throws: where someone stops the study meanwhile.
    private func awaitDatabase(_ register: RunRegister) throws(LaunchError) -> SignedRun? {
        let departed = departed
        var seen: [String: (at: Double, since: Double)] = [:]
        while true {
            let others = register.elsewhere(seenFrom: owner, at: SystemClock.secondsSince1970)
            guard let first = others.first else { return nil }
            if folder.plan?.isOver ?? false { throw Self.over }
            if SystemClock.monotonicSeconds - began >= plan.handsOverAfter { return first }
            let now = SystemClock.monotonicSeconds
            for other in others {
                var known = seen[other.token] ?? (at: other.at, since: now)
                if known.at != other.at { known = (other.at, now) }
                seen[other.token] = known
                let patience = departed.contains(other.owner) ? Self.silence / 3 : Self.silence
                if now - known.since > patience { register.remove(other) }
            }
            SystemClock.sleep(seconds: 1)
        }
    }

    private static let silence = 30.0
    private static let over = LaunchError("the run that it was to go on with is over")

    /// Whether it is time to hand over: its own is nearly over, or another driver has taken its place.
    func isToHandOver() -> Bool {
        if SystemClock.monotonicSeconds - began >= plan.handsOverAfter { return true }
        return folder.plan.map { $0.drivers.last?.owner != owner } ?? false
    }

    /// Submits the successor where that was not possible before.
    func tick() {
        if !hasSuccessor, SystemClock.monotonicSeconds - lastTry >= 30 { submitSuccessor() }
    }

    private func submitSuccessor() {
        lastTry = SystemClock.monotonicSeconds
        hasSuccessor = (try? slurm.submit(plan, in: folder, after: job)) != nil
    }

    /// Its time is over, and the next driver goes on, unless someone has stopped the study at this moment.
    public func handOver() {
        if folder.plan?.isOver ?? false { return }
        hasHandedOver = true
        if !hasSuccessor { submitSuccessor() }
        guard plan.drivers.last?.owner == owner else { return }
        plan.drivers[plan.drivers.count - 1].handedOver = true
        plan.drivers[plan.drivers.count - 1].lastHeard = SystemClock.secondsSince1970
        if folder.plan?.drivers.last?.owner == owner { try? folder.write(plan) }
    }

    /// The run is over for good: there is to be no successor.
    public func cancelSuccessor() {
        lastTry = .infinity
        slurm.cancelWaiting(plan.name)
        plan.isOver = true
        if folder.plan?.drivers.last?.owner == owner { try? folder.write(plan) }
    }
}
