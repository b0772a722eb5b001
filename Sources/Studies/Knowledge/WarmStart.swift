// `hpo study create --from OTHER`: what a new study can learn from the trials of others.
//
//     var start = WarmStart(for: definition)
//     try start.add(other)
//     start.sources[0].reasons      // [("`lr` is fixed at 0.001 here, found 0.01", trials: [3, 8])]
//     try store.create(definition, directory: root, knowledge: start.knowledge)
//
// Values are taken as they are: they are ranked among the study's own. That is right where both optimise the same metric of the same
// training; `remarks` says where the trainings differ.

public import Definitions
import Expressions
import Search
public import Storage

/// Completed and pruned trials of other studies, as far as they are configurations of a new one.
public struct WarmStart: Sendable {
    /// What came of one study.
    public struct Source: Sendable, Hashable {
        /// Its name.
        public let study: String
        /// How many of its trials were looked at: those that completed or were pruned.
        public internal(set) var candidates = 0
        /// How many completed ones were taken.
        public internal(set) var completed = 0
        /// How many pruned ones were taken.
        public internal(set) var pruned = 0
        /// Why others were not, each with the trials that it holds for.
        public internal(set) var reasons: [Reason] = []
        /// How its training differs, which may shift its values.
        public internal(set) var remarks: [String] = []

        /// How many were taken.
        public var taken: Int { completed + pruned }
    }

    /// Why trials were not taken.
    public struct Reason: Sendable, Hashable {
        /// One sentence.
        public let words: String
        /// Their numbers.
        public internal(set) var trials: [Int]
    }

    /// What came of each study, in the order added.
    public private(set) var sources: [Source] = []
    private let definition: StudyDefinition
    private var taken: [KnownTrial] = []

    /// Nothing yet, for a study by `definition`.
    public init(for definition: StudyDefinition) { self.definition = definition }

    /// What the new study's sampler will know, the oldest first.
    public var knowledge: [KnownTrial] {
        taken.enumerated().map { index, trial in
            KnownTrial(
                number: index - taken.count, source: trial.source, sourceTrial: trial.sourceTrial,
                configuration: trial.configuration, prunedEpoch: trial.prunedEpoch, value: trial.value)
        }
    }

    /// Takes what it can from the trials of `study`.
    ///
    /// - Throws: `noKnowledge` where its objectives are others, or none of its trials is a configuration of the new study.
    public mutating func add(_ other: OpenStudy) throws(StudyError) {
        let (study, database) = (other.record, other.database)
        let wanted = definition.goals.objectives.map { StudyObjective(metric: $0.metric, direction: $0.direction) }
        guard wanted == study.objectives else {
            let words = { (objectives: [StudyObjective]) in
                objectives.map { "\($0.direction.rawValue) \($0.metric)" }.joined(separator: " and ")
            }
            throw .noKnowledge(study: study.name, why: ["it is to \(words(study.objectives)), not to \(words(wanted))"])
        }
        guard wanted.count == 1 else {
            throw .noKnowledge(study: study.name, why: ["only studies of one objective can learn from each other"])
        }
        guard try other.definition().goals.counting == definition.goals.counting else {
            throw .noKnowledge(study: study.name, why: ["its trials count with another value of their epochs"])
        }
        var source = Source(study: study.name)
        do throws(StorageError) {
            for trial in try database.trials(of: study.id) where trial.repeats == nil && trial.deletedRevision == nil {
                guard let outcome = try Self.outcome(of: trial, in: study, database) else { continue }
                source.candidates += 1
                do throws(ConfigurationProblems) {
                    let configuration = try configuration(of: trial)
                    taken.append(
                        KnownTrial(
                            number: -1, source: study.name, sourceTrial: trial.number, configuration: configuration,
                            prunedEpoch: outcome.prunedEpoch, value: outcome.value))
                    if outcome.prunedEpoch == nil { source.completed += 1 } else { source.pruned += 1 }
                } catch {
                    source.note(error.problems.joined(separator: "; "), trial.number)
                }
            }
            let text = try database.definition(of: study.id).text
            source.remarks = remarks(on: text, of: study)
        } catch {
            throw .storage(error)
        }
        guard source.taken > 0 else {
            throw .noKnowledge(
                study: study.name,
                why: source.candidates == 0
                    ? ["none of its trials has completed or was pruned"]
                    : source.reasons.map { "\($0.words) (\(Self.words(for: $0.trials)))" })
        }
        sources.append(source)
    }

    /// The value that a trial counts with, and the epoch at which it was pruned; nil for a trial that says nothing, or violates its
    /// study's conditions.
    private static func outcome(
        of trial: Trial, in study: Study, _ database: StudyDatabase
    ) throws(StorageError) -> (value: Double, prunedEpoch: Int?)? {
        switch trial.state {
        case .completed(let score): return score.value.map { ($0, nil) }
        case .pruned(let epoch):
            let epochs = try database.epochs(of: trial.number, in: study.id)
            return (epochs.first { $0.epoch == epoch }?.objective ?? .nan, epoch)
        case .waiting, .running, .failed, .stopped: return nil
        }
    }

    /// The trial's values as sampled ones of the new study, where both give the same names the same meaning.
    private func configuration(of trial: Trial) throws(ConfigurationProblems) -> Configuration {
        var there = trial.parameters.resolved
        // What the new study says that trials without a parameter had.
        let known = Configuration(there.values.filter { definition.space.index(of: $0.key) != nil })
        there.values.merge(definition.space.filled(known).values) { said, _ in said }
        let sampled = try definition.sampled(from: there)
        let here = (try? definition.space.resolve(sampled)) ?? sampled
        let missing = here.names.filter { there[$0] == nil }
        guard missing.isEmpty else {
            throw ConfigurationProblems(problems: missing.map { "`\($0)` is set here and not there" })
        }
        return sampled
    }

    private func remarks(on text: String, of study: Study) -> [String] {
        guard let other = try? StudyDefinition.parse(text, file: "\(study.name).json5", mayTrack: true) else {
            return []
        }
        var remarks: [String] = []
        let (there, here) = (other.training, definition.training)
        if there.program != here.program { remarks.append("its program is another one") }
        if there.data != here.data {
            remarks.append("its data are \(there.data ?? "not named"), here \(here.data ?? "not named")")
        }
        if there.epochs != here.epochs {
            let words = { (epochs: Int?) in epochs.map(String.init) ?? "not said" }
            remarks.append("its epochs are \(words(there.epochs)), here \(words(here.epochs))")
        }
        return remarks
    }

    /// `trial 3`, `trials 3, 7, 9`, `trials 0, 1, 2, 3, 4, … (40 in all)`
    public static func words(for trials: [Int]) -> String {
        if trials.count == 1 { return "trial \(trials[0])" }
        let shown = trials.prefix(5).map(String.init).joined(separator: ", ")
        return "trials \(shown)" + (trials.count > 5 ? ", … (\(trials.count) in all)" : "")
    }
}

extension WarmStart.Source {
    fileprivate mutating func note(_ words: String, _ trial: Int) {
        if let index = reasons.firstIndex(where: { $0.words == words }) {
            reasons[index].trials.append(trial)
        } else {
            reasons.append(WarmStart.Reason(words: words, trials: [trial]))
        }
    }
}
