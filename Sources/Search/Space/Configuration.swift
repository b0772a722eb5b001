public import Expressions

/// The values that a trial runs with, by parameter name. Iteration is in the order of the names.
public struct Configuration: Sendable, Hashable {
    /// The values by name.
    public var values: [String: Value]

    /// A configuration of the given values.
    public init(_ values: [String: Value] = [:]) { self.values = values }

    /// The value of the parameter `name`, nil where it is not set (an inactive conditional parameter).
    public subscript(name: String) -> Value? {
        get { values[name] }
        set { values[name] = newValue }
    }

    /// The names that are set, in ascending order.
    public var names: [String] { values.keys.sorted() }
}
