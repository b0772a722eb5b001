// What an operation tells the tape, and what it is given when it runs.

/// One recorded step: forward and backward side by side in one file of `Ops/`.
protocol Operation {
    /// For error messages: "linear", "attention".
    var name: String { get }
    /// Multiplications and additions of its products in a forward pass; what else it does is not counted.
    var operationCount: Int { get }
    /// What it reads; gradients of these are asked for by their place in this list.
    var inputs: [Variable] { get }
    /// What it writes.
    var outputs: [Variable] { get }
    /// Inputs and outputs whose values `backward` reads.
    var kept: [Variable] { get }
    /// Memory that lives only during `forward`.
    var forwardScratch: [Variable] { get }
    /// Memory that lives only during `backward`.
    var backwardScratch: [Variable] { get }
    /// An input whose memory the first output may take over when nothing else reads it.
    var inPlaceInput: Variable? { get }
    /// An input whose gradient may be the first output's gradient itself: it is then left as it is.
    var passedGradient: Int? { get }

    func forward(_ run: Execution)
    func backward(_ run: Execution)
}

extension Operation {
    var operationCount: Int { 0 }
    var forwardScratch: [Variable] { [] }
    var backwardScratch: [Variable] { [] }
    var inPlaceInput: Variable? { nil }
    var passedGradient: Int? { nil }
}

/// Where an operation writes an input's gradient.
struct GradientTarget {
    let pointer: UnsafeMutablePointer<Float>
    /// Whether to add to what is there.
    let accumulates: Bool
    /// Whether the memory already holds the output's gradient (see `Operation.passedGradient`).
    let isPassed: Bool
    var flag: Int32 { accumulates ? 1 : 0 }
}

/// What an operation is given when it runs: memory, threads and randomness.
struct Execution {
    unowned(unsafe) let tape: Tape
    let operation: Int

    var pool: OpaquePointer { tape.pool.handle }

    func value(_ variable: Variable) -> UnsafeMutablePointer<Float> { tape.valuePointers[variable.index]! }
    func indices(_ indices: Indices) -> UnsafePointer<Int32> {
        UnsafeRawPointer(value(indices.variable)).assumingMemoryBound(to: Int32.self)
    }
    /// The gradient of an output; nil when the loss does not depend on it.
    func gradient(_ output: Variable) -> UnsafeMutablePointer<Float>? { tape.gradientPointers[output.index] }
    /// Where the gradient of input `slot` goes; nil when nobody wants it.
    func gradientTarget(_ slot: Int) -> GradientTarget? { tape.gradientTarget(operation: operation, slot: slot) }
    /// A key for this operation's random numbers in this step.
    var randomKey: UInt64 {
        Philox(seed: tape.seed).word(stream: tape.randomStep, index: UInt64(operation))
    }
}
