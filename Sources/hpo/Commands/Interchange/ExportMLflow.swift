import Arguments
import Interchange
import Studies
import Words

extension Tool {
    private static let file = Argument(
        "FILE", .file, required: true, help: "The database to write.", question: "which file?")
    private static let force = Flag("force", short: "f", help: "Replace FILE where it is there.")

    static let exportMLflow: Command = Command(
        "mlflow", summary: "Write a study as a database of MLflow's.",
        details: [
            """
            A new SQLite file with an experiment, a run for the study, and a run for each trial within that: parameters, \
            every metric of every epoch, result/METRIC for what the trial counts with, tags, notes, and the trial's folder \
            as its artifacts, where it lies. MLflow brings the file's tables up to date when it opens it first.
            """,
            """
            The file is written beside its place and renamed. --json prints {"study", "file", "runs", "notes"}.
            """,
        ],
        examples: [
            Example("hpo export mlflow mlflow.db --study face-transformer"),
            Example("mlflow ui --backend-store-uri sqlite:///mlflow.db"),
        ],
        inputs: [file, CommonInputs.studyOption, force]
    ) { arguments in
        let path = try arguments.require(file)
        let study = try Workspace(arguments).study(arguments)
        let exported = try MLflowExport.write(study, to: path, replacing: arguments[force])
        try report(
            study, as: "file", at: path, exported.runs, "run", notes: exported.notes,
            inJSON: arguments.wantsJSON)
        if !arguments.wantsJSON {
            Console.note("Next: mlflow ui --backend-store-uri \(shellWord("sqlite:///\(path)"))")
        }
    }
}
