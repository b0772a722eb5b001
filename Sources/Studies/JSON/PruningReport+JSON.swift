// What a study's pruner has saved, and how often it erred, as the JSON that scripts rely on.

public import JSON
import Search

extension PruningReport {
    /// `{"pruned", "paused", "saved_epochs", "planned_epochs", "audit": {"trials", "would_be_best", "false_prune_rate", …}}`
    public var json: JSONValue {
        var audit: JSONObject = ["trials": .int(wouldBeBest.total), "running": .int(runningOn)]
        audit["would_be_best"] = .int(wouldBeBest.count)
        audit["false_prune_rate"] = JSONValue(wouldBeBest.share)
        audit["false_prune_interval"] = wouldBeBest.json
        audit["in_top_tenth"] = .int(inTopTenth.count)
        audit["in_top_tenth_interval"] = inTopTenth.json
        return [
            "pruned": .int(pruned), "paused": .int(paused), "saved_epochs": JSONValue(savedEpochs),
            "planned_epochs": JSONValue(plannedEpochs),
            "audit": .object(audit),
        ]
    }
}

extension Proportion {
    /// Its 95 % interval, null where there is nothing to count.
    fileprivate var json: JSONValue {
        total == 0 ? .null : [.double(interval.lowerBound), .double(interval.upperBound)]
    }
}
