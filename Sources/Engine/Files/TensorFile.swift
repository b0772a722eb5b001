/// A file of named tensors, safetensors or npz, open for reading.
///
///     let file = try TensorFile(opening: "motion.safetensors")
///     let frames = try file.floats("train/frames", shape: ["N", "T", "F"])
///
/// Opening reads and checks the index alone: every entry's bytes lie inside the file. What a tensor holds is read, and its
/// checksum compared where it has one, when it is asked for; one that cannot be read refuses nobody else. Values are
/// converted only where no value changes its meaning, and come row by row whatever their order in the file.
public struct TensorFile: ~Copyable {
    /// The tensors that can be read, in the order of their bytes.
    public let entries: [TensorEntry]
    /// What safetensors calls `__metadata__`; empty for npz.
    public let metadata: [String: String]
    let file: ReadableFile
    /// Whether it is an npz file, whose arrays have numpy's names.
    private let isNumpy: Bool
    private let positions: [String: Int]
    private let unreadable: [String: FileError]

    /// The path as it was given.
    public var path: String { file.path }

    /// Opens a file and checks its index. The format is told by its first bytes, not by its name.
    public init(opening path: String) throws(FileError) {
        let file = try ReadableFile(opening: path)
        let start = try file.bytes(at: 0, count: min(file.size, NpyHeader.magic.count))
        if start == NpyHeader.magic { throw .singleArray(path: path) }
        let isNumpy = try NpzIndex.recognizes(file)
        let index = isNumpy ? try NpzIndex.read(file) : try SafetensorsIndex.read(file)
        func repeated(_ name: String) -> FileError {
            .unexpected(path: path, tensor: name, expected: "every name once", found: "two of this name")
        }
        var positions: [String: Int] = [:]
        for (position, entry) in index.entries.enumerated() {
            guard positions.updateValue(position, forKey: entry.name) == nil else { throw repeated(entry.name) }
        }
        var unreadable: [String: FileError] = [:]
        for (name, error) in index.unreadable {
            guard positions[name] == nil, unreadable.updateValue(error, forKey: name) == nil else {
                throw repeated(name)
            }
        }
        entries = index.entries
        metadata = index.metadata
        self.isNumpy = isNumpy
        self.positions = positions
        self.unreadable = unreadable
        self.file = file
    }

    /// The names of all tensors, those included that cannot be read, in no order.
    public var names: [String] { entries.map(\.name) + unreadable.keys }

    /// The entry of a name, if there is one that can be read.
    public subscript(name: String) -> TensorEntry? {
        positions[name].map { entries[$0] }
    }

    /// The entry of a name, of the given shape where one is given.
    public func entry(_ name: String, shape: [Dimension]? = nil) throws(FileError) -> TensorEntry {
        guard let entry = self[name] else {
            throw unreadable[name] ?? .missing(path: path, tensor: name, present: entries.map(\.name))
        }
        if let shape, shape.count != entry.shape.count || !zip(shape, entry.shape).allSatisfy({ $0.admits($1) }) {
            let expected = shape.map(\.text).joined(separator: ", ")
            throw .unexpected(
                path: path, tensor: name, expected: "shape [\(expected)]", found: "shape \(entry.shape)")
        }
        return entry
    }

    /// A tensor's values as Float, row-major, from any type; those that Float cannot hold are rounded.
    public func floats(_ name: String, shape: [Dimension]? = nil) throws(FileError) -> [Float] {
        let entry = try entry(name, shape: shape)
        switch entry.type {
        case .float32:
            return try elements(of: entry)
        case .float64:
            let values: [Double] = try elements(of: entry)
            return values.map { Float($0) }
        case .float16:
            let values: [UInt16] = try elements(of: entry)
            return values.map(HalfPrecision.float(fromFloat16:))
        case .bfloat16:
            let values: [UInt16] = try elements(of: entry)
            return values.map { Float(bitPattern: UInt32($0) << 16) }
        case .int8: return try converted(entry, Int8.self)
        case .int16: return try converted(entry, Int16.self)
        case .int32: return try converted(entry, Int32.self)
        case .int64: return try converted(entry, Int64.self)
        case .uint8, .bool: return try converted(entry, UInt8.self)
        case .uint16: return try converted(entry, UInt16.self)
        case .uint32: return try converted(entry, UInt32.self)
        case .uint64: return try converted(entry, UInt64.self)
        }
    }

    private func converted<Element: FixedWidthInteger & BitwiseCopyable>(
        _ entry: TensorEntry, _ type: Element.Type
    ) throws(FileError) -> [Float] {
        let values: [Element] = try elements(of: entry)
        return values.map { Float($0) }
    }

    /// A tensor's values as Double, row-major, from F64 or F32.
    public func doubles(_ name: String, shape: [Dimension]? = nil) throws(FileError) -> [Double] {
        let entry = try entry(name, shape: shape)
        switch entry.type {
        case .float64:
            return try elements(of: entry)
        case .float32:
            let values: [Float] = try elements(of: entry)
            return values.map { Double($0) }
        default:
            throw wrongType(entry, expected: [.float64, .float32])
        }
    }

    /// A tensor's values as Int32, row-major, from integers of any size or bools; one outside Int32 is an error.
    public func integers(_ name: String, shape: [Dimension]? = nil) throws(FileError) -> [Int32] {
        let entry = try entry(name, shape: shape)
        switch entry.type {
        case .int32: return try elements(of: entry)
        case .int64: return try whole(entry, Int64.self)
        case .int16: return try whole(entry, Int16.self)
        case .int8: return try whole(entry, Int8.self)
        case .uint64: return try whole(entry, UInt64.self)
        case .uint32: return try whole(entry, UInt32.self)
        case .uint16: return try whole(entry, UInt16.self)
        case .uint8, .bool: return try whole(entry, UInt8.self)
        case .float16, .bfloat16, .float32, .float64:
            throw wrongType(
                entry, expected: [.int64, .int32, .int16, .int8, .uint64, .uint32, .uint16, .uint8, .bool])
        }
    }

    private func whole<Element: FixedWidthInteger & BitwiseCopyable>(
        _ entry: TensorEntry, _ type: Element.Type
    ) throws(FileError) -> [Int32] {
        let values: [Element] = try elements(of: entry)
        if let outside = values.first(where: { Int32(exactly: $0) == nil }) {
            throw .unexpected(
                path: path, tensor: entry.name, expected: "whole numbers of 32 bits", found: "\(outside)")
        }
        return values.map { Int32(truncatingIfNeeded: $0) }
    }

    /// A tensor's values as bytes, row-major, from U8 or BOOL.
    public func bytes(_ name: String, shape: [Dimension]? = nil) throws(FileError) -> [UInt8] {
        let entry = try entry(name, shape: shape)
        guard entry.type == .uint8 || entry.type == .bool else {
            throw wrongType(entry, expected: [.uint8, .bool])
        }
        return try elements(of: entry)
    }

    private func wrongType(_ entry: TensorEntry, expected: [ElementType]) -> FileError {
        let words = (expected + [entry.type]).map { isNumpy ? $0.numpyName : $0.rawValue }
        return .unexpected(
            path: path, tensor: entry.name,
            expected: "elements of type \(words.dropLast(2).joined(separator: ", ")) or \(words[expected.count - 1])",
            found: words[expected.count])
    }
}
