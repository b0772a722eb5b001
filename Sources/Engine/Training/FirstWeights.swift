// A model's first weights out of a file of another training, by their names: what fine-tuning starts from.
//
//     let first = try FirstWeights(from: TensorFile(opening: "efficientnet_b0.safetensors"), into: parameters)
//     first.otherShapes  // classifier.1.weight [26, 1280], the file has [1000, 1280]

/// What a file gave of a model's parameters and buffers, and what was left as it was.
public struct FirstWeights: Sendable {
    /// A tensor that the file has in another shape.
    public struct OtherShape: Sendable, Hashable {
        /// The model's name of it.
        public let name: String
        /// The model's shape.
        public let shape: [Int]
        /// The file's.
        public let found: [Int]
    }

    /// How many of the model's tensors were filled.
    public let filled: Int
    /// How many the model has.
    public let count: Int
    /// What all names of the file begin with and the model's do not, such as `module.`.
    public let strippedPrefix: String
    /// What the model's names begin with and the file's do not, such as `encoder.`.
    public let addedPrefix: String
    /// Those that the file has in another shape: they were left as they were.
    public let otherShapes: [OtherShape]
    /// Those that the file lacks: they were left as they were.
    public let missing: [String]
    /// The file's that the model lacks.
    public let unused: [String]

    /// Fills the parameters and buffers that `file` has in their shapes. A prefix that all of its names have is passed over
    /// where the model's do not have it, and one part is put before them where the file holds just that part of the model.
    ///
    /// Of a training's checkpoint the weights are taken. Throws where nothing fits, and for numbers that are not finite.
    public init(from file: borrowing TensorFile, into parameters: ParameterSet) throws(FileError) {
        let model = Self.tensors(of: parameters)
        let names = Self.weights(in: file)
        let renaming = Renaming(names, to: model.map(\.name))
        (strippedPrefix, addedPrefix) = (renaming.stripped, renaming.added)
        var others: [OtherShape] = []
        var missing: [String] = []
        var used: Set<String> = []
        var filled = 0
        for tensor in model {
            guard let name = renaming.fileName(of: tensor.name), let entry = file[name] else {
                missing.append(tensor.name)
                continue
            }
            used.insert(name)
            guard entry.shape == tensor.shape else {
                others.append(OtherShape(name: tensor.name, shape: tensor.shape, found: entry.shape))
                continue
            }
            let values = try file.floats(name)
            if let bad = values.firstIndex(where: { !$0.isFinite }) {
                throw .unexpected(
                    path: file.path, tensor: name, expected: "finite numbers", found: "\(values[bad]) at element \(bad)"
                )
            }
            _ = tensor.values.update(fromContentsOf: values)
            filled += 1
        }
        guard filled > 0 else {
            let found = others.first.map { "\($0.name) \($0.found)" } ?? (names.isEmpty ? "none" : Self.list(names))
            let example = (others.first.map { other in model.first { $0.name == other.name } } ?? model.first) ?? nil
            throw .unexpected(
                path: file.path, tensor: nil,
                expected: "weights of this model, such as \(example.map { "\($0.name) \($0.shape)" } ?? "none")",
                found: found)
        }
        self.filled = filled
        count = model.count
        otherShapes = others
        self.missing = missing
        unused = names.filter { !used.contains($0) }
    }

    private typealias Tensor = (name: String, shape: [Int], values: UnsafeMutableBufferPointer<Float>)

    private static func tensors(of parameters: ParameterSet) -> [Tensor] {
        parameters.all.map { ($0.name, $0.parameter.shape, parameters.values(of: $0.parameter)) }
            + parameters.allBuffers.map { ($0.name, $0.buffer.shape, parameters.values(of: $0.buffer)) }
    }

    /// The names of a file's weights. PyTorch's batch norms count their batches too, which nothing needs.
    private static func weights(in file: borrowing TensorFile) -> [String] {
        let isCheckpoint = file.metadata["format"] == Checkpoint.format
        return file.entries.map(\.name).filter { name in
            !name.hasSuffix("num_batches_tracked") && (!isCheckpoint || name.hasPrefix(Checkpoint.weights))
        }
    }

    private static func list(_ names: [String]) -> String {
        names.prefix(10).joined(separator: ", ") + (names.count > 10 ? " and \(names.count - 10) more" : "")
    }
}

/// How a file's names become a model's: by leaving out what all of them begin with, and by putting a part before them.
private struct Renaming {
    var stripped = ""
    var added = ""
    private let present: Set<String>

    /// The renaming that makes the most of `names` the model's own; the plainest of several.
    init(_ names: [String], to model: [String]) {
        present = Set(names)
        let known = Set(model)
        var best = -1
        let additions = [""] + Self.firstParts(of: model)
        for stripped in Self.commonPrefixes(of: names) {
            let rest = names.map { String($0.dropFirst(stripped.count)) }
            for added in additions {
                let found = rest.filter { known.contains(added + $0) }
                // A part is taken for another's by a name of some length, and only with most of what is in it.
                if !added.isEmpty, found.count * 2 <= names.count || !found.contains(where: { $0.contains(".") }) {
                    continue
                }
                if found.count > best { (best, self.stripped, self.added) = (found.count, stripped, added) }
            }
        }
    }

    /// What a tensor of the model is called in the file; nil where it cannot be there.
    func fileName(of name: String) -> String? {
        guard name.hasPrefix(added) else { return nil }
        let name = stripped + name.dropFirst(added.count)
        return present.contains(name) ? name : nil
    }

    /// Nothing, `module.`, `module.model.` and so on, as far as all names agree.
    private static func commonPrefixes(of names: [String]) -> [String] {
        var prefixes = [""]
        while let first = names.first, prefixes.count < 8, let last = prefixes.last {
            guard let point = first.dropFirst(last.count).firstIndex(of: ".") else { break }
            let longer = String(first[...point])
            guard names.allSatisfy({ $0.hasPrefix(longer) && $0.count > longer.count }) else { break }
            prefixes.append(longer)
        }
        return prefixes
    }

    /// `encoder.`, `transformer.` and so on, each once.
    private static func firstParts(of names: [String]) -> [String] {
        var parts: [String] = []
        for name in names {
            guard let point = name.firstIndex(of: ".") else { continue }
            let part = String(name[...point])
            if !parts.contains(part) { parts.append(part) }
        }
        return parts
    }
}
