import Foundation
import JSON
import TestSupport
import Testing

@testable import Engine

@Suite("First weights") struct FirstWeightsTests {
    private let folder: TemporaryFolder
    private var path: String { folder.path + "/weights.safetensors" }

    init() throws { folder = try TemporaryFolder() }

    /// Two layers of a part called body, a batch norm and a head.
    private static func model(seed: UInt64, classes: Int = 2) -> ParameterSet {
        let parameters = ParameterSet(seed: seed)
        _ = Linear("body.layers.0", inputs: 3, outputs: 4, in: parameters)
        _ = Linear("body.layers.1", inputs: 4, outputs: 4, in: parameters)
        _ = BatchNorm("norm", channels: 4, in: parameters)
        _ = Linear("head", inputs: 4, outputs: classes, in: parameters)
        return parameters
    }

    private static func values(_ parameters: ParameterSet) -> [String: [Float]] {
        Dictionary(
            uniqueKeysWithValues: ModelFile.tensors(of: parameters).map { tensor in
                guard case .floats(let values) = tensor.contents else { return (tensor.name, []) }
                return (tensor.name, values)
            })
    }

    /// Writes a model's tensors under other names.
    private func write(
        _ parameters: ParameterSet, more: [StoredTensor] = [], rename: (String) -> String? = { $0 }
    ) throws {
        let tensors = ModelFile.tensors(of: parameters).compactMap { tensor in
            rename(tensor.name).map { StoredTensor($0, shape: tensor.shape, tensor.contents) }
        }
        try SafetensorsWriter.write(tensors + more, to: path)
    }

    private func load(into parameters: ParameterSet) throws -> FirstWeights {
        try FirstWeights(from: TensorFile(opening: path), into: parameters)
    }

    @Test("all weights and running statistics come by their names, whatever all of the names begin with")
    func prefixes() throws {
        let known = Self.model(seed: 1)
        known.allBuffers.forEach { known.values(of: $0.buffer).update(repeating: 7) }
        for prefix in ["", "module.", "model.", "module.model.", "_orig_mod."] {
            let counts = StoredTensor("\(prefix)norm.num_batches_tracked", shape: [], .integers([5]))
            try write(known, more: [counts]) { prefix + $0 }
            let parameters = Self.model(seed: 2)
            let first = try load(into: parameters)
            #expect(Self.values(parameters) == Self.values(known), "\(prefix)")
            #expect(first.strippedPrefix == prefix && first.addedPrefix == "")
            #expect(first.filled == 10 && first.count == 10)
            #expect(first.otherShapes.isEmpty && first.missing.isEmpty && first.unused.isEmpty)
        }
    }

    @Test("a head of another size is left fresh, and all else is filled")
    func head() throws {
        let known = Self.model(seed: 1, classes: 5)
        try write(known)
        let parameters = Self.model(seed: 2)
        let fresh = Self.values(parameters)
        let first = try load(into: parameters)
        #expect(
            first.otherShapes == [
                .init(name: "head.weight", shape: [2, 4], found: [5, 4]),
                .init(name: "head.bias", shape: [2], found: [5]),
            ])
        #expect(first.filled == 8 && first.missing.isEmpty && first.unused.isEmpty)
        for (name, values) in Self.values(parameters) {
            #expect(values == (name.hasPrefix("head") ? fresh[name] : Self.values(known)[name]))
        }
    }

    @Test("what the file lacks and what it has too many is named")
    func differences() throws {
        try write(Self.model(seed: 1), more: [StoredTensor("extra", shape: [1], .floats([1]))]) {
            $0.hasPrefix("head") ? nil : $0
        }
        let first = try load(into: Self.model(seed: 2))
        #expect(first.missing == ["head.weight", "head.bias"] && first.unused == ["extra"])
        #expect(first.filled == 8)
    }

    @Test("a part of the model alone is found, under its own names or another's")
    func parts() throws {
        let known = Self.model(seed: 1)
        for prefix in ["", "transformer."] {
            try write(known) { $0.hasPrefix("body.") ? prefix + $0.dropFirst(5) : nil }
            let parameters = Self.model(seed: 2)
            let first = try load(into: parameters)
            #expect(first.filled == 4 && first.addedPrefix == "body." && first.strippedPrefix == prefix)
            #expect(Self.values(parameters)["body.layers.1.weight"] == Self.values(known)["body.layers.1.weight"])
        }
        try write(known) { $0.hasPrefix("body.") ? $0 : nil }
        let first = try load(into: Self.model(seed: 2))
        #expect(first.filled == 4 && first.addedPrefix == "" && first.strippedPrefix == "")
    }

    @Test("a training's checkpoint gives its weights")
    func checkpoint() throws {
        let files = TrainingFiles(folder: folder.path, configuration: [:])
        let trainer = try Trainer(
            TinyTask(seed: 1), TinyTask.options(epochs: 1), pool: ThreadPool(threads: 1), files: files)
        _ = try trainer.run(report: { _ in .goOn }, isInterrupted: { false })
        let parameters = TinyTask(seed: 2).parameters
        let file = try TensorFile(opening: Checkpoint.path(in: folder.path))
        let first = try FirstWeights(from: file, into: parameters)
        #expect(first.unused.isEmpty && first.missing.isEmpty)
        #expect(Self.values(parameters) == Self.values(trainer.task.parameters))
    }

    @Test(
        "a file of which nothing fits is refused with an example of each side, and so are numbers that are not finite")
    func refused() throws {
        try SafetensorsWriter.write([StoredTensor("other.weight", shape: [2], .floats([1, 2]))], to: path)
        #expect(
            throws: FileError.unexpected(
                path: path, tensor: nil, expected: "weights of this model, such as body.layers.0.weight [4, 3]",
                found: "other.weight")
        ) { _ = try load(into: Self.model(seed: 2)) }
        try SafetensorsWriter.write([StoredTensor("head.bias", shape: [7], .floats([0, 0, 0, 0, 0, 0, 0]))], to: path)
        #expect(
            throws: FileError.unexpected(
                path: path, tensor: nil, expected: "weights of this model, such as head.bias [2]",
                found: "head.bias [7]")
        ) { _ = try load(into: Self.model(seed: 2)) }
        try SafetensorsWriter.write([StoredTensor("head.bias", shape: [2], .floats([0, .nan]))], to: path)
        #expect(
            throws: FileError.unexpected(
                path: path, tensor: "head.bias", expected: "finite numbers", found: "nan at element 1")
        ) { _ = try load(into: Self.model(seed: 2)) }
    }
}
