// stages: [ { name: "weights", trials: 8, … }, { name: "longer", when: "best.val_cosine > 0.75", … }, … ]

import Expressions
import JSON
import Search
import Words

/// The stages of a definition, each checked against the study's own sections and against the others.
struct StagesSection {
    /// The study's sections that stages build on.
    struct Study {
        let fixed: FixedSection
        let space: SpaceSection
        let constraints: ConstraintsSection
        let names: NameTable
        let training: TrainingSection?
        let goals: Goals?
        /// Where the study names its pruner.
        let pruner: NodeReader?
        let log: ProblemLog
    }

    let sections: [StageSection]
    private let study: Study
    private let route: StageRoute

    /// More stages than this are a mistake of the program that wrote the file.
    private static let limit = 100

    init?(_ reader: NodeReader, study: Study, start: NodeReader?) {
        guard let elements = reader.elements else { return nil }
        if elements.isEmpty { reader.error("found an empty list, expected at least one stage") }
        if elements.count > Self.limit {
            reader.error("found \(elements.count) stages, expected at most \(Self.limit)")
        }
        if let goals = study.goals, goals.objectives.count > 1 {
            reader.error(
                "stages go on from the best trial, and of \(goals.objectives.count) objectives there is no best one: "
                    + "give the study one objective, such as a weighted sum of metrics")
        }
        if start?.node.elements?.isEmpty != true {
            start?.error("with stages, each has a `start` of its own: put this into the first one")
        }
        self.study = study
        let sections = elements.prefix(Self.limit).map { StageSection($0, study: study) }
        self.sections = sections.compactMap { $0 }
        route = StageRoute(self.sections)
    }

    /// The stages, where all is right.
    func stages() -> [Stage] {
        route.check(log: study.log)
        for (index, section) in sections.enumerated() {
            StageCheck(section, isFirst: index == 0, study: study).check()
            if let when = section.when {
                GateCheck(study: study, sections: sections).check(
                    when.expression, when.reader, before: route.ancestors(of: index))
                if index == 0 {
                    when.reader.error("the first stage always runs: before it there is nothing to decide by")
                }
            }
        }
        guard !study.log.hasErrors else { return [] }
        return sections.indices.compactMap(stage)
    }

    private func stage(_ index: Int) -> Stage? {
        let section = sections[index]
        guard let name = section.name, let trials = section.trials,
            let parts = section.space.parts(for: study.training?.workload)
        else { return nil }
        return Stage(
            name: name, trials: trials, epochs: section.epochs, when: section.when?.expression,
            next: route.next[index], otherwise: route.otherwise[index],
            fixed: Dictionary(
                uniqueKeysWithValues: section.fixed.compactMap { entry in entry.value.map { (entry.name, $0) } }),
            parameters: parts.parameters, derived: parts.derived, free: Set(section.free.map(\.name)),
            constraints: section.constraints.entries.map(\.expression), start: start(of: section),
            sampler: section.sampler, pruner: section.pruning?.method, audit: section.pruning?.audit)
    }

    private func start(of section: StageSection) -> [Stage.StartConfiguration] {
        (section.members["start"]?.node.elements ?? []).compactMap { element in
            if element.value.stringValue != nil { return .best }
            return Configuration(element.value).map { .configuration($0) }
        }
    }
}

/// Where each stage leads.
struct StageRoute {
    private let sections: [StageSection]
    /// What comes after each stage; nil is the end.
    private(set) var next: [Int?] = []
    /// What comes instead of each stage whose gate is not true.
    private(set) var otherwise: [Int?] = []

    init(_ sections: [StageSection]) {
        self.sections = sections
        for index in sections.indices {
            let following = index + 1 < sections.count ? index + 1 : nil
            next.append(target(of: "next", at: index, following))
            otherwise.append(sections[index].when == nil ? nil : target(of: "else", at: index, following))
        }
    }

    private func target(of key: String, at index: Int, _ following: Int?) -> Int? {
        guard let reader = sections[index].members[key] else { return following }
        guard let name = reader.string("a stage's name, or \"end\""), name != "end" else { return nil }
        if let target = sections.firstIndex(where: { $0.name == name }) { return target }
        let known = sections.compactMap(\.name) + ["end"]
        reader.error(
            "there is no stage \"\(name)\" (expected one of \(known.joined(separator: ", ")))",
            suggestion: nearestName(to: name, among: known))
        return nil
    }

    /// The stages that a stage leads to, whether it runs or not.
    private func targets(of index: Int) -> [Int] { [next[index], otherwise[index]].compactMap { $0 } }

    /// Reports names that are there twice, circles, and stages that nothing leads to.
    func check(log: ProblemLog) {
        var first: [String: NodeReader] = [:]
        for section in sections {
            guard let name = section.name, let reader = section.members["name"] else { continue }
            if let other = first[name] {
                reader.error("the stage in line \(other.node.position.line) is called \"\(name)\" too")
            }
            first[name] = first[name] ?? reader
        }
        for index in sections.indices where ancestors(of: index).contains(index) {
            let circle = circle(from: index)
            guard circle.min() == index else { continue }
            let names = (circle + [index]).map { sections[$0].name ?? "?" }
            let reader = sections[index].reader
            reader.error("the stages lead to each other in a circle: \(names.joined(separator: " → "))")
        }
        for index in sections.indices.dropFirst() where !ancestors(of: index).contains(0) {
            sections[index].reader.warning("no stage leads to this one: it will never run")
        }
    }

    /// The stages from which `index` can be reached.
    func ancestors(of index: Int) -> Set<Int> {
        var found = Set<Int>()
        var open = [index]
        while let stage = open.popLast() {
            for before in sections.indices where targets(of: before).contains(stage) && found.insert(before).inserted {
                open.append(before)
            }
        }
        return found
    }

    /// The shortest way from a stage back to itself.
    private func circle(from index: Int) -> [Int] {
        var cameFrom: [Int: Int] = [:]
        var open = [index]
        while !open.isEmpty {
            let stage = open.removeFirst()
            for target in targets(of: stage) where cameFrom[target] == nil {
                cameFrom[target] = stage
                open.append(target)
            }
        }
        var path = [index]
        while let before = cameFrom[path[0]], before != index { path.insert(before, at: 0) }
        return [index] + path.dropLast()
    }
}
