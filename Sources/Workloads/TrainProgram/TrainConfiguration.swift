// What a training is told by a file: the one that HPO_CONFIG names, or one that `hpo study export` wrote.
//
//     {"workload": "face-transformer", "data": "synthetic", "epochs": 20, "seed": 81, "params": {"lr": 0.001}}

import Engine
import JSON
import Words

/// A configuration file's contents, checked for their kinds; parameters are checked by the workload.
struct TrainConfiguration: Sendable, Hashable {
    /// The workload, where the file says it.
    var workload: String?
    /// `synthetic` or a file's path.
    var data: String?
    /// Epochs.
    var epochs: Int?
    /// The seed.
    var seed: UInt64?
    /// The parameters.
    var params = JSONObject()
    /// The folder for the checkpoint and the weights.
    var directory: String?
    /// A file of weights to start from.
    var initialWeights: String?
    /// Whether to go on from the folder's checkpoint.
    var resume = false

    static let keys = [
        "workload", "data", "epochs", "seed", "params", "directory", "resume", "init", "study", "stage", "trial",
        "attempt",
    ]

    /// A configuration that says nothing.
    init() {}

    /// Reads a file of at most 16 MB.
    init(readingFrom path: String) throws(WorkloadError) {
        let bytes: [UInt8]
        do { bytes = try SmallFile.bytes(of: path, limit: 16 << 20) } catch { throw .file(error) }
        let json: JSONValue
        do { json = try JSONValue(parsing: bytes, syntax: .json5) } catch {
            throw .notJSON(place: "\(path):\(error.line)", message: error.message)
        }
        try self.init(json, place: path)
    }

    /// Reads an object of the keys above.
    init(_ json: JSONValue, place: String) throws(WorkloadError) {
        guard let object = json.objectValue else {
            throw .notJSON(place: place, message: "expected an object, found \(json.words)")
        }
        func value<Result>(
            _ name: String, _ expected: String, _ convert: (JSONValue) -> Result?
        ) throws(WorkloadError) -> Result? {
            guard let value = object[name], value != .null else { return nil }
            guard let result = convert(value) else {
                throw .wrongValue(place: place, name: name, expected: expected, found: value.words)
            }
            return result
        }
        for key in object.keys where !Self.keys.contains(key) {
            throw .unknownKey(place: place, name: key, nearest: nearestName(to: key, among: Self.keys))
        }
        workload = try value("workload", "a workload's name", \.stringValue)
        data = try value("data", "a file's path or \"synthetic\"", \.stringValue)
        epochs = try value("epochs", Self.epochsWords) {
            $0.intValue.flatMap { Self.epochsRange.contains($0) ? $0 : nil }
        }
        seed = try value("seed", "an integer from 0 on") { $0.intValue.flatMap { UInt64(exactly: $0) } }
        params = try value("params", "an object of parameters", \.objectValue) ?? JSONObject()
        directory = try value("directory", "a folder's path", \.stringValue)
        initialWeights = try value("init", "the path of a file of weights", \.stringValue)
        resume = try value("resume", "true or false", \.boolValue) ?? false
    }

    static let epochsRange = 1...1_000_000
    static let epochsWords = "an integer from 1 to 1000000"
}
