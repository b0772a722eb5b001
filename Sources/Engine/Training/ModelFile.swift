// A model's weights on disk under PyTorch's parameter names, so that `load_state_dict` takes them.

/// Reads and writes parameters and named buffers as safetensors.
public enum ModelFile {
    /// The parameters and buffers as stored tensors, under their own names after `prefix`.
    static func tensors(of parameters: ParameterSet, prefix: String = "") -> [StoredTensor] {
        let trained = parameters.all.map { name, parameter in
            StoredTensor(prefix + name, shape: parameter.shape, .floats(Array(parameters.values(of: parameter))))
        }
        let buffers = parameters.allBuffers.map { name, buffer in
            StoredTensor(prefix + name, shape: buffer.shape, .floats(Array(parameters.values(of: buffer))))
        }
        return trained + buffers
    }

    /// Writes all parameters and buffers with some metadata.
    public static func write(
        _ parameters: ParameterSet, metadata: [(key: String, value: String)] = [], to path: String
    ) throws(FileError) {
        try SafetensorsWriter.write(tensors(of: parameters), metadata: metadata, to: path)
    }

    /// Fills all parameters and buffers from a file; each must be there in its shape. Other tensors are left alone.
    ///
    /// All shapes are checked first: no memory is made for a model that the file does not hold.
    public static func load(_ file: borrowing TensorFile, into parameters: ParameterSet) throws(FileError) {
        for (name, shape) in parameters.all.map({ ($0.name, $0.parameter.shape) })
            + parameters.allBuffers.map({ ($0.name, $0.buffer.shape) })
        {
            _ = try file.entry(name, shape: shape.map { .exactly($0) })
        }
        for (name, parameter) in parameters.all {
            let values = try file.floats(name, shape: parameter.shape.map { .exactly($0) })
            _ = parameters.values(of: parameter).update(fromContentsOf: values)
        }
        for (name, buffer) in parameters.allBuffers {
            let values = try file.floats(name, shape: buffer.shape.map { .exactly($0) })
            _ = parameters.values(of: buffer).update(fromContentsOf: values)
        }
    }
}
