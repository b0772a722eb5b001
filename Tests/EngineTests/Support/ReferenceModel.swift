// Builds a model from one file of PyTorch's answers and compares its output and gradients with the file's.

import Testing

@testable import Engine

/// A tape whose inputs and parameters are those of a reference file, by name.
final class ReferenceModel {
    struct Binding {
        let name: String
        let parameter: String
        let offset: Int
    }

    let name: String
    let parameters = ParameterSet(seed: 3)
    let tape: Tape
    private let floats: [String: [Float]]
    private let shapes: [String: [Int]]
    /// The largest element of all results and gradients.
    private let largestResult: Float
    private let integers: [String: [Int32]]
    let metadata: [String: String]
    private var inputs: [(name: String, variable: Variable, isImage: Bool)] = []
    private var indices: [(name: String, indices: Indices)] = []
    private var bindings: [Binding] = []
    /// Gradients of an earlier case that the file's hold as well, because PyTorch adds to a module's gradients.
    private var earlier: [String: [Float]] = [:]
    /// Whether they may, and are not there to be taken away.
    private var lacksEarlier = false

    /// Nil, with a message, where the file is not there.
    init?(_ name: String, threads: Int = 2) throws {
        guard let file = try ReferenceFolder.file(name) else { return nil }
        self.name = name
        var floats: [String: [Float]] = [:]
        var integers: [String: [Int32]] = [:]
        var shapes: [String: [Int]] = [:]
        for entry in file.entries {
            shapes[entry.name] = entry.shape
            if entry.type == .int32 || entry.type == .int64 {
                integers[entry.name] = try file.integers(entry.name)
            } else {
                floats[entry.name] = try file.floats(entry.name)
            }
        }
        (self.floats, self.integers, self.shapes, metadata) = (floats, integers, shapes, file.metadata)
        largestResult = floats.filter { $0.key == "out" || $0.key.hasPrefix("grad/") }.values.joined()
            .reduce(0) { max($0, abs($1)) }
        tape = Tape(parameters, mode: .training, pool: ThreadPool(threads: threads))
    }

    func shape(_ tensor: String) -> [Int] { shapes[tensor] ?? [] }
    func values(_ tensor: String) -> [Float] { floats[tensor] ?? [] }
    func has(_ tensor: String) -> Bool { shapes[tensor] != nil }
    /// A number of the metadata; without it `other`.
    func number(_ key: String, or other: Float = 0) -> Float { metadata[key].flatMap { Float($0) } ?? other }
    /// Whether a word stands in the file's name, between `_`, or in its metadata: `pre`, `causal`.
    func says(_ word: String) -> Bool {
        let words = ([name] + metadata.keys + metadata.values).flatMap {
            $0.lowercased().split { !$0.isLetter && !$0.isNumber }
        }
        return words.contains { $0 == word }
    }
    /// Whether the file holds no more of these than the engine's form of the operation takes; otherwise that is an issue
    /// of its own, not a difference.
    func expectOnly(_ tensors: Set<String>, sourceLocation: SourceLocation = #_sourceLocation) -> Bool {
        let given = Set(shapes.keys.filter { $0.hasPrefix("in/") || $0.hasPrefix("param/") })
        let others = given.subtracting(tensors).sorted()
        if others.isEmpty { return true }
        Issue.record(
            "\(name): the engine's operation has no \(others.joined(separator: ", "))", sourceLocation: sourceLocation)
        return false
    }

    /// An input whose gradient is compared.
    func input(_ tensor: String) -> Variable {
        let variable = tape.input(shape(tensor), gradient: true)
        inputs.append((tensor, variable, false))
        return variable
    }
    /// An input [N,C,H,W] as an image [N,H,W,C].
    func image(_ tensor: String) -> Variable {
        let s = shape(tensor)
        let variable = tape.input([s[0], s[2], s[3], s[1]], gradient: true)
        inputs.append((tensor, variable, true))
        return variable
    }
    /// An input without a gradient.
    func given(_ tensor: String) -> Variable {
        let variable = tape.input(shape(tensor))
        inputs.append((tensor, variable, false))
        return variable
    }
    func numbers(_ tensor: String) -> Indices {
        let variable = tape.indices(shape(tensor))
        indices.append((tensor, variable))
        return variable
    }
    /// A parameter of the file's name and shape.
    func parameter(_ name: String) -> Variable {
        bind(name, to: name)
        return tape.variable(parameters.add(name, shape("param/\(name)"), .constant(0)))
    }
    /// Says that the file's parameter is (the rows from `offset` elements on of) a parameter of the model.
    func bind(_ name: String, to parameter: String, offset: Int = 0) {
        bindings.append(Binding(name: name, parameter: parameter, offset: offset))
    }
    /// Binds every parameter of the file to the model's of the same name after a prefix.
    func bindAll(prefix: String) {
        for tensor in shapes.keys where tensor.hasPrefix("param/") {
            let name = String(tensor.dropFirst("param/".count))
            bind(name, to: prefix + name)
        }
    }

    /// Says that the file's parameters' gradients may hold those of another file too: both are of one module, whose
    /// gradients were not set to zero between. It is so where the parameters are the same. Without that file, the
    /// parameters' gradients are not compared.
    func mayFollow(_ other: String) throws {
        guard let file = try ReferenceFolder.file(other) else {
            lacksEarlier = true
            return
        }
        for tensor in shapes.keys where tensor.hasPrefix("param/") {
            guard let entry = file[tensor], entry.shape == shape(tensor), try file.floats(tensor) == values(tensor)
            else { return }
        }
        for tensor in shapes.keys where tensor.hasPrefix("grad/") {
            guard file[tensor] != nil, shapes["param/" + tensor.dropFirst("grad/".count)] != nil else { continue }
            earlier[tensor] = try file.floats(tensor)
        }
    }

    /// Runs the model forward and backward and compares everything that the file holds.
    func expectAgreement(
        output: Variable, isImage: Bool = false, tolerance: Float, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        tape.finish(loss: output)
        for input in inputs {
            let values = values(input.name)
            _ = tape.values(of: input.variable)
                .update(fromContentsOf: input.isImage ? channelsLast(values, shape(input.name)) : values)
        }
        for (name, variable) in indices { _ = tape.values(of: variable).update(fromContentsOf: integers[name] ?? []) }
        for binding in bindings {
            let parameter = try #require(parameters.parameter(named: binding.parameter))
            for (index, value) in values("param/\(binding.name)").enumerated() {
                parameters.values(of: parameter)[binding.offset + index] = value
            }
        }
        func arrange(_ tensor: String, _ isImage: Bool) -> [Float] {
            isImage ? channelsLast(values(tensor), shape(tensor)) : values(tensor)
        }
        tape.forward(step: 1)
        compare("out", Array(tape.values(of: output)), arrange("out", isImage), tolerance, sourceLocation)
        tape.backward(cotangent: arrange("cotangent", isImage))
        for input in inputs {
            let tensor = "grad/" + input.name.dropFirst("in/".count)
            guard shapes[tensor] != nil, input.name.hasPrefix("in/") else { continue }
            let gradient = try #require(tape.gradients(of: input.variable))
            compare(tensor, Array(gradient), arrange(tensor, input.isImage), tolerance, sourceLocation)
        }
        for binding in bindings {
            let tensor = "grad/\(binding.name)"
            guard let expected = floats[tensor], !lacksEarlier else { continue }
            let parameter = try #require(parameters.parameter(named: binding.parameter))
            let all = parameters.gradients(of: parameter)
            var found = Array(all[binding.offset..<binding.offset + expected.count])
            if let before = earlier[tensor], difference(found, expected) > bound(expected, tolerance) {
                found = zip(found, before).map { $0 + $1 }
            }
            compare(tensor, found, expected, tolerance, sourceLocation)
        }
    }

    /// The difference may be `tolerance` of the tensor's largest element, or a millionth of the file's largest: a gradient
    /// that is zero by its definition, as that of the keys' bias, is the rounding of what it is the sum of.
    func compare(
        _ tensor: String, _ found: [Float], _ expected: [Float], _ tolerance: Float,
        _ sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(found.count == expected.count, "\(name) \(tensor)", sourceLocation: sourceLocation)
        let difference = difference(found, expected)
        #expect(
            difference <= bound(expected, tolerance),
            "\(name) \(tensor): differs by \(difference), \(bound(expected, tolerance)) is allowed",
            sourceLocation: sourceLocation)
    }

    private func bound(_ expected: [Float], _ tolerance: Float) -> Float {
        max(tolerance * expected.reduce(0) { max($0, abs($1)) }, 1e-6 * max(largestResult, 1))
    }

    private func difference(_ found: [Float], _ expected: [Float]) -> Float {
        zip(found, expected).reduce(Float(0)) { worst, pair in
            let difference = abs(pair.0 - pair.1)
            return difference.isNaN ? .infinity : max(worst, difference)
        }
    }
}

/// [N,C,H,W] to [N,H,W,C].
func channelsLast(_ values: [Float], _ shape: [Int]) -> [Float] {
    let (n, c, pixels) = (shape[0], shape[1], shape[2] * shape[3])
    var result = [Float](repeating: 0, count: values.count)
    for image in 0..<n {
        for channel in 0..<c {
            for pixel in 0..<pixels {
                result[(image * pixels + pixel) * c + channel] = values[(image * c + channel) * pixels + pixel]
            }
        }
    }
    return result
}
