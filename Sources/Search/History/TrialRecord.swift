/// One trial as samplers and pruners see it.
public struct TrialRecord: Sendable, Hashable {
    /// The trial's number, from 0; below zero for one that is known from another study.
    public let number: Int
    /// Whether it is the study's own, rather than known from another study.
    public var isOwn: Bool { number >= 0 }
    /// The sampled parameters.
    public let configuration: Configuration
    /// The objective's values that it has reported.
    public internal(set) var curve: Curve
    /// How it ended for good.
    private(set) var final: Outcome?
    private(set) var stops = 0
    private(set) var resumptions = 0
    /// Where the latest stop was a pause by the pruner.
    private(set) var pausedAt: Int?
    /// Where it had been paused when the pruner last let it go on; nil for one that never was promoted.
    public private(set) var promotedFrom: Int?

    init(number: Int, configuration: Configuration, counting: TrialValue) {
        self.number = number
        curve = Curve(counting: counting)
        self.configuration = configuration
    }

    /// A trial as it had become.
    init(
        number: Int, configuration: Configuration, curve: Curve, final: Outcome?, stops: Int = 0, resumptions: Int = 0,
        pausedAt: Int? = nil, promotedFrom: Int? = nil
    ) {
        self.init(number: number, configuration: configuration, counting: curve.counting)
        (self.curve, self.final, self.stops, self.resumptions) = (curve, final, stops, resumptions)
        (self.pausedAt, self.promotedFrom) = (pausedAt, promotedFrom)
    }

    /// How the trial ended, for good or until the pruner promotes it; nil while it runs or was interrupted.
    public var outcome: Outcome? {
        if let final { return final }
        return stops > resumptions ? pausedAt.map { .paused(epoch: $0) } : nil
    }

    /// The objective value of a completed trial; nil where it broke the constraints or has several.
    public var value: Double? {
        score?.value
    }

    /// What a completed trial reached.
    public var score: Score? {
        guard case .completed(let score)? = final else { return nil }
        return score
    }

    /// The first of the epochs at which a completed trial had its best value, nil when none was reported with it; the last one
    /// where it counts with that or the mean of the last.
    public var bestEpoch: Int? {
        guard let value else { return nil }
        if curve.counting != .best {
            return curve.reached(.minimize).flatMap {
                $0.value == value || $0.value.isNaN && value.isNaN ? $0.epoch : nil
            }
        }
        return curve.values.firstIndex { $0 == value || ($0.isNaN && value.isNaN) }.map { curve.epochs[$0] }
    }

    /// Notes an ending; the first that is final counts.
    mutating func end(_ outcome: Outcome) {
        switch outcome {
        case .stopped: (stops, pausedAt) = (stops + 1, nil)
        case .paused(let epoch): (stops, pausedAt) = (stops + 1, epoch)
        default: final = final ?? outcome
        }
    }

    mutating func resume() {
        if case .paused(let epoch)? = outcome { promotedFrom = epoch }
        resumptions += 1
    }
}
