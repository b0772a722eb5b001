import Expressions
import JSON
import Search
import Words

/// Checks what one stage says of parameters against what the study says of them.
struct StageCheck {
    private let section: StageSection
    private let isFirst: Bool
    private let study: StagesSection.Study

    init(_ section: StageSection, isFirst: Bool, study: StagesSection.Study) {
        self.section = section
        self.isFirst = isFirst
        self.study = study
    }

    func check() {
        let before = study.log.errors.count
        checkNames()
        checkReferences()
        if let workload = study.training?.workload {
            NameTable(
                fixed: section.values, space: section.space, constraints: section.constraints, log: study.log
            ).check(against: workload)
        }
        if isFirst { checkIsComplete() } else { checkConditions() }
        guard !study.log.hasErrors(in: ["fixed", "space", "where"]) else { return }
        let table = names
        _ = table.checkExpressions()
        guard study.log.errors.count == before else { return }
        let space = space()
        checkStart(table, space)
        warnOfTrials(beyond: isFirst ? space?.cardinality : section.sampled.isEmpty ? 1 : nil)
    }

    private func warnOfTrials(beyond count: Int?) {
        guard let count, let trials = section.trials, count < trials else { return }
        let there = count == 1 ? "is only 1 configuration" : "are only \(count) configurations"
        section.members["trials"]?.warning("there \(there) to try in this stage: it will have no more trials")
    }

    // MARK: Names

    /// Each name is one of the study's, and is there once.
    private func checkNames() {
        var places: [String: NodeReader] = [:]
        let all =
            section.free.map { ($0.name, $0.reader) } + section.space.entries.map { ($0.name, $0.reader) }
            + section.fixed.map { ($0.name, $0.reader) }
        for (name, reader) in all {
            if !study.names.all.contains(name) {
                let message = "the study has no parameter \"\(name)\" under fixed or space"
                reader.error(message, suggestion: nearestName(to: name, among: study.names.all))
            }
            if let first = places[name] {
                reader.error("`\(name)` is in line \(first.keyPosition.line) too: a stage says once what it is")
            }
            places[name] = places[name] ?? reader
        }
        for (name, reader) in section.free {
            switch study.names.kind(of: name) {
            case .fixed?:
                reader.error(
                    "the study fixes `\(name)`: give its range under `space`, such as \(name): { choice: […] }")
            case .derived?: reader.error("`\(name)` is derived from other values, and not sampled")
            case .sampled?, nil: break
            }
        }
    }

    /// What is `"best.params.NAME"` refers to a parameter of the study, and to a stage before.
    private func checkReferences() {
        for (_, reader, value) in section.fixed {
            guard case .best(let name)? = value else { continue }
            if isFirst {
                reader.error("the first stage has no stage before it whose best trial could be meant")
            } else if !study.names.all.contains(name) {
                reader.error(
                    "the study has no parameter \"\(name)\"",
                    suggestion: nearestName(to: name, among: study.names.all).map { "best.params.\($0)" })
            }
        }
    }

    /// A first stage that lists what is free must list all that is not fixed: there is nothing to take it from.
    private func checkIsComplete() {
        guard let free = section.members["free"] else { return }
        let missing = study.names.sampled.filter { !section.names.contains($0) }
        if missing.isEmpty { return }
        let names = missing.map { "`\($0)`" }.joined(separator: ", ")
        free.error(
            "\(names) \(missing.count == 1 ? "is" : "are") neither free nor fixed, and before the first stage there is "
                + "no best trial to take a value from")
    }

    /// A conditional parameter that the stage leaves as it was must not depend on one that the stage changes.
    private func checkConditions() {
        for entry in study.space.entries where !section.names.contains(entry.name) {
            guard case .sampled = entry.content, let condition = entry.condition?.expression else { continue }
            let changed = study.names.dependencies(of: condition).intersection(section.names)
            guard let name = changed.min() else { continue }
            section.reader.error(
                "`\(entry.name)` is there only when \(condition.source), and this stage changes `\(name)`: "
                    + "say what `\(entry.name)` is here, under free, space or fixed")
        }
    }

    // MARK: The space

    /// The names with their types as this stage has them; what it takes from the stage before is as the study has it.
    private var names: NameTable {
        let own = Set(section.fixed.filter { $0.value.map(isPlain) ?? true }.map(\.name))
        let named = section.names
        let sampledAnew = Set(section.space.entries.map(\.name))
        let fixed =
            study.fixed.entries.filter { !own.contains($0.name) && !sampledAnew.contains($0.name) }
            + section.values.entries.filter { own.contains($0.name) }
        let space =
            study.space.entries.filter { !own.contains($0.name) && !sampledAnew.contains($0.name) }
            + section.space.entries.filter { named.contains($0.name) }
        return NameTable(
            fixed: FixedSection(entries: fixed), space: SpaceSection(reader: section.reader, entries: space),
            constraints: ConstraintsSection(
                reader: section.constraints.reader ?? section.reader,
                entries: study.constraints.entries + section.constraints.entries),
            log: study.log)
    }

    private func isPlain(_ value: Stage.HeldValue) -> Bool {
        if case .value = value { true } else { false }
    }

    /// The stage's space; where it takes values from the stage before, with all that these may be.
    private func space() -> Space? {
        let table = names
        let place = section.constraints.reader ?? section.members["space"] ?? section.reader
        guard let parts = table.space.parts(for: study.training?.workload) else { return nil }
        do {
            let space = try Space(
                parameters: parts.parameters, derived: parts.derived,
                constraints: table.constraints.entries.map(\.expression), fixed: table.fixed.values)
            try space.checkFeasibility()
            return space
        } catch {
            place.error("\(error)")
            return nil
        }
    }

    // MARK: Start

    private func checkStart(_ table: NameTable, _ space: Space?) {
        guard let reader = section.members["start"] else { return }
        if isFirst, let space, reader.node.elements?.allSatisfy({ $0.value.stringValue == nil }) ?? false {
            _ = StartSection.read(reader, names: table, space: space, seed: 0)
            return
        }
        for element in reader.elements ?? [] {
            if let text = element.node.value.stringValue {
                if text != "best" || isFirst {
                    element.mismatch(isFirst ? "an object: { … }" : "\"best\", or an object: { … }")
                }
            } else if let space {
                checkStart(element, in: space)
            }
        }
    }

    /// What can be known of a start configuration before the values are that the stage takes from the one before.
    private func checkStart(_ reader: NodeReader, in space: Space) {
        guard let members = reader.members else { return }
        let sampled = section.sampled
        if members.isEmpty { reader.error("it says the value of no parameter") }
        for (name, value) in members {
            guard sampled.contains(name) else {
                value.unknownKey(among: sampled.sorted(), "this stage samples no parameter of this name")
                continue
            }
            guard let given = value.parameterValue(), let index = space.index(of: name) else { continue }
            let domain = space.parameters[index].domain
            if domain.canonical(given) == nil { value.mismatch("\(domain)") }
        }
    }
}
