/// What a trial reached: the value of each objective, and by how much the outcome constraints are violated.
///
/// ```swift
/// Outcome.completed(Score(values: [0.91, 120_000], violation: 0))    // two objectives, all constraints met
/// Outcome.completed(Score(values: [0.97], violation: 3.5))           // one objective, 3.5 beyond its constraint
/// ```
public struct Score: Sendable, Hashable {
    /// The value of each objective, in the study's order.
    public let values: [Double]
    /// By how much the constraints are violated, from 0 (all are met) to infinity.
    public let violation: Double

    /// A score; a violation that is NaN is infinite, and one below 0 is 0.
    public init(values: [Double], violation: Double = 0) {
        self.values = values
        self.violation = violation.isNaN ? .infinity : max(0, violation)
    }

    /// The value of the one objective where all constraints are met (may be NaN); nil of several, or where one is violated.
    public var value: Double? { values.count == 1 && isFeasible ? values[0] : nil }

    /// Whether all constraints are met.
    public var isFeasible: Bool { violation == 0 }

    /// Whether every value is a number that can be compared with others; a score with NaN or infinity tells nothing.
    public var isFinite: Bool { values.allSatisfy(\.isFinite) }
}
