import Expressions
import JSON
import Search
import Words

extension StudyDefinition {
    /// Reads a definition and finds every mistake in it in one pass.
    ///
    /// - Parameters:
    ///   - text: JSON5.
    ///   - file: what the text's file is called in problems; where the definition has no `name`, it is named after it.
    ///   - workloads: the built-in workloads; nil leaves their names, parameters and metrics unchecked, as
    ///     for a stored definition, in which also texts stand that a new one may not have any more.
    ///   - mayTrack: whether it may be of runs that are only recorded, which need no space and no objective, as a stored one
    ///     may be.
    /// - Throws: all problems, in the order of the file.
    public static func parse(
        _ text: String, file: String, workloads: [WorkloadDescription]? = nil, mayTrack: Bool = false
    ) throws(DefinitionErrors) -> StudyDefinition {
        let log = ProblemLog(file: file)
        let definition = DefinitionParser(log: log, workloads: workloads, mustSample: !mayTrack).parse(text)
        guard let definition, !log.hasErrors else { throw log.failure }
        return definition
    }
}

/// Reads the sections in the order in which they need each other.
private struct DefinitionParser {
    let log: ProblemLog
    let workloads: [WorkloadDescription]?
    /// Whether it has to be a search: something is sampled, and something counts.
    let mustSample: Bool

    private static let keys = [
        "name", "objective", "objectives", "feasible", "train", "fixed", "space", "where", "start", "stages", "sampler",
        "pruner", "launcher", "keep", "success", "seed",
    ]
    /// Keys of sections that are easily taken for the study's own.
    private static let homes: [String: String] = [
        "audit": "pruner", "epochs": "train", "data": "train", "workload": "train", "command": "train",
        "timeout": "train", "resume": "train", "environment": "train", "retries": "train",
    ]
    private static let limits = JSONLimits(depth: 32, bytes: 1 << 20)

    func parse(_ text: String) -> StudyDefinition? {
        let root: NodeReader
        do {
            root = NodeReader(root: try JSONNode(parsing: text, limits: Self.limits), log: log)
        } catch {
            log.error(at: error.position, "", "column \(error.column): \(error.message)")
            return nil
        }
        guard let sections = root.members(among: Self.keys, homes: Self.homes) else { return nil }
        if workloads != nil { root.refuseNulls() }
        for key in mustSample ? ["train", "space"] : ["train"] where sections[key] == nil { root.missing(key) }

        let name = name(sections["name"])
        let training = sections["train"].flatMap { TrainingSection($0, workloads: workloads) }
        let workload = training?.workload
        let goals = GoalsSection(sections, in: root)
        if mustSample { goals?.refuseNone() }
        let fixed = FixedSection(sections["fixed"], workload: workload)
        let declared = SpaceSection(sections["space"], mustSample: mustSample)
        let constraints = ConstraintsSection(sections["where"], inside: "params")
        let names = NameTable(fixed: fixed, space: declared, constraints: constraints, log: log)
        names.checkNames()
        let types = names.checkExpressions()
        if let workload { names.check(against: workload) }
        let success = SuccessSection(sections["success"])
        let structured = StructuredValues(root.node.value)
        training?.check(placeholders: names, types: types, structured)
        goals?.check(training, names, types: types, isNew: workloads != nil)

        let objectives = goals?.objectives.count ?? 1
        let sampler = MethodSection.readSampler(sections["sampler"], objectives: objectives)
        let pruning = PruningSection(sections["pruner"], training: training?.value, objectives: objectives)
        let launcher = MethodSection.launcher.read(sections["launcher"])
        if let launcher { training?.check(launcher) }
        let keep = KeepSection(sections["keep"]).value
        let seed = sections["seed"].map { $0.int(in: 0 ... .max) } ?? 0
        let space = declared.space(fixed, constraints, workload: workload, log: log)
        let start =
            sections["stages"] == nil
            ? StartSection.read(sections["start"], names: names, space: space, seed: UInt64(seed ?? 0)) : []
        let study = StagesSection.Study(
            fixed: fixed, space: declared, constraints: constraints, names: names, training: training,
            goals: goals?.value, pruner: pruning == nil ? nil : sections["pruner"], log: log)
        let stages = sections["stages"].flatMap { StagesSection($0, study: study, start: sections["start"]) }?.stages()

        guard let name, let goals, let training, let space, let sampler, let pruning, let launcher, let seed else {
            return nil
        }
        var definition = StudyDefinition(
            name: name, goals: goals.value, training: training.value, fixed: space.fixed, space: space,
            start: start, sampler: sampler, pruner: pruning.method, audit: pruning.audit, launcher: launcher,
            seed: UInt64(seed),
            source: text,
            warnings: log.warningLines, stages: stages ?? [])
        definition.structured = structured
        definition.success = success.expressions.map { SuccessCriterion($0) }
        definition.keep = keep
        return definition
    }

    private func name(_ reader: NodeReader?) -> String? {
        let rule = "letters, digits, \".\", \"_\" and \"-\", at most 100, with a letter or digit first"
        guard let reader else {
            let name = String(log.file.cut(at: "/").last?.cut(at: ".").first ?? "")
            if problem(withName: name) == nil { return name }
            log.error(at: nil, "name", "is missing, expected \(rule)")
            return nil
        }
        guard let name = reader.string(rule) else { return nil }
        if problem(withName: name) == nil { return name }
        reader.mismatch(rule)
        return nil
    }

}

extension NodeReader {
    /// Says that the member `key` should be there.
    func missing(_ key: String) { log.error(at: node.position, path.isEmpty ? key : "\(path).\(key)", "is missing") }
}
