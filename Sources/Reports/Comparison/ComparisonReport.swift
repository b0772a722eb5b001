// `hpo report --compare 3,7,12`: in what trials differ, and nothing else.

import Charts
import Storage
public import Studies

/// A comparison of trials.
public struct ComparisonReport {
    /// What it says.
    public let document: Document

    /// Reads what the trials `numbers` differ in.
    ///
    /// - Parameter compared: the epoch whose metrics are compared.
    public init(
        of numbers: [Int], in study: OpenStudy, at compared: ComparedEpoch = .best, look: ChartLook = ChartLook()
    ) throws(StudyError) {
        let comparison = try study.comparison(of: numbers, at: compared)
        let names = numbers.map { "trial \($0)" }
        var blocks: [Block] = []
        if study.record.objectives.count == 1 { blocks.append(.figure(try Self.curves(comparison, in: study, look))) }
        document = Document(
            title: "\(study.name): \(Self.listed(names))",
            summary: ["\(Written.count(numbers.count, "trial")) side by side; what is the same in all is not shown."],
            sections: [
                Section("Parameters that differ", [Self.parameters(comparison, names)]),
                Section(Self.title(compared), [Self.metrics(comparison, names)]), Section("Curves", blocks),
            ])
    }

    /// A title is not to fill the page.
    private static func listed(_ names: [String]) -> String {
        names.count <= 8
            ? names.joined(separator: ", ")
            : names.prefix(6).joined(separator: ", ") + " and \(names.count - 6) more"
    }

    private static func title(_ compared: ComparedEpoch) -> String {
        switch compared {
        case .best: "At the best epoch"
        case .last: "At the last epoch"
        case .number(let number): "At epoch \(number)"
        }
    }

    private static func curves(
        _ comparison: TrialComparison, in study: OpenStudy, _ look: ChartLook
    ) throws(StudyError) -> Figure {
        let objective = study.record.objectives[0]
        var curves: [LearningCurvesChart.Curve] = []
        for trial in comparison.trials {
            let curve = try study.objectiveCurve(of: trial.number)
            curves.append(.init(trial: trial.number, epochs: curve.epochs, values: curve.values, mark: trial.mark))
        }
        return Figure(
            "compared",
            LearningCurvesChart(
                title: "\(objective.metric) by epoch", measure: Measure(objective.metric),
                direction: objective.direction.drawn, isLogarithmic: look.isLogarithmic("compared"),
                smoothing: look.weight, curves: curves),
            choices: [.logarithmic, .smoothing])
    }

    private static func parameters(_ comparison: TrialComparison, _ names: [String]) -> Block {
        guard !comparison.parameters.isEmpty else { return .text("All have the same parameters.") }
        return .table(
            ReportTable(
                [.words("parameter")] + names.map { .numbers($0) },
                comparison.parameters.map { [$0.name] + $0.values.map(Written.value) }))
    }

    private static func metrics(_ comparison: TrialComparison, _ names: [String]) -> Block {
        let states = comparison.trials.map(\.stateWords)
        return .table(
            ReportTable(
                [.words("metric")] + names.map { .numbers($0) },
                (Set(states).count > 1 ? [["state"] + states] : [])
                    + [["epoch"] + comparison.epochs.map { $0.map(String.init) ?? "–" }]
                    + comparison.metrics.map { [$0.name] + $0.values.map(Written.number) }))
    }
}
