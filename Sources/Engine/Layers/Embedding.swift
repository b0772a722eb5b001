// A table of rows by number, named and initialised as PyTorch's nn.Embedding.

/// Rows [V,D] by number.
public struct Embedding: Sendable {
    /// [V,D], normal with deviation 1.
    public let weight: Parameter

    /// Adds `name.weight`.
    public init(_ name: String, count: Int, width: Int, in parameters: ParameterSet) {
        weight = parameters.add("\(name).weight", [count, width], .normal())
    }

    /// Records the rows of numbers [...]: [..., D].
    public func callAsFunction(_ tape: Tape, _ indices: Indices) -> Variable {
        tape.embedding(indices, table: tape.variable(weight))
    }
}
