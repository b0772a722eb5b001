// A checkpoint on disk: a safetensors file whose metadata holds the state and a checksum over everything else.
//
// The one before is kept, so that a torn file costs one epoch and not the training.

internal import JSON
internal import System

/// All that a training needs to go on: state, configuration, statistics, weights, moments, buffers.
struct Checkpoint {
    static let format = "hpo-checkpoint-1"
    /// What the names of the model's tensors begin with.
    static let weights = "model."

    var state: TrainingState
    /// The configuration that made it, as the text of a JSON object.
    var configuration: String
    var statistics: String
    var tensors: [StoredTensor]

    private var checksum: String {
        var sum = Checksum()
        for text in [Self.format, state.json.text(), configuration, statistics] { sum.add(text) }
        for tensor in tensors.sorted(by: { $0.name < $1.name }) {
            sum.add(tensor.name)
            sum.add("\(tensor.shape)")
            tensor.withBytes { sum.add($0) }
        }
        return sum.text
    }

    /// Writes `folder/checkpoint.safetensors`; the file that was there becomes `checkpoint.previous.safetensors`.
    func write(in folder: String) throws(FileError) {
        let path = Self.path(in: folder)
        let beside = path + ".new"
        try SafetensorsWriter.write(
            tensors,
            metadata: [
                ("format", Self.format), ("state", state.json.text()), ("configuration", configuration),
                ("statistics", statistics), ("checksum", checksum),
            ], to: beside)
        try FileError.during("write", path) { () throws(SystemError) in
            do throws(SystemError) { try Files.rename(path, to: Self.previousPath(in: folder)) } catch {
                guard error.isMissing else { throw error }
            }
            try Files.rename(beside, to: path)
        }
    }

    /// The last whole checkpoint of a folder, and what was wrong with a later one.
    static func last(in folder: String) -> (checkpoint: Checkpoint?, damaged: [FileError]) {
        var damaged: [FileError] = []
        for path in [path(in: folder), previousPath(in: folder)] {
            do {
                return (try Checkpoint(readingFrom: path), damaged)
            } catch {
                if !error.isNotFound { damaged.append(error) }
            }
        }
        return (nil, damaged)
    }

    init(state: TrainingState, configuration: String, statistics: String, tensors: [StoredTensor]) {
        self.state = state
        self.configuration = configuration
        self.statistics = statistics
        self.tensors = tensors
    }

    init(readingFrom path: String) throws(FileError) {
        let file = try TensorFile(opening: path)
        func damaged(_ expected: String, _ found: String) -> FileError {
            .unexpected(path: path, tensor: nil, expected: expected, found: found)
        }
        guard file.metadata["format"] == Self.format else {
            throw damaged("a checkpoint", "a file of another kind")
        }
        guard let stateText = file.metadata["state"], let configuration = file.metadata["configuration"],
            let statistics = file.metadata["statistics"],
            let json = try? JSONValue(parsing: stateText, syntax: .json), let state = TrainingState(json)
        else { throw damaged("a checkpoint with its state", "one without") }
        self.state = state
        self.configuration = configuration
        self.statistics = statistics
        tensors = []
        for entry in file.entries {
            tensors.append(StoredTensor(entry.name, shape: entry.shape, .floats(try file.floats(entry.name))))
        }
        guard checksum == file.metadata["checksum"] else {
            throw damaged(
                "the checksum \(file.metadata["checksum"] ?? "of the file")", "\(checksum): the file is damaged")
        }
    }

    static func path(in folder: String) -> String { folder + "/checkpoint.safetensors" }
    static func previousPath(in folder: String) -> String { folder + "/checkpoint.previous.safetensors" }
}
