// Handles to what a tape computes with.

/// A tensor of floats recorded on a tape.
public struct Variable: Sendable, Hashable {
    let index: Int
    /// Its shape, row-major.
    public let shape: [Int]
    /// How many elements it has.
    public var count: Int { shape.reduce(1, *) }
    /// The last dimension: the width of a row.
    var width: Int { shape.last ?? 1 }
    /// How many rows of `width` there are.
    var rows: Int { shape.dropLast().reduce(1, *) }
}

/// A tensor of 32-bit integers recorded on a tape: token or class numbers.
public struct Indices: Sendable, Hashable {
    let variable: Variable
    /// Its shape, row-major.
    public var shape: [Int] { variable.shape }
    /// How many elements it has.
    public var count: Int { variable.count }
}
