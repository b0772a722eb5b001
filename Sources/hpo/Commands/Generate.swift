import Arguments
import Engine
import JSON
import Workloads

extension Tool {
    private static let item = Option(
        "item", short: "i", .integer(in: 0...), placeholder: "N", help: "The split's item to make music for, from 0.")
    private static let temperature = Option(
        "temperature", .number, placeholder: "T",
        help: "How freely chords are drawn: 1 by the model's probabilities, 0 always the likeliest.")
    private static let seed = Option(
        "seed", .integer(in: 0...), placeholder: "N", help: "Other draws for another one; 0.")
    private static let step = Option(
        "step", .duration, placeholder: "TIME", help: "How long a step of the data lasts; a second.")
    private static let output = Option(
        "output", short: "o", .file, placeholder: "BASE", help: "Write BASE.lab and BASE.mid; chords without it.")

    static let generate: Command = Command(
        "generate", summary: "Make chords with a trained video-music model: a .lab file and a MIDI file that plays.",
        details: [
            """
            Chord by chord, each drawn given the video and those before it; the same weights, item and seed give the same \
            chords. The .lab file has a line `start end chord` for each chord, in seconds.
            """, ModelInputs.details,
            "--json prints {\"lab\", \"midi\", \"chords\": [{\"start\", \"end\", \"chord\"}], …}.",
        ],
        examples: [
            Example("hpo generate", "chords.lab and chords.mid for the first video of the test set"),
            Example("hpo generate --weights run1 --item 3 --temperature 0.8 --output song", "song.lab and song.mid"),
        ],
        inputs: ModelInputs.all + [item, temperature, seed, step, output]
    ) { arguments in
        let model = try NamedModel(arguments, only: "video-music")
        var request = GenerateRequest(model: model.request)
        request.item = arguments[item] ?? request.item
        request.temperature = arguments[temperature] ?? request.temperature
        request.seed = arguments[seed].map(UInt64.init) ?? request.seed
        request.secondsPerStep = arguments[step] ?? request.secondsPerStep
        let base = arguments[output] ?? "chords"
        let sequence = try NamedModel.run { () throws(WorkloadError) in
            let generation = try Generation(request)
            try generation.write(to: base)
            return generation.sequence
        }
        guard arguments.wantsJSON else {
            let count = Format.count(sequence.spans.count, "chord")
            let split = model.request.split.rawValue
            return Console.note("Wrote \(count) for item \(request.item) of \(split) to \(base).lab and \(base).mid.")
        }
        try Console.print([
            "lab": .string("\(base).lab"), "midi": .string("\(base).mid"), "item": .int(request.item),
            "split": .string(model.request.split.rawValue), "seed": .int(Int(request.seed)),
            "weights": .string(model.request.weights), "study": JSONValue(model.trial?.study),
            "trial": JSONValue(model.trial?.number), "chords": .array(chords(of: sequence)),
        ])
    }

    private static func chords(of sequence: ChordSequence) -> [JSONValue] {
        sequence.spans.map { span in
            [
                "start": .double(Double(span.start) * sequence.secondsPerStep),
                "end": .double(Double(span.end) * sequence.secondsPerStep), "chord": .string(span.name),
            ]
        }
    }
}
