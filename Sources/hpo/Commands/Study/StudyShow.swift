import Arguments
import Definitions
import JSON
import Search
import Storage
import Studies
import System

extension Tool {
    private static let text = Flag(
        "definition", help: "Print the definition as it is stored, to start another one from.")

    static let showStudy: Command = Command(
        "show", summary: "Show a study: what it searches, and how it stands.",
        examples: [
            Example("hpo study show"),
            Example("hpo study show --definition > studies/mine.json5", "a copy to change"),
        ],
        inputs: [CommonInputs.study, CommonInputs.studyOption, text]
    ) { arguments in
        let workspace = try Workspace(arguments)
        let study = try workspace.study(arguments)
        if arguments[text], !arguments.wantsJSON {
            return try Console.show(try study.definitionText())
        }
        let definition = try study.definition()
        let summary = try study.summary()
        let stages = try study.standings()
        let pruning = try study.pruning()
        let hasSeveral = study.record.objectives.count > 1
        let front = try hasSeveral ? FrontSummary(of: study.scores(), directions: study.record.directions) : nil
        let known = knowledge(in: try study.knowledge())
        let files = try study.files()
        if arguments.wantsJSON {
            var object = summary.json
            if case .object(let more) = definition.json(of: study.record) {
                for (key, value) in more where object[key] == nil { object[key] = value }
            }
            object["front"] = front?.json
            object["disk"] = files.json
            if !definition.keep.isEmpty {
                object["keep"] = .object(
                    JSONObject(definition.keep.shares.map { ($0.kind, .string("\($0.share)")) }))
            }
            object["pruning"] = pruning.json
            if !stages.isEmpty { object["stages"] = .array(stages.map { $0.json(in: study.record) }) }
            object["definition"] = .string(definition.source)
            object["definition_revision"] = .int(study.record.definitionRevision)
            object["knowledge"] = .array(known.map { ["study": .string($0.study), "trials": .int($0.trials)] })
            return try Console.print(.object(object))
        }
        try Console.print("\(Style.bold(study.name)), \(summary.counts.words)")
        if let trial = summary.best.trial {
            let value = Style.green(Format.number(summary.best.value))
            let how = summary.best.isConfirmed ? " in the mean over seeds" : ""
            try Console.print("best \(study.record.metric) \(value)\(how), trial \(trial.number)")
        }
        if let front {
            let share = Style.green(Format.number(front.hypervolume, digits: 4))
            try Console.print("front of \(Format.count(front.count, "trial")), hypervolume \(share)")
        }
        for line in pruning.lines { try Console.print(line) }
        if let line = files.line(in: workspace.shown(study.folder)) { try Console.print(line) }
        if !definition.keep.isEmpty { try Console.print("keeps \(definition.keep.words)") }
        for (other, trials) in known { try Console.print("knows \(Format.count(trials, "trial")) of \(other)") }
        if !stages.isEmpty {
            try Console.print("\n" + stages.lines(metric: study.record.metric).joined(separator: "\n"))
        }
        try Console.print("")
        try Console.write(definition.overview)
        let edits =
            study.record.definitionRevision > 1 && !definition.isTracked
            ? ", its definition edited \(Format.count(study.record.definitionRevision - 1, "time"))" : ""
        let created = "\ncreated \(SystemClock.localTime(study.record.createdAt)) in \(study.record.directory)\(edits)"
        try Console.print(Style.dim(created))
    }

    /// How many trials of which other study the sampler knows of, in the order of `--from`.
    private static func knowledge(in trials: [KnownTrial]) -> [(study: String, trials: Int)] {
        trials.reduce(into: []) { counts, trial in
            if let index = counts.firstIndex(where: { $0.study == trial.source }) {
                counts[index].trials += 1
            } else {
                counts.append((trial.source, 1))
            }
        }
    }
}

extension StudyFiles {
    /// `1.1 GB in studies/face/: 984 MB of checkpoints, 80 MB of weights; hpo study clean removes 960 MB`; nil where there is nothing.
    fileprivate func line(in folder: String) -> String? {
        guard bytes > 0 else { return nil }
        let parts = [(bytes(of: .checkpoint), "checkpoints"), (bytes(of: .weights), "weights")].filter { $0.0 > 0 }
            .map { "\(Format.bytes($0.0)) of \($0.1)" }
        let useless = useless(weights: false).reduce(0) { $0 + $1.file.size }
        return "\(Format.bytes(bytes)) in \(folder)/" + (parts.isEmpty ? "" : ": " + parts.joined(separator: ", "))
            + (useless > 0 ? "; hpo study clean removes \(Format.bytes(useless))" : "")
    }

    /// `{"bytes", "checkpoints", "weights", "useless"}`
    fileprivate var json: JSONValue {
        [
            "bytes": .int(bytes), "checkpoints": .int(bytes(of: .checkpoint)), "weights": .int(bytes(of: .weights)),
            "useless": .int(useless(weights: false).reduce(0) { $0 + $1.file.size }),
        ]
    }
}

extension Keeping {
    /// `checkpoints of the best 3 trials, no logs, all *.png`
    fileprivate var words: String {
        shares.map { kind, share in
            switch share {
            case .all: "all \(kind)"
            case .none: "no \(kind)"
            case .best(let count): "\(kind) of the best " + (count == 1 ? "trial" : "\(count) trials")
            }
        }.joined(separator: ", ")
    }
}
