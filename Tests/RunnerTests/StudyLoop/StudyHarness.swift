import Expressions
import Foundation
import Search
import Storage
import TestSupport

@testable import Definitions
@testable import Runner
@testable import Studies

/// A study over one parameter `x`, its trials a shell script, in a folder of its own.
final class StudyHarness {
    let folder: TemporaryFolder
    let database: StudyDatabase
    let definition: StudyDefinition
    let study: Study
    let interrupts: Interrupts
    private(set) var events: [RunEvent] = []

    /// - Parameters:
    ///   - script: run by `sh` with the value of `x` as `$1`; nil for `command`.
    ///   - configure: changes how the study trains.
    init(
        _ script: String? = nil, command: [String] = ["sh", "trial.sh", "{x}"],
        domain: Domain = .float(low: 0, high: 1),
        start: [Configuration] = [], goals: Goals = Goals(objectives: [Objective(metric: "val", direction: .maximize)]),
        sampler: any Sampler = RandomSampler(), pruner: any Pruner = Keeper(), seed: UInt64 = 1, patience: Double = 30,
        handsOver: Bool = false,
        configure: (inout Training) -> Void = { _ in }
    ) throws {
        folder = try TemporaryFolder()
        if let script { try folder.write(script, to: "trial.sh") }
        var training = Training(program: .command(command), grace: 5)
        configure(&training)
        let space = try Space(parameters: [Parameter(name: "x", domain: domain)], fixed: ["batch": .int(32)])
        definition = StudyDefinition(
            name: "test", goals: goals, training: training,
            fixed: ["batch": .int(32)], space: space, start: start,
            sampler: Method(name: "random", algorithm: sampler),
            pruner: Method(name: "test", algorithm: pruner), seed: seed, source: "{}", warnings: [])
        database = try StudyDatabase(opening: "\(folder.path)/hpo.sqlite", patience: patience)
        study = try StudyStore(database).create(definition, directory: folder.path).record
        interrupts = try Interrupts(handsOver: handsOver)
    }

    func journal() throws -> StudyJournal {
        StudyJournal(database, study: study, definition: definition, owner: try .current())
    }

    @discardableResult
    func run(
        trials: Int? = nil, jobs: Int = 1, timeout: Double? = nil, until: String? = nil, maxFailures: Int = 5,
        react: @escaping (RunEvent) -> Void = { _ in }
    ) throws -> RunEnd {
        let limits = RunLimits(
            trials: trials, jobs: jobs, timeout: timeout, until: try until.map { try Expression(parsing: $0) },
            maxFailures: maxFailures)
        let loop = StudyLoop(
            try journal(), launcher: LocalLauncher(),
            settings: RunSettings(limits: limits, executable: "/nonexistent/hpo", cores: 4), interrupts: interrupts
        ) { [unowned self] event in
            events.append(event)
            react(event)
        }
        return try loop.run()
    }

    /// The same with programs in memory, by the clock of their place.
    @discardableResult
    func run(
        in place: MemoryPlace, trials: Int? = nil, jobs: Int = 1, timeout: Double? = nil,
        react: @escaping (RunEvent) -> Void = { _ in }
    ) throws -> RunEnd {
        let loop = StudyLoop(
            try journal(), launcher: MemoryLauncher(place),
            settings: RunSettings(
                limits: RunLimits(trials: trials, jobs: jobs, timeout: timeout), executable: "/nonexistent/hpo",
                cores: 4),
            interrupts: interrupts,
            observe: { [unowned self] event in
                events.append(event)
                react(event)
            }, clock: { place.clock.now })
        return try loop.run()
    }

    var trials: [Trial] { get throws { try database.trials(of: study.id) } }

    var pruning: PruningTally { get throws { try database.pruningTally(of: study.id) } }

    func state(_ number: Int) throws -> TrialState { try database.trial(number, of: study.id).state }

    func epochs(_ number: Int) throws -> [Int] { try database.epochs(of: number, in: study.id).map(\.epoch) }

    func reason(_ number: Int) throws -> String {
        guard case .failed(let reason) = try state(number) else { return "" }
        return reason
    }

    var notes: [String] {
        events.compactMap { event in
            if case .note(_, let text) = event { text } else { nil }
        }
    }
}

/// Never stops a trial.
struct Keeper: Pruner {
    func verdict(on curve: Curve, of trial: Int, at epoch: Int, among history: History) -> Verdict { .continue }
}

/// Stops every trial at an epoch.
struct Cutter: Pruner {
    let epoch: Int
    func verdict(on curve: Curve, of trial: Int, at epoch: Int, among history: History) -> Verdict {
        epoch >= self.epoch ? .stop : .continue
    }
}

/// Stops by all that it may see: its own curve and the others'.
struct Comparer: Pruner {
    func verdict(on curve: Curve, of trial: Int, at epoch: Int, among history: History) -> Verdict {
        let others = history.trials.flatMap(\.curve.values).filter { !$0.isNaN }
        let mean = others.isEmpty ? 0 : others.reduce(0, +) / Double(others.count)
        return epoch > 1 && (curve.values.last ?? 0) < mean ? .stop : .continue
    }
}

/// Reports three epochs whose value is x.
let threeEpochs = """
    for epoch in 1 2 3; do echo "{\\"epoch\\": $epoch, \\"val\\": $1, \\"loss\\": 0.$epoch}"; done
    """

/// The same, for a program that reads an answer after each report, ends when it is `stop`, and can resume.
let threeEpochsInSync = """
    epoch=1; if [ -f "$HPO_TRIAL_DIR/checkpoint" ]; then epoch=$(($(cat "$HPO_TRIAL_DIR/checkpoint") + 1)); fi
    while [ $epoch -le 3 ]; do
        echo $epoch > "$HPO_TRIAL_DIR/checkpoint"
        echo "{\\"epoch\\": $epoch, \\"val\\": $1}"
        read answer || exit 9
        if [ "$answer" = stop ]; then echo stopping; exit 0; fi
        epoch=$((epoch + 1))
    done
    """
