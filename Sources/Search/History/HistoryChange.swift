/// One thing that happened in a study, as samplers and pruners see it; each bears a revision in the database.
public enum HistoryChange: Sendable, Hashable {
    /// Trial `number` was given `configuration` (the sampled parameters alone) and runs.
    case started(number: Int, configuration: Configuration)
    /// Trial `number` reported the objective's `value` (may be NaN or infinite) for `epoch` (from 0 or 1, as its program counts), or
    /// another value than before: the last one counts.
    case reported(number: Int, epoch: Int, value: Double)
    /// Trial `number` ended.
    case ended(number: Int, outcome: Outcome)
    /// A stopped trial `number` runs again.
    case resumed(number: Int)

    /// A trial `number` that runs again has begun anew at `epoch`: what it had reported from there on does not count.
    case restarted(number: Int, epoch: Int)
    /// Trial `number`, which does not run, was deleted: from now on it is as though it had never been.
    case deleted(number: Int)

    /// The trial that it happened to.
    public var number: Int {
        switch self {
        case .started(let number, _), .reported(let number, _, _), .ended(let number, _), .resumed(let number),
            .restarted(let number, _), .deleted(let number):
            number
        }
    }
}
