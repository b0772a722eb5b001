import Arguments
import Charts
import JSON
import Storage
import Studies

extension Tool {
    private static let numbers = Argument(
        "N", .integer(in: 0...), required: true, repeats: true, help: "The trials.", question: "which trials?")

    static let compareTrials: Command = Command(
        "compare", summary: "Show what trials differ in, side by side: parameters, metrics, curves.",
        details: [
            """
            Metrics are those of each trial's best epoch, or of its last where it has no best. What is the same in all is left out.
            """,
            """
            --json prints {"trials", "states", "epochs", "params": {NAME: [a value for each]}, "metrics": {NAME: […]}}.
            """,
        ],
        examples: [Example("hpo trial compare 3 7"), Example("hpo trial compare 3 7 12 --study mine")],
        inputs: [numbers, CommonInputs.studyOption]
    ) { arguments in
        let study = try Workspace(arguments).study(arguments)
        let numbers = arguments.all(numbers)
        guard TrialComparison.takes(numbers) else {
            throw arguments.error(.other("name two to 200 different trials, such as hpo trial compare 3 7"))
        }
        let comparison = try study.comparison(of: numbers)
        if arguments.wantsJSON { return try Console.print(comparison.json) }
        let titles = numbers.map { "trial \($0)" }
        var table = Table([.words("")] + titles.map { .numbers($0) })
        table.rows.append(["state"] + comparison.trials.map { Table.Cell($0.state.name.rawValue) })
        for (name, values) in comparison.parameters {
            table.rows.append([Table.Cell(name)] + values.map { Table.Cell(Format.value($0)) })
        }
        table.rows.append(
            [Table.Cell("epoch", .dim)] + comparison.epochs.map { Table.Cell($0.map(String.init) ?? "–", .dim) })
        for (name, values) in comparison.metrics {
            table.rows.append([Table.Cell(name)] + values.map { Table.Cell(Format.number($0)) })
        }
        try Console.print(table.text)
        guard study.record.objectives.count == 1 else { return }
        var series: [TextLineChart.Series] = []
        for (number, title) in zip(numbers, titles) {
            let curve = try study.objectiveCurve(of: number)
            if curve.epochs.count > 1 {
                series.append(.init(name: title, xs: curve.epochs.map { Double($0) }, ys: curve.values))
            }
        }
        guard !series.isEmpty else { return }
        let chart = TextLineChart(title: study.record.metric, series: series)
        try Console.print("\n" + chart.text(width: Console.textWidth, height: 14))
    }
}
