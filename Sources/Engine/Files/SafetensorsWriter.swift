import JSON
import System

/// A tensor to be stored.
///
///     try SafetensorsWriter.write([StoredTensor("linear.weight", shape: [2, 3], .floats(values))], to: path)
public struct StoredTensor: Sendable {
    /// A tensor's elements, row-major.
    public enum Contents: Sendable {
        case floats([Float])
        case doubles([Double])
        case integers([Int32])
        case bytes([UInt8])
    }

    /// The tensor's name.
    public let name: String
    /// Its dimensions, outermost first.
    public let shape: [Int]
    /// Its elements: as many as the shape says.
    public let contents: Contents

    /// A tensor; the number of elements must be the shape's product.
    public init(_ name: String, shape: [Int], _ contents: Contents) {
        self.name = name
        self.shape = shape
        self.contents = contents
        precondition(shape.reduce(1, *) == count, "\(name): \(count) elements for shape \(shape)")
    }

    var count: Int {
        switch contents {
        case .floats(let values): values.count
        case .doubles(let values): values.count
        case .integers(let values): values.count
        case .bytes(let values): values.count
        }
    }

    var type: ElementType {
        switch contents {
        case .floats: .float32
        case .doubles: .float64
        case .integers: .int32
        case .bytes: .uint8
        }
    }

    func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        func lend(_ bytes: UnsafeRawBufferPointer) -> Swift.Result<Result, Failure> {
            do throws(Failure) { return .success(try body(bytes)) } catch { return .failure(error) }
        }
        let result =
            switch contents {
            case .floats(let values): values.withUnsafeBytes(lend)
            case .doubles(let values): values.withUnsafeBytes(lend)
            case .integers(let values): values.withUnsafeBytes(lend)
            case .bytes(let values): values.withUnsafeBytes(lend)
            }
        return try result.get()
    }
}

/// Writes safetensors files that PyTorch's `safetensors.torch.load_file` reads.
public enum SafetensorsWriter {
    /// Writes the tensors and the metadata beside `path`, syncs, and renames. Names must differ.
    public static func write(
        _ tensors: [StoredTensor], metadata: [(key: String, value: String)] = [], to path: String
    ) throws(FileError) {
        // Wide elements first, so that every tensor is aligned to its element.
        let ordered = tensors.enumerated()
            .sorted { ($1.element.type.size, $0.offset) < ($0.element.type.size, $1.offset) }
            .map(\.element)
        var header = JSONObject()
        if !metadata.isEmpty {
            header["__metadata__"] = .object(JSONObject(metadata.map { ($0.key, .string($0.value)) }))
        }
        var position = 0
        for tensor in ordered {
            let end = position + tensor.count * tensor.type.size
            precondition(header[tensor.name] == nil, "two tensors named \(tensor.name)")
            header[tensor.name] = [
                "dtype": .string(tensor.type.rawValue),
                "shape": .array(tensor.shape.map { .int($0) }),
                "data_offsets": [.int(position), .int(end)],
            ]
            position = end
        }
        var text = JSONValue.object(header).text(pretty: false)
        text += String(repeating: " ", count: (8 - text.utf8.count % 8) % 8)

        try FileError.during("write", path) { () throws(SystemError) in
            var file = try ReplacedFile(at: path)
            try file.append([UInt64(text.utf8.count).littleEndian])
            try file.append(text)
            for tensor in ordered {
                try tensor.withBytes { bytes throws(SystemError) in try file.append(bytes) }
            }
            try file.commit()
        }
    }
}
