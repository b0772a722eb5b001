import Testing

@testable import Engine

@Suite("AdamW: Reference") struct AdamWReferenceTests {
    @Test("every step agrees with PyTorch's", arguments: [1, 2])
    func agreement(threads: Int) throws {
        guard let file = try ReferenceFolder.file("adamw") else { return }
        let shape = try file.entry("init").shape
        let start = try file.floats("init")
        let gradients = try file.floats("grads")
        let expected = try file.floats("out")
        let pool = ThreadPool(threads: threads)
        let parameters = ParameterSet(seed: 0)
        let weight = parameters.add("weight", shape, .constant(0))
        _ = parameters.values(of: weight).update(fromContentsOf: start)
        let decay = file.metadata["weight_decay"].flatMap { Double($0) } ?? 0
        let rate = file.metadata["lr"].flatMap { Double($0) } ?? 0
        let optimizer = AdamW(parameters, weightDecay: decay, pool: pool)
        let largest = expected.map(abs).max() ?? 1
        for step in 0..<gradients.count / start.count {
            let range = step * start.count..<(step + 1) * start.count
            _ = parameters.gradients(of: weight).update(fromContentsOf: gradients[range])
            optimizer.step(learningRate: rate)
            for (value, expected) in zip(parameters.values(of: weight), expected[range]) {
                #expect(abs(value - expected) <= 1e-5 * largest, "step \(step + 1)")
            }
        }
    }

    @Test("clipping by the global norm agrees with PyTorch's")
    func clipping() throws {
        guard let file = try ReferenceFolder.file("clip_grad_norm") else { return }
        let parameters = ParameterSet(seed: 0)
        var inputs: [(parameter: Parameter, expected: [Float])] = []
        for entry in file.entries where entry.name.hasPrefix("in/") {
            let suffix = entry.name.dropFirst(3)
            inputs.append(
                (parameters.add("\(suffix)", entry.shape, .constant(0)), try file.floats("out/\(suffix)")))
        }
        for (name, parameter) in parameters.all {
            _ = parameters.gradients(of: parameter).update(fromContentsOf: try file.floats("in/\(name)"))
        }
        let maximum = file.metadata["max_norm"].flatMap { Double($0) }
        let clipping = GradientClipping(of: parameters, maximum: maximum, pool: ThreadPool(threads: 1))
        #expect(abs(Float(clipping.norm) - (try file.floats("norm"))[0]) <= 1e-5 * Float(clipping.norm))
        for (parameter, expected) in inputs {
            for (value, expected) in zip(parameters.gradients(of: parameter), expected) {
                #expect(abs(value * Float(clipping.scale) - expected) <= 1e-5)
            }
        }
    }
}
