import Arguments
import Studies

/// The whole tool: every command line that it understands.
enum Tool {
    static let version = "0.1.0"

    static let root: Command = Command(
        "hpo", summary: "Hyperparameter search and experiment tracking: sample, train, prune, record.",
        details: [
            """
            A database and a folder of trials belong to a project: the nearest folder, from here upward, that has \
            db/hpo.sqlite, studies/*.json5 or .git; or else this folder.
            """
        ],
        examples: [
            Example("hpo check mine", "see what is understood of a program of yours"),
            Example("hpo study create", "make the default study"),
            Example("hpo study run --trials 50", "run fifty trials of it"),
            Example("hpo study best", "see the best one"),
            Example("hpo study export > best.json", "save its configuration"),
        ],
        inputs: [CommonInputs.database, CommonInputs.json],
        subcommands: [
            studies, trials, check, track, imports, exports, ask, tell, train, evaluate, predict, generate, watch,
            report, dashboard,
            query, serve, databases, job, completion, manual,
        ])

    static let studies: Command = Command(
        "study", summary: "Make, run and query studies.",
        subcommands: [
            createStudy, listStudies, showStudy, studyStatus, runStudy, stopStudy, enqueueTrials, editStudy,
            confirmStudy, bestTrial, suggestStudy, exportTrial, verifyStudy, renameStudy, cleanStudy, deleteStudy,
        ])

    static let trials: Command = Command(
        "trial", summary: "Look at the trials of a study, tag one, stop one, run one again, delete one.",
        subcommands: [
            listTrials, showTrial, compareTrials, showLog, trialArtifacts, tagTrial, noteTrial, stopTrial, resumeTrial,
            rerunTrial, deleteTrial,
        ])

    static let databases: Command = Command(
        "db", summary: "Merge, back up, check and compact databases.",
        subcommands: [mergeDatabase, backUpDatabase, checkDatabase, compactDatabase])
}
