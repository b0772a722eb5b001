import Arguments
import Interchange
import Studies

extension Tool {
    static let exports: Command = Command(
        "export", summary: "Write a study for other programs.",
        details: ["A trial's configuration is written by hpo study export."],
        subcommands: [exportOptuna, exportTensorBoard, exportMLflow, exportCSV, exportJSONLines])

    private static let file = Argument(
        "FILE", .file, required: true, help: "The database to write.", question: "which file?")
    private static let force = Flag("force", short: "f", help: "Replace FILE where it is there.")

    static let exportOptuna: Command = Command(
        "optuna", summary: "Write a study as a database of Optuna's.",
        details: [
            """
            A new SQLite file that Optuna 4 and 5 and its dashboard open: optuna.load_study(study_name="NAME", \
            storage="sqlite:///FILE"). It has the trials with their states, values, parameters and the objective of each \
            epoch; fixed and derived values, tags and notes are user attributes. What Optuna cannot say is named and counted.
            """,
            """
            The file is written beside its place and renamed. --json prints {"study", "file", "trials", "notes"}.
            """,
        ],
        examples: [
            Example("hpo export optuna face.db --study face-transformer"),
            Example("optuna-dashboard sqlite:///face.db"),
        ],
        inputs: [file, CommonInputs.studyOption, force]
    ) { arguments in
        let path = try arguments.require(file)
        let workspace = try Workspace(arguments)
        let study = try workspace.study(arguments)
        let exported = try OptunaExport(of: study)
        try OptunaFile.write(exported.study, to: path, replacing: arguments[force])
        try report(
            study, as: "file", at: path, exported.study.trials.count, "trial", notes: exported.notes,
            inJSON: arguments.wantsJSON)
    }
}
