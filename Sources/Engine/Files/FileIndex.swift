/// What a file of tensors says that it holds.
struct FileIndex {
    /// The tensors whose claims hold, in the order of their bytes.
    var entries: [TensorEntry] = []
    /// Those that cannot be read, each with what is wrong with it: that is said when somebody asks for one.
    var unreadable: [(name: String, error: FileError)] = []
    /// What safetensors calls `__metadata__`.
    var metadata: [String: String] = [:]
}
