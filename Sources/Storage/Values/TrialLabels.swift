/// What people have put to a trial.
public struct TrialLabels: Sendable, Hashable {
    /// Words, in order.
    public var tags: [String] = []
    /// What somebody noted about it.
    public var remark: String?

    /// None.
    public init() {}
}
