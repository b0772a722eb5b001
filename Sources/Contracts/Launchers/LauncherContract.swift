// What every launcher has to keep, to be run on one's own.
//
//     import HPOLauncherTesting
//     import Testing
//
//     @Test(arguments: LauncherContract.Rule.allCases)
//     func contract(rule: LauncherContract.Rule) throws {
//         try LauncherContract("mine") { MyLauncher() }.check(rule)
//     }
//
// The jobs are lines for /bin/sh; two rules need python3, one setsid.

public import Runner
public import Testing

/// A launcher under the contract that all of them keep.
public struct LauncherContract: Sendable, CustomTestStringConvertible {
    /// What a launcher has to keep, a sentence each.
    public enum Rule: String, Sendable, CaseIterable, CustomTestStringConvertible {
        case surroundings =
            "a program runs in its directory with its environment, and both of its streams are kept apart and in its log"
        case status = "the exit status is told"
        case signal = "the signal that ended a program is told"
        case usage = "what a program has used, with what it waited for, is told before its end"
        case answers = "synchronous programs get their own answers, and others no input"
        case deaf = "an answer to a program that no longer listens does no harm"
        case over = "what is said to a job that is over, or that there never was, does no harm"
        case terminate = "a program and what it has started are asked politely to end"
        case kill = "a program that ignores SIGTERM is killed with all that it has started"
        case heldPipe = "a program's end is its end, whoever holds its pipes"
        case escaped =
            "a process that left the group and holds the pipe keeps nobody waiting, and ends with its program"
        case elsewhere = "a program that has gone to another process group is killed all the same"
        case recorded = "a job begins once it is on record, and one that could not be put on record never does"
        case missing = "a program that there is not is an error or has failed"
        case silent = "a program that closes its output and goes on is followed to its end"
        case order =
            "a job starts, prints and ends, each told once and in this order, and nothing of what it prints is lost"
        case log = "the log is kept up to its limit, and says where it ends"
        case many = "many jobs at once are told apart"
        case wake = "a wait ends when the descriptor to wake it is readable"
        case running = "a program that runs has not ended"
        case endedByHandle =
            "what another process left is ended by its handle, with all that it started, and nothing else is"
        case foreignHandles = "a handle that means nothing is none of its jobs"
        case adopted = "a job is adopted with all that it has printed and been told, or not at all"
        case dismissed = "a program that was kept ready for another trial ends when none follows"

        /// The sentence.
        public var testDescription: String { rawValue }
    }

    /// The launcher's name.
    public let testDescription: String
    /// Makes a launcher that has no job yet.
    package let make: @Sendable () -> any Launcher
    let logLimit: Int?
    let isWarm: Bool
    let adopts: Bool
    let measures: Bool
    let isHere: Bool
    let folder: String?
    let patience: Double

    /// The contract of the launchers that `make` makes. Each is one of another process: what one has submitted is ended by its handle,
    /// or adopted, by a second one.
    ///
    /// - Parameters:
    ///   - name: what it is called where it breaks a rule.
    ///   - logLimit: the bytes up to which it keeps a job's log, nil where it keeps all. Programs that print that much are run.
    ///   - isWarm: whether its programs are warm, those that ask for one trial after the other: all jobs are such. What they have
    ///     used is told of none.
    ///   - adopts: whether a job outlives who has submitted it, and is adopted by whoever comes next.
    ///   - measures: whether it knows what a program has used.
    ///   - isHere: whether its programs are processes of this machine, so that it is seen whether one is left.
    ///   - folder: a folder that its jobs see too, under the same path; nil where they see the temporary ones of this machine.
    ///   - patience: seconds in which nothing is heard of its jobs, until it is given up: as long as a queue may be.
    ///   - make: makes one that has no job yet.
    public init(
        _ name: String, logLimit: Int? = nil, isWarm: Bool = false, adopts: Bool = false, measures: Bool = true,
        isHere: Bool = true, folder: String? = nil, patience: Double = 120, make: @escaping @Sendable () -> any Launcher
    ) {
        (testDescription, self.make, self.logLimit) = (name, make, logLimit)
        (self.isWarm, self.adopts, self.measures, self.isHere) = (isWarm, adopts, measures, isHere)
        (self.folder, self.patience) = (folder, patience)
    }

    /// Holds the launcher to `rule`: what it breaks is an issue of the running test. None of the rule's jobs is left.
    public func check(_ rule: Rule) throws {
        let harness = try JobHarness(self)
        defer { harness.close() }
        switch rule {
        case .surroundings: try surroundings(harness)
        case .status: try status(harness)
        case .signal: try signal(harness)
        case .usage: try usage(harness)
        case .answers: try answers(harness)
        case .deaf: try deaf(harness)
        case .over: try over(harness)
        case .terminate: try terminate(harness)
        case .kill: try kill(harness)
        case .heldPipe: try heldPipe(harness)
        case .escaped: try escaped(harness)
        case .elsewhere: try elsewhere(harness)
        case .recorded: try recorded(harness)
        case .missing: missing(harness)
        case .silent: try silent(harness)
        case .order: try order(harness)
        case .log: try log(harness)
        case .many: try many(harness)
        case .wake: try wake(harness)
        case .running: try running(harness)
        case .endedByHandle: try endedByHandle(harness)
        case .foreignHandles: try foreignHandles(harness)
        case .adopted: try adopted(harness)
        case .dismissed: try dismissed(harness)
        }
        harness.expectNoMore()
    }
}
