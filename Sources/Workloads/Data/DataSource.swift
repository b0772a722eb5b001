import Engine
import JSON

/// Where a workload's data comes from.
public enum DataSource: Sendable, Hashable {
    /// A seeded set that the workload makes itself, the same for every training.
    case synthetic
    /// A safetensors or npz file.
    case file(String)

    /// `synthetic`, or a file's path.
    public init(_ text: String) {
        self = text == "synthetic" ? .synthetic : .file(text)
    }
}

extension TensorFile {
    /// Names, types and shapes, so that a checkpoint can be told from one of other data.
    var dataDescription: JSONValue {
        var object = JSONObject()
        for entry in entries.sorted(by: { $0.name < $1.name }) {
            object[entry.name] = .string("\(entry.type.rawValue) \(entry.shape)")
        }
        return .object(object)
    }

    /// A tensor's floats; one that is not finite is an error with its place.
    func finiteFloats(_ name: String, shape: [Dimension]) throws(FileError) -> [Float] {
        let values = try floats(name, shape: shape)
        let firstBad = values.withUnsafeBufferPointer { values in values.firstIndex { !$0.isFinite } }
        if let firstBad {
            throw .unexpected(
                path: path, tensor: name, expected: "finite numbers",
                found: "\(values[firstBad]) at element \(firstBad)")
        }
        return values
    }
}
