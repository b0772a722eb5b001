// What repetitions with other seeds say of a trial, as the JSON that scripts rely on.

public import JSON
public import Storage

extension Confirmation {
    /// `{"number", "value", "epoch", "params", "mean", "std", "seeds", "interval"}`
    public func json(in study: Study) -> JSONValue {
        var object = trial.bestJSON(in: study).objectValue ?? [:]
        object["mean"] = JSONValue(mean)
        object["std"] = JSONValue(deviation)
        object["seeds"] = .int(values.count)
        object["interval"] = interval.map { [.double($0.lowerBound), .double($0.upperBound)] } ?? .null
        return .object(object)
    }

    /// What `best` prints, and each value.
    public func detailedJSON(in study: Study) -> JSONValue {
        var object = json(in: study).objectValue ?? [:]
        object["values"] = .array(values.map { .double($0) })
        object["failed"] = .int(failures)
        return .object(object)
    }
}
