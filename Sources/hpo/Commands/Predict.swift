import Arguments
import Engine
import JSON
import Workloads

extension Tool {
    private static let output = Option(
        "output", short: "o", .file, placeholder: "FILE",
        help: "Where to write: NAME.safetensors (predictions.safetensors without it), or NAME.csv for a table.")

    static let predict: Command = Command(
        "predict", summary: "Write a trained model's predictions for a split of its data to a file.",
        details: [
            """
            The file holds target [N,D] for face-transformer and label/TASK [N] for talking-face, both in the data's own \
            units; label [N] and probability [N,classes] for character; chord [N,S], the likeliest at each step given \
            those before it, for video-music: the data's chords where there are some, otherwise its own.
            """,
            "The data need no labels: inputs are enough, of the split that is predicted.", ModelInputs.details,
            "--json prints {\"path\", \"samples\", \"split\", \"weights\", \"study\", \"trial\"}.",
        ],
        examples: [
            Example("hpo predict", "predictions.safetensors for the best trial's test set"),
            Example("hpo predict --trial 7 --split val --output val.csv", "as a table"),
            Example("hpo predict character --weights run1 --data more.npz -o labels.csv", "for other data"),
        ],
        inputs: ModelInputs.all + [output]
    ) { arguments in
        let model = try NamedModel(arguments)
        let path = arguments[output] ?? "predictions.safetensors"
        let count = try NamedModel.run { () throws(WorkloadError) in try Prediction.write(model.request, to: path) }
        let split = model.request.split.rawValue
        guard arguments.wantsJSON else {
            return Console.note(
                "Wrote \(model.words)'s predictions for the \(Format.count(count, "sample")) of \(split) to \(path).")
        }
        try Console.print([
            "path": .string(path), "samples": .int(count), "split": .string(split),
            "weights": .string(model.request.weights), "study": JSONValue(model.trial?.study),
            "trial": JSONValue(model.trial?.number),
        ])
    }
}
