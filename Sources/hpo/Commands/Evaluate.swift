import Arguments
import Engine
import JSON
import Studies
import Workloads

extension Tool {
    static let evaluate: Command = Command(
        "evaluate", summary: "Measure a trained model on a split of its data, the test set where nothing else is said.",
        details: [
            ModelInputs.details,
            "--json prints {\"workload\", \"split\", \"samples\", \"weights\", \"study\", \"trial\", \"metrics\": {…}}.",
        ],
        examples: [
            Example("hpo evaluate", "the best trial of the study used last, on its test set"),
            Example("hpo evaluate --study face-transformer --trial 7 --split val", "any other trial, any split"),
            Example(
                "hpo evaluate face-transformer --config best.json --weights run1/best.safetensors", "files by hand"),
        ],
        inputs: ModelInputs.all
    ) { arguments in
        let model = try NamedModel(arguments)
        let evaluation = try NamedModel.run { () throws(WorkloadError) in try Evaluation(model.request) }
        for difference in evaluation.differences {
            Console.note("hpo: the weights were trained otherwise: \(difference)")
        }
        if arguments.wantsJSON { return try Console.print(json(evaluation, of: model)) }
        var table = Table([.words("metric"), .numbers("value")])
        for metric in evaluation.metrics {
            table.rows.append([Table.Cell(metric.name), Table.Cell(Format.number(metric.value))])
        }
        try Console.print(
            """
            \(Style.bold(evaluation.workload)): \(model.words) on the \(Format.count(evaluation.samples, "sample")) of \
            \(evaluation.split.rawValue)

            \(table.text)
            """)
    }

    private static func json(_ evaluation: Evaluation, of model: NamedModel) -> JSONValue {
        [
            "workload": .string(evaluation.workload), "split": .string(evaluation.split.rawValue),
            "samples": .int(evaluation.samples), "weights": .string(model.request.weights),
            "study": JSONValue(model.trial?.study), "trial": JSONValue(model.trial?.number),
            "metrics": .object(JSONObject(evaluation.metrics.map { ($0.name, .double($0.value)) })),
        ]
    }
}
