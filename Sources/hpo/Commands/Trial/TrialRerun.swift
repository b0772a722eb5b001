import Arguments
import JSON
import Storage
import Studies

extension Tool {
    private static let seed = Option(
        "seed", .integer(in: 0...), placeholder: "S",
        help: "What its program is given to draw chance from; otherwise it follows from the new trial's number.")
    private static let queue = Flag("queue", help: "Put it into the queue, where the next hpo study run finds it.")

    static let rerunTrial: Command = Command(
        "rerun", summary: "Run a trial's configuration once more, with another seed.",
        details: [
            """
            That is a new trial of the search, which sampler and pruner see. Other trials are left as they are; Ctrl-C stops \
            it, and hpo study run goes on with it. To compare the best trials over seeds: hpo study confirm.
            """,
            """
            --json prints what hpo study run prints; with --queue {"number", "reruns", "seed"}.
            """,
        ],
        examples: [
            Example("hpo trial rerun 7"), Example("hpo trial rerun face-transformer 7 --seed 1"),
        ],
        inputs: [
            CommonInputs.studyOfTrial, CommonInputs.trialNumber, CommonInputs.studyOption, seed, queue,
            RunPlace.launcher,
        ]
    ) { arguments in
        let workspace = try Workspace(arguments)
        let study = try workspace.study(arguments)
        let original = try arguments.require(CommonInputs.trialNumber)
        _ = try study.trial(original)
        workspace.noteFolder(of: study)
        let number = try study.journal(for: .byHand).rerun(original, seed: arguments[seed])
        let trial = try study.trial(number)
        try study.markUsed()
        if arguments[queue], arguments.wantsJSON {
            return try Console.print([
                "number": .int(number), "reruns": .int(original), "seed": .int(trial.seed),
            ])
        }
        let words = "trial \(number), the configuration of trial \(original) with the seed \(trial.seed)"
        if arguments[queue] {
            try Console.print("\(Style.bold(study.name)): \(words), is in the queue")
            return Console.note("\nThe next run tries it first: hpo study run \(study.name) --trials 1")
        }
        Console.note("\(study.name): \(words)")
        try run(study, in: workspace, waiting: [number], arguments)
    }
}
