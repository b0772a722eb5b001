// A model's named tensors in one flat memory with the gradients beside it, so that clipping, the optimiser and
// checkpoints are single passes.
//
//     let parameters = ParameterSet(seed: 42)
//     let weight = parameters.add("linear.weight", [64, 32], .kaimingUniform(fanIn: 32))
//     parameters.values(of: weight)[0]
//
// Parameters are added first; the memory is made and filled at the first use, and no parameter can be added after it.

/// A handle to a parameter of a `ParameterSet`.
public struct Parameter: Sendable, Hashable {
    let index: Int
    /// Its shape, row-major.
    public let shape: [Int]
}

/// A handle to a named buffer: a tensor that is saved with the parameters but not trained, such as batch-norm statistics.
struct NamedBuffer: Sendable, Hashable {
    let index: Int
    /// Its shape, row-major.
    let shape: [Int]
}

/// Parameters, their gradients and named buffers of one model.
public final class ParameterSet {
    struct Entry {
        let name: String
        let shape: [Int]
        let offset: Int
        let initializer: Initializer
        var count: Int { shape.reduce(1, *) }
    }

    /// The seed that first values are drawn from.
    public let seed: UInt64
    private(set) var entries: [Entry] = []
    private(set) var bufferEntries: [Entry] = []
    private var flatCount = 0
    private var bufferCount = 0
    /// The places in `entries` of the parameters that are not trained.
    private var frozen: Set<Int> = []
    private var memory: (values: FloatMemory, gradients: FloatMemory, buffers: FloatMemory)?

    /// An empty set; `seed` decides the first values of what is added, each by its name alone.
    public init(seed: UInt64) { self.seed = seed }

    /// Adds a parameter. The name must be new, and the memory not yet in use.
    @discardableResult
    public func add(_ name: String, _ shape: [Int], _ initializer: Initializer) -> Parameter {
        precondition(memory == nil, "parameter \(name) is added after the set's first use")
        precondition(!entries.contains { $0.name == name }, "parameter \(name) is added twice")
        entries.append(Entry(name: name, shape: shape, offset: flatCount, initializer: initializer))
        flatCount += FloatMemory.aligned(shape.reduce(1, *))
        return Parameter(index: entries.count - 1, shape: shape)
    }

    /// Adds a named buffer that starts with `value` everywhere.
    @discardableResult
    func addBuffer(_ name: String, _ shape: [Int], value: Float) -> NamedBuffer {
        precondition(memory == nil, "buffer \(name) is added after the set's first use")
        bufferEntries.append(Entry(name: name, shape: shape, offset: bufferCount, initializer: .constant(value)))
        bufferCount += FloatMemory.aligned(shape.reduce(1, *))
        return NamedBuffer(index: bufferEntries.count - 1, shape: shape)
    }

    private func allocated() -> (values: FloatMemory, gradients: FloatMemory, buffers: FloatMemory) {
        if let memory { return memory }
        let made = (
            values: FloatMemory(count: flatCount), gradients: FloatMemory(count: flatCount),
            buffers: FloatMemory(count: bufferCount)
        )
        memory = made
        let philox = Philox(seed: seed)
        for entry in entries {
            let target = UnsafeMutableBufferPointer(start: made.values.base + entry.offset, count: entry.count)
            entry.initializer.fill(target, from: philox, stream: Self.stream(of: entry.name))
        }
        for entry in bufferEntries {
            let target = UnsafeMutableBufferPointer(start: made.buffers.base + entry.offset, count: entry.count)
            entry.initializer.fill(target, from: philox, stream: 0)
        }
        return made
    }

    /// FNV-1a of the name, so that a parameter's first values do not depend on what else there is.
    private static func stream(of name: String) -> UInt64 {
        name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    }

    /// All values in one memory: parameters in order of addition, each on a cache line, with zeros between.
    var flatValues: UnsafeMutableBufferPointer<Float> { allocated().values.all }
    /// All gradients, laid out as `flatValues`.
    var flatGradients: UnsafeMutableBufferPointer<Float> { allocated().gradients.all }

    /// How many numbers there are, padding left out.
    public var count: Int { entries.reduce(0) { $0 + $1.count } }
    /// How many of them are trained.
    var trainedCount: Int { entries.indices.reduce(0) { $0 + (frozen.contains($1) ? 0 : entries[$1].count) } }

    /// The parameters in order of addition.
    public var all: [(name: String, parameter: Parameter)] {
        entries.indices.map { (entries[$0].name, Parameter(index: $0, shape: entries[$0].shape)) }
    }
    /// The named buffers in order of addition.
    var allBuffers: [(name: String, buffer: NamedBuffer)] {
        bufferEntries.indices.map { (bufferEntries[$0].name, NamedBuffer(index: $0, shape: bufferEntries[$0].shape)) }
    }

    /// The name of a parameter.
    public func name(of parameter: Parameter) -> String { entries[parameter.index].name }
    /// The parameter of this name, nil where there is none.
    public func parameter(named name: String) -> Parameter? {
        entries.firstIndex { $0.name == name }.map { Parameter(index: $0, shape: entries[$0].shape) }
    }

    /// A parameter's values, row-major.
    public func values(of parameter: Parameter) -> UnsafeMutableBufferPointer<Float> {
        slice(allocated().values, entries[parameter.index])
    }
    /// A parameter's gradient, row-major.
    public func gradients(of parameter: Parameter) -> UnsafeMutableBufferPointer<Float> {
        slice(allocated().gradients, entries[parameter.index])
    }
    /// A named buffer's values, row-major.
    func values(of buffer: NamedBuffer) -> UnsafeMutableBufferPointer<Float> {
        slice(allocated().buffers, bufferEntries[buffer.index])
    }

    /// Takes parameters out of training: all whose name is `name` or goes on after it and a point. Tapes that are recorded
    /// from then on compute no gradients of them. Returns whether there are any.
    func freeze(_ name: String) -> Bool {
        let places = entries.indices.filter { entries[$0].name == name || entries[$0].name.hasPrefix(name + ".") }
        frozen.formUnion(places)
        return !places.isEmpty
    }
    /// Whether a parameter is not trained.
    func isFrozen(_ parameter: Parameter) -> Bool { !frozen.isEmpty && frozen.contains(parameter.index) }
    /// Where the trained parameters lie in the flat memories, padding included; all in one where nothing is frozen.
    var trainedRanges: [Range<Int>] {
        var ranges: [Range<Int>] = []
        for (index, entry) in entries.enumerated() where !frozen.contains(index) {
            let end = index + 1 < entries.count ? entries[index + 1].offset : flatCount
            if let last = ranges.last, last.upperBound == entry.offset {
                ranges[ranges.count - 1] = last.lowerBound..<end
            } else {
                ranges.append(entry.offset..<end)
            }
        }
        return ranges
    }

    private func slice(_ memory: FloatMemory, _ entry: Entry) -> UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(start: memory.base + entry.offset, count: entry.count)
    }
}
