/// The type of a stored tensor's elements, by safetensors' names.
public enum ElementType: String, Sendable, Hashable, CaseIterable {
    case bool = "BOOL"
    case uint8 = "U8"
    case int8 = "I8"
    case uint16 = "U16"
    case int16 = "I16"
    case uint32 = "U32"
    case int32 = "I32"
    case uint64 = "U64"
    case int64 = "I64"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case float32 = "F32"
    case float64 = "F64"

    /// Bytes an element.
    public var size: Int {
        switch self {
        case .bool, .uint8, .int8: 1
        case .uint16, .int16, .float16, .bfloat16: 2
        case .uint32, .int32, .float32: 4
        case .uint64, .int64, .float64: 8
        }
    }

    /// The type as numpy calls it; the one that numpy lacks by safetensors' name.
    var numpyName: String {
        switch self {
        case .bool: "bool"
        case .uint8: "uint8"
        case .int8: "int8"
        case .uint16: "uint16"
        case .int16: "int16"
        case .uint32: "uint32"
        case .int32: "int32"
        case .uint64: "uint64"
        case .int64: "int64"
        case .float16: "float16"
        case .bfloat16: rawValue
        case .float32: "float32"
        case .float64: "float64"
        }
    }
}

/// One tensor of a file: what it claims to be and where its bytes lie. The claim has been checked against the file's
/// size, so it is safe to allocate.
public struct TensorEntry: Sendable, Hashable {
    /// The tensor's name, such as `train/frames`.
    public let name: String
    /// The type of its elements.
    public let type: ElementType
    /// Its dimensions, outermost first; empty for a scalar.
    public let shape: [Int]
    /// Where its first byte lies in the file.
    public let offset: Int
    /// How many elements it has.
    public let count: Int
    /// How its elements lie.
    var layout = Layout()

    /// Where a file may differ from safetensors, whose elements are little-endian, rows first, without a checksum.
    struct Layout: Sendable, Hashable {
        /// The most significant byte comes first.
        var isBigEndian = false
        /// The first index runs fastest, as in Fortran.
        var isColumnMajor = false
        /// The checksum of the tensor's bytes and some before them.
        var checksum: Checksum?
    }

    /// The CRC-32 of the bytes from `start` to the tensor's end.
    struct Checksum: Sendable, Hashable {
        let start: Int
        let value: UInt32
    }

    /// Bytes in the file.
    var byteCount: Int { count * type.size }

    /// The number of elements of a shape and its bytes, or nil when they do not fit an Int. The dimensions other than 0 must
    /// fit even where there are no elements, so that no product of them overflows anywhere.
    static func elements(of shape: [Int], type: ElementType) -> (count: Int, bytes: Int)? {
        var bytes = type.size
        for dimension in shape where dimension != 0 {
            let (product, overflow) = bytes.multipliedReportingOverflow(by: dimension)
            guard dimension > 0, !overflow else { return nil }
            bytes = product
        }
        return shape.contains(0) ? (0, 0) : (bytes / type.size, bytes)
    }
}

/// One dimension that a reader expects: a number, or a name where any size will do.
///
///     try file.floats("train/frames", shape: ["N", "T", 84])
public enum Dimension: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    case any(String)
    case exactly(Int)

    /// A dimension of any size, by its name in messages.
    public init(stringLiteral value: String) { self = .any(value) }
    /// A dimension of just this size.
    public init(integerLiteral value: Int) { self = .exactly(value) }

    /// Whether a dimension of `size` is what is expected.
    func admits(_ size: Int) -> Bool {
        if case .exactly(let expected) = self { expected == size } else { true }
    }

    /// The dimension in an error's words.
    var text: String {
        switch self {
        case .any(let name): name
        case .exactly(let size): "\(size)"
        }
    }
}
