// A model's computation, recorded once for fixed shapes and replayed each step without allocating.
//
//     let tape = Tape(parameters, mode: .training, pool: pool, seed: 42)
//     let x = tape.input([32, 30, 84])
//     let loss = …layers and losses recorded on the tape…
//     tape.finish(loss: loss)
//     tape.values(of: x).update(…)
//     tape.forward(step: 1)
//     tape.backward()              // parameters.flatGradients
//
// One tape belongs to one batch shape and one mode; all of them share the parameters. Memory is planned by liveness at
// `finish`: an activation that no gradient needs gives its place to a later one.

/// A recorded computation and its memory.
public final class Tape {
    /// Whether a tape trains or evaluates.
    public enum Mode: Sendable {
        /// Dropout drops, batch norm uses the batch's statistics, gradients can be had.
        case training
        /// Dropout is the identity, batch norm uses the running statistics, there are no gradients.
        case evaluation
    }

    enum Source {
        case input(gradient: Bool)
        case constant([Float])
        /// A parameter, or rows of it from `offset` elements on.
        case parameter(Parameter, offset: Int)
        case operation(Int)
        case scratch
    }

    /// Whether the tape trains or evaluates.
    public let mode: Mode
    /// The parameters that it computes with.
    public let parameters: ParameterSet
    /// The seed of its dropout.
    public let seed: UInt64
    let pool: ThreadPool

    private(set) var shapes: [[Int]] = []
    private(set) var sources: [Source] = []
    private(set) var operations: [any Operation] = []
    private struct ParameterRows: Hashable {
        let parameter: Parameter
        let rows: Range<Int>
    }
    private var parameterVariables: [ParameterRows: Variable] = [:]

    var memory: TapeMemory?
    var valuePointers: UnsafeMutablePointer<UnsafeMutablePointer<Float>?> { memory!.values }
    var gradientPointers: UnsafeMutablePointer<UnsafeMutablePointer<Float>?> { memory!.gradients }
    private(set) var randomStep: UInt64 = 0
    private var accumulating = false

    /// An empty tape. `seed` decides its dropout, together with the step and the place of the operation on the tape.
    public init(_ parameters: ParameterSet, mode: Mode, pool: ThreadPool, seed: UInt64 = 0) {
        self.parameters = parameters
        self.mode = mode
        self.pool = pool
        self.seed = seed
    }

    // MARK: Recording

    func makeVariable(_ shape: [Int], _ source: Source) -> Variable {
        precondition(memory == nil, "the tape is finished")
        precondition(shape.allSatisfy { $0 > 0 }, "an empty shape \(shape)")
        shapes.append(shape)
        sources.append(source)
        return Variable(index: shapes.count - 1, shape: shape)
    }

    /// The output of the operation that is recorded next.
    func makeOutput(_ shape: [Int]) -> Variable { makeVariable(shape, .operation(operations.count)) }
    /// Memory for `Operation.forwardScratch` or `backwardScratch`.
    func makeScratch(_ shape: [Int]) -> Variable { makeVariable(shape, .scratch) }
    func record(_ operation: some Operation) { operations.append(operation) }

    /// A tensor that is written before each `forward`; with `gradient`, its gradient can be read after `backward`.
    public func input(_ shape: [Int], gradient: Bool = false) -> Variable {
        makeVariable(shape, .input(gradient: gradient))
    }
    /// A tensor of 32-bit integers that is written before each `forward`.
    public func indices(_ shape: [Int]) -> Indices { Indices(variable: input(shape)) }
    /// A tensor that never changes.
    public func constant(_ values: [Float], _ shape: [Int]) -> Variable {
        precondition(values.count == shape.reduce(1, *), "\(values.count) values for the shape \(shape)")
        return makeVariable(shape, .constant(values))
    }
    /// A parameter as a variable of this tape.
    public func variable(_ parameter: Parameter) -> Variable {
        variable(parameter, shape: parameter.shape, rows: 0..<(parameter.shape.first ?? 1))
    }
    /// A range of a parameter's first dimension. On one tape a parameter is used whole or by rows that do not overlap.
    public func variable(_ parameter: Parameter, rows: Range<Int>) -> Variable {
        precondition(
            rows.lowerBound >= 0 && rows.upperBound <= parameter.shape[0], "rows \(rows) of \(parameter.shape)")
        return variable(parameter, shape: [rows.count] + parameter.shape.dropFirst(), rows: rows)
    }
    private func variable(_ parameter: Parameter, shape: [Int], rows: Range<Int>) -> Variable {
        let key = ParameterRows(parameter: parameter, rows: rows)
        if let known = parameterVariables[key] { return known }
        let row = parameter.shape.dropFirst().reduce(1, *)
        let variable = makeVariable(shape, .parameter(parameter, offset: rows.lowerBound * row))
        parameterVariables[key] = variable
        return variable
    }

    /// Ends the recording and plans the memory. Gradients flow from `loss` (any tensor; a scalar for training). The
    /// values of `loss` and of `keeping` can be read after `forward`; others may have been overwritten.
    public func finish(loss: Variable? = nil, keeping: [Variable] = []) {
        precondition(memory == nil, "the tape is finished already")
        memory = TapeMemory(
            of: self, loss: mode == .training ? loss : nil, keeping: keeping + (loss.map { [$0] } ?? []))
    }

    // MARK: Running

    /// Runs all operations on the inputs' present values; `step` decides the dropout masks.
    public func forward(step: UInt64 = 0) {
        precondition(memory != nil, "the tape is not finished")
        randomStep = step
        for index in operations.indices {
            operations[index].forward(Execution(tape: self, operation: index))
        }
    }

    /// Computes the parameters' gradients of `scale * loss`: replaces those of an earlier call, or adds to them when
    /// `accumulate` (for gradients of several batches).
    public func backward(accumulate: Bool = false, scale: Float = 1) {
        let root = rootGradient()
        root.update(repeating: scale)
        runBackward(accumulate: accumulate)
    }

    /// Computes gradients of sum(loss * cotangent) for a loss that need not be a scalar.
    public func backward(cotangent: [Float], accumulate: Bool = false) {
        let root = rootGradient()
        precondition(cotangent.count == root.count, "a cotangent of \(cotangent.count) elements for \(root.count)")
        _ = root.update(fromContentsOf: cotangent)
        runBackward(accumulate: accumulate)
    }

    private func rootGradient() -> UnsafeMutableBufferPointer<Float> {
        guard let memory, let loss = memory.loss, let pointer = memory.gradients[loss.index] else {
            preconditionFailure("backward needs a training tape that was finished with a loss")
        }
        return UnsafeMutableBufferPointer(start: pointer, count: loss.count)
    }

    private func runBackward(accumulate: Bool) {
        accumulating = accumulate
        guard let memory else { return }
        if !accumulate {
            for parameter in memory.untouched { parameters.gradients(of: parameter).update(repeating: 0) }
        }
        for index in memory.backwardOrder {
            operations[index].backward(Execution(tape: self, operation: index))
        }
    }

    func gradientTarget(operation: Int, slot: Int) -> GradientTarget? {
        let target = memory!.targets[memory!.firstSlot[operation] + slot]
        guard let pointer = target.pointer else { return nil }
        return GradientTarget(
            pointer: pointer, accumulates: target.accumulates || (target.isParameter && accumulating),
            isPassed: target.isPassed)
    }

    // MARK: Reading and writing

    /// The values of an input (to write before `forward`), or of what `finish` was asked to keep.
    public func values(of variable: Variable) -> UnsafeMutableBufferPointer<Float> {
        guard let pointer = memory?.values[variable.index] else { preconditionFailure("the tape is not finished") }
        return UnsafeMutableBufferPointer(start: pointer, count: variable.count)
    }
    /// The values of an integer input, to write before `forward`.
    public func values(of indices: Indices) -> UnsafeMutableBufferPointer<Int32> {
        let floats = values(of: indices.variable)
        let raw = UnsafeMutableRawPointer(floats.baseAddress!)
        return UnsafeMutableBufferPointer(start: raw.assumingMemoryBound(to: Int32.self), count: floats.count)
    }
    /// The gradient of an input that asked for one; nil where the loss does not depend on it.
    public func gradients(of variable: Variable) -> UnsafeMutableBufferPointer<Float>? {
        guard let pointer = memory?.gradients[variable.index] else { return nil }
        return UnsafeMutableBufferPointer(start: pointer, count: variable.count)
    }
    /// Multiplications and additions of a forward pass's products: matrix products, convolutions and attention.
    public var operationCount: Int { operations.reduce(0) { $0 + $1.operationCount } }
}
