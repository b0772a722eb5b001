/// A value that a parameter can have and an expression can yield: `4`, `0.15`, `"adamw"`, `true`.
public enum Value: Sendable, Hashable {
    case int(Int)
    case float(Double)
    case string(String)
    case bool(Bool)
}
