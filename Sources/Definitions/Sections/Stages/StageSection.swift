// { name: "capacity", free: ["layers"], fixed: { dropout: 0.2 }, trials: 8, epochs: 30, when: "best.val_cosine <= 0.75" }

import Expressions
import JSON
import Search

/// One stage as it is written, before it is known what the others say.
struct StageSection {
    let reader: NodeReader
    let members: [String: NodeReader]
    /// The name, nil where it is none.
    let name: String?
    let trials: Int?
    let epochs: Int?
    let free: [(name: String, reader: NodeReader)]
    let fixed: [(name: String, reader: NodeReader, value: Stage.HeldValue?)]
    let space: SpaceSection
    let constraints: ConstraintsSection
    let when: (expression: Expression, reader: NodeReader)?
    let sampler: Method<any Sampler>?
    /// The stage's own, or the study's where the stage has other epochs.
    let pruning: PruningSection?

    static let keys = [
        "name", "when", "free", "space", "fixed", "where", "start", "trials", "epochs", "sampler", "pruner", "next",
        "else",
    ]

    init?(_ reader: NodeReader, study: StagesSection.Study) {
        guard let members = reader.members(among: Self.keys) else { return nil }
        self.reader = reader
        self.members = members
        for key in ["name", "trials"] where members[key] == nil { reader.missing(key) }
        name = members["name"].flatMap(Self.name)
        trials = members["trials"]?.int(in: 1...1_000_000_000)
        epochs = members["epochs"]?.int(in: 1...1_000_000_000)
        free = (members["free"]?.elements ?? []).compactMap { element in
            element.string("a parameter's name").map { ($0, element) }
        }
        fixed = FixedSection(members["fixed"], workload: study.training?.workload).entries.map { name, reader, value in
            (name, reader, value.flatMap { Self.held($0, reader) })
        }
        space = SpaceSection(members["space"], mustSample: false)
        constraints = ConstraintsSection(members["where"], inside: "params")
        when = members["when"].flatMap { when in when.expression().map { ($0, when) } }
        sampler = members["sampler"].flatMap { MethodSection.readSampler($0, objectives: 1) }
        var training = study.training?.value
        if let epochs { training?.epochs = epochs }
        pruning =
            epochs == nil && members["pruner"] == nil
            ? nil
            : (members["pruner"] ?? study.pruner).flatMap { PruningSection($0, training: training, objectives: 1) }
        if let otherwise = members["else"], members["when"] == nil {
            otherwise.error("there is no `when` that this could be the `else` of")
        }
    }

    private static func name(_ reader: NodeReader) -> String? {
        let rule = "a stage's name: letters, digits and \"_\", at most 100, no digit first"
        guard let name = reader.string(rule) else { return nil }
        if GateName.reserved.contains(name) || !EnvironmentVariables.allows(word: name) {
            let words = GateName.reserved.joined(separator: ", ")
            reader.mismatch("\(rule), and none of \(words) and the words of the expression language")
            return nil
        }
        return name
    }

    /// A value, or what a string that begins with `best.` refers to.
    private static func held(_ value: Value, _ reader: NodeReader) -> Stage.HeldValue? {
        guard case .string(let text) = value, text.hasPrefix("best.") else { return .value(value) }
        guard case .parameter(let name)? = GateName(text)?.quantity else {
            reader.mismatch("a value, or \"best.params.NAME\" for what NAME was in the best trial of the stage before")
            return nil
        }
        return .best(name)
    }

    /// The plain values under `fixed`.
    var values: FixedSection {
        FixedSection(
            entries: fixed.map { name, reader, value in
                if case .value(let value)? = value { return (name, reader, value) }
                return (name, reader, nil)
            })
    }

    /// The names that the stage says something of.
    var names: Set<String> { Set(free.map(\.name) + fixed.map(\.name) + space.entries.map(\.name)) }

    /// The names that it samples.
    var sampled: Set<String> {
        let own = space.entries.filter { entry in
            if case .derived = entry.content { false } else { true }
        }
        return Set(free.map(\.name) + own.map(\.name))
    }
}
