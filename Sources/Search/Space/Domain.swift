public import Expressions

/// The values that one parameter may take.
public enum Domain: Sendable, Hashable {
    /// `low, low + step, … ≤ high`; with `log`, uniform in the logarithm (`low` ≥ 1, `step` 1).
    case int(low: Int, high: Int, step: Int = 1, log: Bool = false)
    /// The closed range `low … high`; with `step`, only `low + k * step`; with `log`, uniform in the logarithm (`low` > 0).
    case float(low: Double, high: Double, step: Double? = nil, log: Bool = false)
    /// One of the listed values, of one kind or several; `ordered` says that neighbours in the list are alike.
    case choice([Value], ordered: Bool = false)
}
