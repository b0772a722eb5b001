/// One trial as samplers and pruners see it.
public struct TrialRecord: Sendable, Hashable {
    /// Where the trial stands.
    public enum State: Sendable, Hashable {
        /// It runs, or runs again.
        case running
        /// It ended; `stopped` may still be resumed.
        case ended(Outcome)
    }

    /// The trial's number, from 0.
    public let number: Int
    /// The sampled parameters.
    public let configuration: Configuration
    /// The objective's values that it has reported.
    public internal(set) var curve = Curve()
    private var final: Outcome?
    private var stops = 0
    private var resumptions = 0

    init(number: Int, configuration: Configuration) {
        self.number = number
        self.configuration = configuration
    }

    /// Where the trial stands.
    public var state: State {
        if let final { return .ended(final) }
        return stops > resumptions ? .ended(.stopped) : .running
    }

    /// How the trial ended for good; nil while it runs or is stopped.
    public var outcome: Outcome? { final }

    /// The objective value of a completed trial; nil where it broke the constraints or has several.
    public var value: Double? {
        guard case .completed(let value)? = final else { return nil }
        return value
    }

    /// What a trial reached that ended with several values or without having met the constraints.
    public var score: Score? {
        guard case .scored(let score)? = final else { return nil }
        return score
    }

    /// The first of the epochs at which a completed trial had its value; nil when none was reported with it.
    public var bestEpoch: Int? {
        guard let value else { return nil }
        return curve.values.firstIndex { $0 == value || ($0.isNaN && value.isNaN) }.map { curve.epochs[$0] }
    }

    /// Notes an ending; the first that is final counts.
    mutating func end(_ outcome: Outcome) {
        if outcome == .stopped {
            stops += 1
        } else if final == nil {
            final = outcome
        }
    }

    mutating func resume() { resumptions += 1 }
}
