// `hpo report --compare 3,7,12`: in what trials differ, and nothing else.

import Analysis
import Charts
import Definitions
import Search
import Storage
public import Studies

/// A comparison of trials.
public struct ComparisonReport {
    /// What it says.
    public let document: Document

    /// Reads what the trials `numbers` differ in.
    public init(of numbers: [Int], in study: OpenStudy) throws(StudyError) {
        var materials: [TrialMaterial] = []
        for number in numbers { materials.append(try TrialMaterial(number, of: study)) }
        let names = numbers.map { "trial \($0)" }
        let objective = study.record.objectives[0]
        let curves = materials.map { material in
            let reported = material.epochs.filter { $0.objective != nil }
            return LearningCurvesChart.Curve(
                trial: material.trial.number, epochs: reported.map(\.epoch),
                values: reported.map { $0.objective ?? .nan },
                mark: material.trial.mark)
        }
        let sections = [
            Section("Parameters that differ", [Self.parameters(materials, names)]),
            Section("At the best epoch", [Self.metrics(materials, names)]),
            Section(
                "Curves",
                [
                    .figure(
                        Figure(
                            "compared",
                            LearningCurvesChart(
                                title: "\(objective.metric) by epoch", measure: Measure(objective.metric),
                                direction: objective.direction.drawn, curves: curves)))
                ]),
        ]
        document = Document(
            title: "\(study.name): \(names.joined(separator: ", "))",
            summary: ["Only what differs is shown: \(Written.count(numbers.count, "trial")) side by side."],
            sections: sections)
    }

    private static func parameters(_ materials: [TrialMaterial], _ names: [String]) -> Block {
        let all = materials.map(\.trial.parameters.resolved)
        let differing = Set(all.flatMap(\.names)).sorted().filter { name in
            !all.dropFirst().allSatisfy { $0[name] == all.first?[name] }
        }
        guard !differing.isEmpty else { return .text("All have the same parameters.") }
        return .table(
            ReportTable(
                [.words("parameter")] + names.map { .numbers($0) },
                differing.map { name in [name] + all.map { Written.value($0[name]) } }))
    }

    private static func metrics(_ materials: [TrialMaterial], _ names: [String]) -> Block {
        let epochs = materials.map { material in
            material.epochs.first { $0.epoch == material.trial.bestEpoch } ?? material.epochs.last
        }
        var metrics: [String] = []
        for name in materials.flatMap(\.metricNames) where !metrics.contains(name) { metrics.append(name) }
        let rows = metrics.compactMap { name -> [String]? in
            let values = zip(materials, epochs).map { material, epoch in epoch.flatMap { material.value(name, at: $0) }
            }
            return values.dropFirst().allSatisfy { $0 == values.first }
                ? nil : [name] + values.map { Written.number($0) }
        }
        let states = materials.map(\.trial.state.name.rawValue)
        return .table(
            ReportTable(
                [.words("")] + names.map { .numbers($0) },
                (Set(states).count > 1 ? [["state"] + states] : [])
                    + [["epoch"] + epochs.map { $0.map { "\($0.epoch)" } ?? "–" }] + rows))
    }
}
