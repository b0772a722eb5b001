// The best of a study, as the JSON that scripts rely on.

public import JSON
public import Storage

extension BestTrials {
    /// `{"number", "value", "epoch", "params"}`, of a confirmed trial with `"mean", "std", "seeds", "interval"`; of several
    /// objectives a list of such with `"values"`; null where there is none.
    public func json(in study: Study) -> JSONValue {
        switch self {
        case .none: .null
        case .single(let trial): trial.bestJSON(in: study)
        case .confirmed(let confirmation): confirmation.json(in: study)
        case .front(let trials): .array(trials.map { $0.bestJSON(in: study) })
        }
    }
}
