import Foundation
import TestSupport

/// The pages that stand by themselves, each with what it needs to be there before.
extension PageWalk {
    static let all = [firstStudy, database, stages, records, tracking, seeing, optuna, interchange] + others

    private static let firstStudy = PageWalk(
        pages: [article("Tutorial")],
        shorter: [
            ("epochs: 30", "epochs: 4"), ("--trials 40", "--trials 8"), ("[4, 64]", "[4, 8]"),
            ("width: 16", "width: 6"),
            ("--top 3 --seeds 3", "--top 2 --seeds 2"), ("--epochs 60", "--epochs 2"),
            ("warmup_epochs: 5", "warmup_epochs: 1"),
            ("trial log 34", "trial log 0"),
        ],
        comparesWords: true,
        shortenedOutput: [
            "hpo study confirm --top 3 --seeds 3 --jobs 2", "hpo study suggest", "hpo study verify",
            "hpo trial list --best-first --limit 3",
        ],
        needs: ["python3"], variables: standIns("torch"))

    private static let database = PageWalk(
        pages: [article("Schema")], needs: ["python3"],
        beforehand: (
            ["README.md"],
            [
                "hpo study create descent", "hpo study run descent --trials 12", "hpo study confirm --top 2 --seeds 2",
                "hpo trial tag 0 good",
            ]
        ))

    private static let stages = PageWalk(
        pages: [article("Stages")],
        beforehand: (
            [], [copy(of: "face-transformer-plan", "s/epochs: [0-9]*/epochs: 1/g; s/trials: [0-9]*/trials: 1/g")]
        ))

    private static let records = PageWalk(
        pages: [article("Records")], shorter: [("/mnt/cluster/face", "other")], comparesWords: true,
        shortenedOutput: ["hpo db merge /mnt/cluster/face/db/hpo.sqlite", "hpo db check", "hpo db compact"],
        beforehand: (
            [],
            defaultStudy + [
                "mkdir -p other/studies && sed 's/^{/{ name: \"face\",/; s/name: \"face-transformer\",//' "
                    + "studies/face-transformer.json5 >other/studies/face.json5",
                "cd other && hpo study create face && hpo study run --trials 1",
            ]
        ))

    private static let tracking = PageWalk(
        pages: [article("Tracking")],
        shorter: [
            ("trial tag 7", "trial tag --study face-transformer 7"),
            ("trial note 7", "trial note --study face-transformer 7"),
            ("trial list --where", "trial list face-transformer --where"),
            ("artifacts 7", "artifacts --study face-transformer 7"),
        ],
        comparesWords: true, shortenedOutput: ["hpo trial artifacts 7"], needs: ["python3"],
        beforehand: (
            [], defaultStudy + ["printf 'print(\"{\\\\\"epoch\\\\\": 1, \\\\\"val_loss\\\\\": 0.5}\")\\n' >train.py"]
        ))

    private static let seeing = PageWalk(
        pages: [article("Seeing")], comparesWords: true, shortenedOutput: ["hpo report face-transformer"],
        beforehand: ([], defaultStudy))

    private static let interchange = PageWalk(
        pages: [article("Interchange")], comparesWords: true, beforehand: ([], defaultStudy))

    /// It has Optuna's own script, which wants Optuna.
    private static let optuna = PageWalk(
        pages: [article("Optuna")], comparesWords: true,
        shortenedOutput: [
            "hpo import optuna optuna.db --metric val_loss --command \"python3 train.py --lr={lr} --momentum={momentum}\""
        ],
        needs: ["python3 optuna"],
        variables: OptunaInterpreter.path.map { path in
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
            let others = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
            return path.contains("/") ? ["PATH": "\(folder):\(others)"] : [:]
        } ?? [:])

    /// The pages for people who come from elsewhere: their scripts are run where their tools are.
    static let others = ["WandB", "RayTune", "Hydra"].map { name in
        PageWalk(
            pages: [article(name)], shorter: [("num_samples=50", "num_samples=4")], comparesWords: true,
            needs: ["python3"], variables: name == "Hydra" ? standIns("hydra") : [:])
    }

    /// Makes the default study, with short trainings, and runs eight of them.
    private static let defaultStudy = [
        copy(of: "face-transformer", "s/epochs: 20/epochs: 2/"), "hpo study create", "hpo study run --trials 8",
    ]

    /// Writes one of the project's definitions, with changes.
    private static func copy(of name: String, _ changes: String) -> String {
        "mkdir -p studies && sed '\(changes)' '\(Repository.root)/studies/\(name).json5' >studies/\(name).json5"
    }

    /// Where a package is not there, a few lines of Python in its name take its place: the page's script runs as it stands, and
    /// what it prints is of the same kind.
    private static func standIns(_ package: String) -> [String: String] {
        if (try? Sandbox().shell("python3 -c 'import \(package)' 2>/dev/null").status) == 0 { return [:] }
        print("\(package) is not there: the pages' scripts run with Tests/Support/StandIns/\(package).py")
        return ["PYTHONPATH": "\(Repository.root)/Tests/Support/StandIns"]
    }
}
