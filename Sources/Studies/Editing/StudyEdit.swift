// `hpo study edit`: what a changed definition means for the trials that there are.
//
//     let edit = try StudyEdit(from: definition, to: edited, trials: trials)
//     edit.changes         // space.layers: {"int": [1, 4]} → {"int": [1, 8]}
//     edit.problems        // ["space.heads: 8 is not one of 2, 4, which trials 3 and 7 have tried"]
//
// The history is kept: every trial must lie in the new space as well, with all its values as they are. A trial runs and is judged
// by the definition that it was made by, to its end, so that samplers and pruners may change at any time.

public import Definitions
import Expressions
public import JSON
import Search
public import Storage

/// A change of a study's definition, judged.
public struct StudyEdit: Sendable {
    /// What changes, in the order of the new definition.
    public private(set) var changes: [DefinitionChange] = []
    /// Why the history cannot be kept, every reason; the edit is refused then.
    public private(set) var problems: [String] = []
    /// What makes the values before and after incomparable: allowed only where a person insists.
    public private(set) var doubts: [String] = []
    /// What is allowed and has no effect, or another than one may think.
    public private(set) var remarks: [String] = []
    /// What the trials that wait run with from now on, by number.
    public private(set) var waiting: [Int: TrialParameters] = [:]

    private let old: StudyDefinition
    private let new: StudyDefinition
    private let trials: [Trial]
    /// The study's.
    private let seed: UInt64

    /// Sections that a study may change at any time.
    private static let free = ["sampler", "pruner", "launcher", "keep", "success", "space", "where"]
    /// Members of `train` that say how a program is looked after, not what it does.
    private static let care = ["timeout", "silence", "memory", "nice", "retries", "grace", "sync", "read"]

    /// Judges the change from `old` to `new`, both read in the same way, for a study with `seed` and `trials`.
    ///
    /// - Throws: where a text is no JSON5, which parsed definitions never are.
    public init(
        from old: StudyDefinition, to new: StudyDefinition, trials: [Trial], seed: UInt64
    ) throws(JSONError) {
        self.seed = seed
        (self.old, self.new, self.trials) = (old, new, trials)
        changes = DefinitionChange.changes(
            from: try JSONValue(parsing: old.source, syntax: .json5),
            to: try JSONValue(parsing: new.source, syntax: .json5))
        if !old.stages.isEmpty || !new.stages.isEmpty {
            if !changes.isEmpty {
                problems.append(
                    "stages: a study with stages stays as it is, since each of them follows from those before")
            }
            return
        }
        for change in changes { judge(change) }
        judgeParameters()
        judgeTrials()
        if problems.isEmpty { remakeWaiting() }
    }

    private mutating func judge(_ change: DefinitionChange) {
        let (section, member) = change.key
        switch section {
        case _ where Self.free.contains(section): break
        case "train" where Self.care.contains(member ?? ""): break
        case "fixed" where isNowSampled(member): break
        case "train", "fixed":
            if !trials.isEmpty { doubts.append("\(change.path): the values so far were reached \(Self.words(change))") }
        case "name": remarks.append("the study keeps its name")
        case "start": remarks.append("start is tried when a study is made, and not by one that exists")
        case "seed":
            if old.seed != new.seed {
                problems.append("seed: it stays \(old.seed), since all suggestions follow from it")
            }
        case "objective", "objectives":
            if old.goals.objectives != new.goals.objectives {
                problems.append("\(section): it stays, since the values so far are of that one")
            }
        case "feasible":
            if old.goals.feasible != new.goals.feasible {
                problems.append("feasible: it stays, since the trials so far were measured by it")
            }
        default: problems.append("\(change.path): it cannot change in a study that exists")
        }
    }

    /// `with 8 epochs, not 10`, `without it`
    private static func words(_ change: DefinitionChange) -> String {
        guard let old = change.old else { return "without it" }
        let unit = change.path == "train.epochs" ? " epochs" : ""
        return "with \(old.text())\(unit)" + (change.new.map { ", not \($0.text())" } ?? "")
    }

    /// Whether a value that was fixed is sampled from now on, the trials so far having had it.
    private func isNowSampled(_ member: String?) -> Bool {
        guard let member, let value = old.fixed[member], let index = new.space.index(of: member) else { return false }
        return new.space.parameters[index].former.map { $0.isSame(as: value) } ?? false
    }

    /// The same parameters, each of the same kind, and new ones of which it is said what the trials so far had; nothing of that
    /// matters before the first trial.
    private mutating func judgeParameters() {
        guard !trials.isEmpty else { return }
        let count = trials.count == 1 ? "the trial" : "the \(trials.count) trials"
        let added = new.space.parameters.filter { old.space.index(of: $0.name) == nil && $0.former == nil }.map(\.name)
        for parameter in old.space.parameters {
            let place = "space.\(parameter.name)"
            guard let index = new.space.index(of: parameter.name) else {
                let advice = added.count == 1 ? " (a parameter cannot be renamed, to \(added[0]) or otherwise)" : ""
                problems.append("\(place): it stays, since \(count) so far have tried values of it\(advice)")
                continue
            }
            let (before, after) = (parameter.domain.kind, new.space.parameters[index].domain.kind)
            if before != after {
                problems.append("\(place): it stays of the kind \(before), and cannot become \(after)")
            }
        }
        for name in added {
            let example = old.fixed[name].map { "\($0)" } ?? "…"
            problems.append(
                "space.\(name): it is new, and \(count) so far have no value of it (`was: \(example)` says what they had)"
            )
        }
        for parameter in new.space.parameters {
            guard let former = parameter.former, let value = old.fixed[parameter.name], !former.isSame(as: value) else {
                continue
            }
            problems.append("space.\(parameter.name): it was \(value) in \(count) so far, and not \(former)")
        }
    }

    /// Every trial lies in the new space, with each value as it is written there; its derived values follow still.
    private mutating func judgeTrials() {
        var outside: [(reason: String, trials: [Int])] = []
        func note(_ reason: String, _ number: Int, in list: inout [(reason: String, trials: [Int])]) {
            guard let index = list.firstIndex(where: { $0.reason == reason }) else {
                return list.append((reason, [number]))
            }
            list[index].trials.append(number)
        }
        var otherwise: [(reason: String, trials: [Int])] = []
        let shared = old.space.parameters.filter { parameter in
            new.space.index(of: parameter.name).map { new.space.parameters[$0].domain.kind } == parameter.domain.kind
        }
        let known = new.space.parameters.count { old.space.index(of: $0.name) != nil || $0.former == nil }
        let isWhole = shared.count == known && shared.count == old.space.parameters.count
        for trial in trials {
            let sampled = new.space.filled(trial.parameters.sampled)
            if isWhole {
                // Trials of another program may be outside of the space that was made for them.
                let before =
                    ForeignTrial.isRecord(trial) ? Set(old.space.violations(of: trial.parameters.sampled)) : []
                for violation in new.space.violations(of: sampled) where !before.contains(violation) {
                    note("\(violation)", trial.number, in: &outside)
                }
            } else {
                for parameter in shared {
                    guard let value = sampled[parameter.name], let index = new.space.index(of: parameter.name) else {
                        continue
                    }
                    let domain = new.space.parameters[index].domain
                    guard domain.canonical(value) == nil else { continue }
                    let reason = SpaceError.outside(parameter: parameter.name, value: value, domain: domain)
                    note("\(reason)", trial.number, in: &outside)
                }
            }
            let canonical = new.space.canonical(sampled)
            let written = ForeignTrial.isRecord(trial) ? old.space.canonical(sampled) : sampled
            for parameter in shared where canonical[parameter.name] != written[parameter.name] {
                guard let was = sampled[parameter.name], let now = canonical[parameter.name] else { continue }
                note("`\(parameter.name)`: \(was) would become \(now)", trial.number, in: &outside)
            }
            for name in changedDerived(of: trial, now: sampled) {
                note("space.\(name)", trial.number, in: &otherwise)
            }
        }
        for (reason, numbers) in outside { problems.append("\(reason), which \(Self.words(for: numbers))") }
        for (reason, numbers) in otherwise {
            doubts.append("\(reason): it had another value in what \(Self.words(for: numbers))")
        }
    }

    /// The derived values that would be others for a configuration of both spaces.
    private func changedDerived(of trial: Trial, now sampled: Configuration) -> [String] {
        let before = try? old.space.resolve(trial.parameters.sampled, seed: trial.seed)
        let after = try? new.space.resolve(sampled, seed: trial.seed)
        guard let before, let after else { return [] }
        let names = Set(old.space.derived.map(\.name) + new.space.derived.map(\.name))
        return names.sorted().filter { before[$0] != after[$0] }
    }

    private mutating func remakeWaiting() {
        for trial in trials where trial.state == .waiting {
            var sampled = trial.parameters.sampled
            if let given = GivenValues.given(of: sampled, note: trial.note) {
                let drawn = try? GivenValues(given, of: new, seed: seed, number: trial.number)
                guard let drawn else { continue }
                sampled = drawn.sampled
            }
            waiting[trial.number] = try? StudyJournal.parameters(
                new.space.filled(sampled), of: new, seed: trial.seed)
        }
    }

    /// `trial 3 has tried`, `trials 3, 7 and 9 have tried`, `trials 0, 1, 2 and 40 more have tried`
    private static func words(for numbers: [Int]) -> String {
        guard numbers.count > 1 else { return "trial \(numbers[0]) has tried" }
        let shown = numbers.count > 6 ? Array(numbers.prefix(5)) : Array(numbers.dropLast())
        let rest = numbers.count > 6 ? "\(numbers.count - 5) more" : "\(numbers[numbers.count - 1])"
        return "trials \(shown.map(String.init).joined(separator: ", ")) and \(rest) have tried"
    }
}

extension Domain {
    /// The key that a definition writes it with.
    fileprivate var kind: String {
        switch self {
        case .int: "int"
        case .float: "float"
        case .choice: "choice"
        }
    }
}

extension StudyJournal {
    /// Stores an edited definition as the study's next revision, and goes on with it.
    ///
    /// - Parameter isWanted: whether to store it, now that it is judged; asked again where another process began or enqueued
    ///   a trial meanwhile.
    /// - Returns: the edit, and the definition's new revision; nil where nothing was stored.
    public func edit(
        to new: StudyDefinition, where isWanted: (StudyEdit) -> Bool
    ) throws -> (edit: StudyEdit, revision: Int?) {
        while true {
            let trials = try database.trials(of: study.id)
            let edit = try StudyEdit(from: definition, to: new, trials: trials, seed: study.seed)
            guard isWanted(edit), !edit.changes.isEmpty else { return (edit, nil) }
            guard try database.study(study.id).definitionRevision == definitionRevision else {
                throw StudyError.editedMeanwhile
            }
            let revision = try database.addDefinition(
                new.source, to: study.id, after: definitionRevision, trials: trials.count, waiting: edit.waiting)
            if let revision { return (edit, revision) }
        }
    }
}
