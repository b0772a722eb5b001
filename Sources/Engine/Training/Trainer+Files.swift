// What a training keeps on disk: a checkpoint after each epoch, and the best epoch's weights.

internal import JSON
internal import System

extension Trainer {
    /// Goes on from the folder's last whole checkpoint. Gives what was wrong with damaged ones that were passed over.
    public func resume() throws(TrainingError) -> [FileError] {
        guard let files else { return [] }
        let (found, damaged) = Checkpoint.last(in: files.folder)
        guard let checkpoint = found else { return damaged }
        let path = Checkpoint.path(in: files.folder)
        let differences = Self.differences(from: checkpoint.configuration, to: files.configuration)
        guard differences.isEmpty else { throw .otherConfiguration(path: path, differences: differences) }
        do { try restore(checkpoint, path: path) } catch { throw .file(error) }
        return damaged
    }

    /// Removes a folder's checkpoints: those of an earlier training must not be resumed in place of this one.
    public func forgetCheckpoints(in folder: String) {
        for path in [Checkpoint.path(in: folder), Checkpoint.previousPath(in: folder)] { Files.remove(path) }
    }

    /// Writes the checkpoint of the state between two epochs.
    func writeCheckpoint() throws(TrainingError) {
        guard let files else { return }
        let parameters = task.parameters
        var tensors = ModelFile.tensors(of: parameters, prefix: Checkpoint.weights)
        for (prefix, moment) in [("first.", optimizer.first), ("second.", optimizer.second)] {
            for entry in parameters.entries {
                let values = UnsafeBufferPointer(start: moment.base + entry.offset, count: entry.count)
                tensors.append(StoredTensor(prefix + entry.name, shape: entry.shape, .floats(Array(values))))
            }
        }
        let checkpoint = Checkpoint(
            state: state, configuration: JSONValue.object(files.configuration).text(),
            statistics: task.statistics.text(), tensors: tensors)
        do { try checkpoint.write(in: files.folder) } catch { throw .file(error) }
    }

    /// Writes the weights as `best.safetensors`.
    func writeBestWeights() throws(TrainingError) {
        try writeWeights("best")
    }

    /// Writes the present weights as `NAME.safetensors`, with what made them in the metadata.
    public func writeWeights(_ name: String) throws(TrainingError) {
        guard let files else { return }
        do {
            try ModelFile.write(
                task.parameters,
                metadata: [
                    ("format", "pt"), ("configuration", JSONValue.object(files.configuration).text()),
                    ("statistics", task.statistics.text()), ("epoch", "\(state.epoch)"), ("source", files.source),
                ], to: "\(files.folder)/\(name).safetensors")
        } catch {
            throw .file(error)
        }
    }

    private func restore(_ checkpoint: Checkpoint, path: String) throws(FileError) {
        var tensors: [String: StoredTensor] = [:]
        for tensor in checkpoint.tensors { tensors[tensor.name] = tensor }
        func fill(_ target: UnsafeMutableBufferPointer<Float>, _ name: String, _ shape: [Int]) throws(FileError) {
            guard let tensor = tensors[name] else {
                throw .missing(path: path, tensor: name, present: checkpoint.tensors.map(\.name))
            }
            guard tensor.shape == shape, case .floats(let values) = tensor.contents else {
                throw .unexpected(
                    path: path, tensor: name, expected: "shape \(shape)", found: "shape \(tensor.shape)")
            }
            _ = target.update(fromContentsOf: values)
        }
        let parameters = task.parameters
        for entry in parameters.entries {
            let target = UnsafeMutableBufferPointer(
                start: parameters.flatValues.baseAddress.map { $0 + entry.offset }, count: entry.count)
            try fill(target, Checkpoint.weights + entry.name, entry.shape)
            for (prefix, moment) in [("first.", optimizer.first), ("second.", optimizer.second)] {
                let target = UnsafeMutableBufferPointer(start: moment.base + entry.offset, count: entry.count)
                try fill(target, prefix + entry.name, entry.shape)
            }
        }
        for (name, buffer) in parameters.allBuffers {
            try fill(parameters.values(of: buffer), Checkpoint.weights + name, buffer.shape)
        }
        state = checkpoint.state
        optimizer.steps = state.updates
        stopping.best = state.stoppingBest
        stopping.waited = state.waited
    }

    /// What two configurations disagree on, key by key: `lr was 0.001, is 0.01`.
    private static func differences(from text: String, to object: JSONObject) -> [String] {
        let old = (try? JSONValue(parsing: text, syntax: .json))?.objectValue ?? JSONObject()
        return differences(from: old, to: object)
    }

    private static func differences(from old: JSONObject, to new: JSONObject) -> [String] {
        var result: [String] = []
        for key in new.keys + old.keys.filter({ new[$0] == nil }) {
            let (before, after) = (old[key], new[key])
            if before == after { continue }
            if let before = before?.objectValue, let after = after?.objectValue {
                result += differences(from: before, to: after)
            } else {
                result.append("\(key) was \(before?.text() ?? "not given"), is \(after?.text() ?? "not given")")
            }
        }
        return result
    }
}
