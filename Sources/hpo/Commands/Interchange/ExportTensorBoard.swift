import Arguments
import Interchange
import Studies
import Words

extension Tool {
    private static let folder = Argument(
        "DIR", .file, required: true, help: "The folder to write.", question: "which folder?")
    private static let force = Flag("force", short: "f", help: "Replace an earlier export in DIR.")

    static let exportTensorBoard: Command = Command(
        "tensorboard", summary: "Write a study as runs of TensorBoard's.",
        details: [
            """
            A folder with a run for each trial: every metric of every epoch with its time, and result/METRIC, what the trial \
            counts with. The HParams tab has the parameters with their ranges and how each trial ended; repetitions of a \
            trial (hpo study confirm) are sessions of its group. Numbers have 32 bits there.
            """,
            """
            The folder is written beside its place and renamed. --json prints {"study", "folder", "runs", "notes"}.
            """,
        ],
        examples: [
            Example("hpo export tensorboard logs --study face-transformer"),
            Example("tensorboard --logdir logs"),
        ],
        inputs: [folder, CommonInputs.studyOption, force]
    ) { arguments in
        let path = try arguments.require(folder)
        let study = try Workspace(arguments).study(arguments)
        let exported = try TensorBoardExport.write(study, to: path, replacing: arguments[force])
        try report(
            study, as: "folder", at: path, exported.runs, "run", notes: exported.notes,
            inJSON: arguments.wantsJSON)
        if !arguments.wantsJSON { Console.note("Next: tensorboard --logdir \(shellWord(path))") }
    }
}
