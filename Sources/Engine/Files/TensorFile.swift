/// A file of named tensors, safetensors or npz, open for reading.
///
///     let file = try TensorFile(opening: "motion.safetensors")
///     let frames = try file.floats("train/frames", shape: ["N", "T", "F"])
///
/// Opening reads and checks the index alone: every entry's bytes lie inside the file. What a tensor holds is read when
/// it is asked for. Values are converted only where no value changes its meaning.
public struct TensorFile: ~Copyable {
    /// The tensors, in the order of their bytes.
    public let entries: [TensorEntry]
    /// What safetensors calls `__metadata__`; empty for npz.
    public let metadata: [String: String]
    private let file: ReadableFile
    private let positions: [String: Int]

    /// The path as it was given.
    public var path: String { file.path }

    /// Opens a file and checks its index. The format is told by its first bytes, not by its name.
    public init(opening path: String) throws(FileError) {
        let file = try ReadableFile(opening: path)
        let (entries, metadata) =
            try NpzIndex.recognizes(file) ? (try NpzIndex.read(file), [:]) : try SafetensorsIndex.read(file)
        var positions: [String: Int] = [:]
        for (position, entry) in entries.enumerated() {
            guard positions.updateValue(position, forKey: entry.name) == nil else {
                throw .unexpected(
                    path: path, tensor: entry.name, expected: "every name once", found: "two tensors of this name")
            }
        }
        self.entries = entries
        self.metadata = metadata
        self.positions = positions
        self.file = file
    }

    /// The entry of a name, if there is one.
    public subscript(name: String) -> TensorEntry? {
        positions[name].map { entries[$0] }
    }

    /// The entry of a name, of the given shape where one is given.
    public func entry(_ name: String, shape: [Dimension]? = nil) throws(FileError) -> TensorEntry {
        guard let entry = self[name] else {
            throw .missing(path: path, tensor: name, present: entries.map(\.name))
        }
        if let shape, shape.count != entry.shape.count || !zip(shape, entry.shape).allSatisfy({ $0.admits($1) }) {
            let expected = shape.map(\.text).joined(separator: ", ")
            throw .unexpected(
                path: path, tensor: name, expected: "shape [\(expected)]", found: "shape \(entry.shape)")
        }
        return entry
    }

    /// A tensor's values as Float, row-major, from F32, F64, F16 or BF16.
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
        default:
            throw wrongType(entry, expected: "F32, F64, F16 or BF16")
        }
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
            throw wrongType(entry, expected: "F64 or F32")
        }
    }

    /// A tensor's values as Int32, row-major, from I32, I64, I16, I8, U8 or BOOL; an I64 outside Int32 is an error.
    public func integers(_ name: String, shape: [Dimension]? = nil) throws(FileError) -> [Int32] {
        let entry = try entry(name, shape: shape)
        switch entry.type {
        case .int32:
            return try elements(of: entry)
        case .int64:
            let values: [Int64] = try elements(of: entry)
            if let outside = values.first(where: { Int32(exactly: $0) == nil }) {
                throw .unexpected(
                    path: path, tensor: name, expected: "whole numbers of 32 bits", found: "\(outside)")
            }
            return values.map { Int32(truncatingIfNeeded: $0) }
        case .int16:
            let values: [Int16] = try elements(of: entry)
            return values.map { Int32($0) }
        case .int8:
            let values: [Int8] = try elements(of: entry)
            return values.map { Int32($0) }
        case .uint8, .bool:
            let values: [UInt8] = try elements(of: entry)
            return values.map { Int32($0) }
        default:
            throw wrongType(entry, expected: "I32, I64, I16, I8, U8 or BOOL")
        }
    }

    /// A tensor's values as bytes, row-major, from U8 or BOOL.
    public func bytes(_ name: String, shape: [Dimension]? = nil) throws(FileError) -> [UInt8] {
        let entry = try entry(name, shape: shape)
        guard entry.type == .uint8 || entry.type == .bool else { throw wrongType(entry, expected: "U8 or BOOL") }
        return try elements(of: entry)
    }

    private func elements<Element: BitwiseCopyable>(of entry: TensorEntry) throws(FileError) -> [Element] {
        try file.elements(at: entry.offset, count: entry.count)
    }

    private func wrongType(_ entry: TensorEntry, expected: String) -> FileError {
        .unexpected(
            path: path, tensor: entry.name, expected: "elements of type \(expected)", found: entry.type.rawValue)
    }
}
