import Definitions
public import JSON

extension RehearsalReport {
    /// All of it for programs; `works` is whether a study of such trials would come to something.
    public var json: JSONValue {
        var object: JSONObject = [
            "study": .string(definition.name), "works": .bool(works),
            "command": .array(command.map { .string($0) }), "directory": .string(workingDirectory),
            "params": definition.json(parameters), "seed": .int(seed), "reads": .string(readerName),
            "sync": .bool(isSynchronous),
        ]
        object["metrics"] = .array(
            metrics.map {
                [
                    "name": .string($0.name), "first": .double($0.first), "last": .double($0.last),
                    "epochs": .int($0.epochs), "needed": .bool($0.isNeeded),
                ]
            })
        object["missing"] = .array(missing.map { .string($0) })
        object["epochs"] = .array(epochs.map { .int($0) })
        object["measured"] = .int(measured)
        object["planned"] = JSONValue(definition.training.epochs)
        object["first_epoch_after"] = JSONValue(firstEpochAfter)
        object["output"] = ["reports": .int(output.reports), "others": .int(output.others)]
        object["errors"] = ["reports": .int(errors.reports), "others": .int(errors.others)]
        object["table_reports"] = .int(tableReports)
        object["log"] = .array(logLines.map { .string($0) })
        object["ending"] = .string(endingName)
        object["seconds"] = .double(seconds)
        object["findings"] = .array(
            findings.map { ["fault": .bool($0.isFault), "text": .string($0.description)] })
        return .object(object)
    }

    private var readerName: String {
        switch definition.training.reader {
        case .jsonLines: "json"
        case .regex: "regex"
        case .csv: "csv"
        case .jsonFile: "jsonl"
        }
    }

    private var endingName: String {
        switch ending {
        case .itself: "itself"
        case .enough: "enough"
        case .timeout: "timeout"
        case .interrupted: "interrupted"
        }
    }
}
