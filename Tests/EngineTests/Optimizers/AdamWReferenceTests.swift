import Testing

@testable import Engine

@Suite("AdamW: Reference") struct AdamWReferenceTests {
    @Test("every step agrees with PyTorch's", arguments: ReferenceFolder.names(of: .adamw), [1, 2])
    func agreement(name: String, threads: Int) throws {
        guard let file = try ReferenceFolder.file(name) else { return }
        let shape = try file.entry("init").shape
        let start = try file.floats("init")
        let gradients = try file.floats("grads")
        let expected = try file.floats("out")
        let pool = ThreadPool(threads: threads)
        let parameters = ParameterSet(seed: 0)
        let weight = parameters.add("weight", shape, .constant(0))
        _ = parameters.values(of: weight).update(fromContentsOf: start)
        func number(_ key: String, or other: Double) -> Double {
            file.metadata[key].flatMap { Double($0) } ?? other
        }
        let rate = number("lr", or: 1e-3)
        let betas = (file.metadata["betas"] ?? "0.9,0.999").split { "(), ".contains($0) }.compactMap { Double($0) }
        try #require(betas.count == 2)
        let optimizer = AdamW(
            parameters, beta1: betas[0], beta2: betas[1], epsilon: number("eps", or: 1e-8),
            weightDecay: number("weight_decay", or: 0.01), pool: pool)
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

    @Test("clipping by the global norm agrees with PyTorch's", arguments: ReferenceFolder.names(of: .clipGradNorm))
    func clipping(name: String) throws {
        guard let file = try ReferenceFolder.file(name) else { return }
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
            let largest = max(expected.reduce(0) { max($0, abs($1)) }, 1e-1)
            for (value, expected) in zip(parameters.gradients(of: parameter), expected) {
                #expect(abs(value * Float(clipping.scale) - expected) <= 1e-5 * largest)
            }
        }
    }
}
