/// The type of a stored tensor's elements, by safetensors' names.
public enum ElementType: String, Sendable, Hashable {
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

    /// Bytes in the file.
    var byteCount: Int { count * type.size }

    /// The number of elements of a shape and its bytes, or nil when they do not fit an Int.
    static func elements(of shape: [Int], type: ElementType) -> (count: Int, bytes: Int)? {
        var count = 1
        // Zeros first: a shape such as [0, Int.max, Int.max] holds nothing, and says so.
        if shape.contains(0) { return (0, 0) }
        for dimension in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
            guard dimension > 0, !overflow else { return nil }
            count = product
        }
        let (bytes, overflow) = count.multipliedReportingOverflow(by: type.size)
        return overflow ? nil : (count, bytes)
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
