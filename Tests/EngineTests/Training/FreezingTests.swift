import Testing

@testable import Engine

@Suite("Frozen parameters") struct FreezingTests {
    private static func bits(_ parameters: ParameterSet, _ isChosen: (String) -> Bool) -> [[UInt32]] {
        parameters.all.filter { isChosen($0.name) }.map { parameters.values(of: $0.parameter).map(\.bitPattern) }
    }

    @Test(
        "what is frozen keeps its bits, and all else is trained", arguments: [["embedding", "layer.norm1"], ["layer"]])
    func trains(frozen: [String]) throws {
        var options = TinyTask.options(epochs: 2)
        options.frozen = frozen
        let trainer = try Trainer(TinyTask(seed: 1), options, pool: ThreadPool(threads: 2), files: nil)
        let parameters = trainer.task.parameters
        func isFrozen(_ name: String) -> Bool { frozen.contains { name.hasPrefix($0 + ".") } }
        let before = (frozen: Self.bits(parameters, isFrozen), others: Self.bits(parameters) { !isFrozen($0) })
        var counts: [Double] = []
        _ = try trainer.run(
            report: {
                counts.append($0["parameters"] ?? 0)
                return .goOn
            }, isInterrupted: { false })
        #expect(Self.bits(parameters, isFrozen) == before.frozen)
        for (old, new) in zip(before.others, Self.bits(parameters) { !isFrozen($0) }) { #expect(old != new) }
        let trained = parameters.all.filter { !isFrozen($0.name) }.map { $0.parameter.shape.reduce(1, *) }
        #expect(counts == [Double(trained.reduce(0, +)), Double(trained.reduce(0, +))])
    }

    @Test("gradients of what is trained are those of a training without frozen parts; the others are 0")
    func gradients() throws {
        func gradients(frozen: [String]) -> [String: [Float]] {
            let task = TinyTask(seed: 1)
            for name in frozen { #expect(task.parameters.freeze(name)) }
            let batch = task.record(size: 3, mode: .training, pool: ThreadPool(threads: 1), seed: 2)
            task.load([4, 1, 7], of: .train, epoch: 1, into: batch)
            for step: UInt64 in [1, 2] {
                batch.tape.forward(step: step)
                batch.tape.backward(accumulate: step == 2)
            }
            return Dictionary(
                uniqueKeysWithValues: task.parameters.all.map { name, parameter in
                    (name, Array(task.parameters.gradients(of: parameter)))
                })
        }
        let whole = gradients(frozen: [])
        for frozen in [
            ["layer.norm1", "layer.linear2"], ["embedding"], ["layer", "embedding"], ["layer.norm2.weight"],
        ] {
            for (name, values) in gradients(frozen: frozen) {
                let isFrozen = frozen.contains { name == $0 || name.hasPrefix($0 + ".") }
                let expected = isFrozen ? values.map { _ in 0 } : whole[name] ?? []
                #expect(values == expected, "\(name) with \(frozen) frozen")
            }
        }
    }

    @Test("a frozen batch norm normalises by its running statistics, which stay, and passes gradients by them")
    func batchNorm() {
        let parameters = ParameterSet(seed: 1)
        let norm = BatchNorm("norm", channels: 3, in: parameters)
        parameters.add("other", [1], .constant(1))
        let (means, variances): ([Float], [Float]) = ([0.5, -1, 2], [4, 0.25, 1])
        _ = parameters.values(of: norm.runningMean).update(fromContentsOf: means)
        _ = parameters.values(of: norm.runningVariance).update(fromContentsOf: variances)
        let weights: [Float] = [1, 2, -3]
        _ = parameters.values(of: norm.weight).update(fromContentsOf: weights)
        #expect(parameters.freeze("norm"))
        let tape = Tape(parameters, mode: .training, pool: ThreadPool(threads: 1), seed: 0)
        let x = tape.input([2, 3], gradient: true)
        let y = norm(tape, x)
        tape.finish(loss: y)
        let inputs: [Float] = [1, 2, 3, -4, 5, 0.5]
        _ = tape.values(of: x).update(fromContentsOf: inputs)
        tape.forward(step: 1)
        for index in 0..<6 {
            let channel = index % 3
            let expected =
                (inputs[index] - means[channel]) / (variances[channel] + 1e-5).squareRoot() * weights[channel]
            #expect(abs(tape.values(of: y)[index] - expected) < 1e-5)
        }
        #expect(Array(parameters.values(of: norm.runningMean)) == means)
        #expect(Array(parameters.values(of: norm.runningVariance)) == variances)
        let cotangent: [Float] = [1, 2, 3, 4, 5, 6]
        tape.backward(cotangent: cotangent)
        let gradient = tape.gradients(of: x).map { Array($0) } ?? []
        for index in gradient.indices {
            let expected = cotangent[index] * weights[index % 3] / (variances[index % 3] + 1e-5).squareRoot()
            #expect(abs(gradient[index] - expected) < 1e-5)
        }
        #expect(gradient.count == 6)
        #expect(parameters.gradients(of: norm.weight).allSatisfy { $0 == 0 })
    }

    @Test("the optimiser passes over frozen parameters, and takes all in one where there are none")
    func ranges() {
        let parameters = ParameterSet(seed: 1)
        for name in ["a.x", "a.y", "b", "c.x", "d"] { parameters.add(name, [17], .constant(1)) }
        #expect(parameters.trainedRanges == [0..<160])
        #expect(!parameters.freeze("c.") && !parameters.freeze("a.z") && !parameters.freeze(""))
        #expect(parameters.freeze("c"))
        #expect(parameters.trainedRanges == [0..<96, 128..<160])
        #expect(parameters.freeze("a.x") && parameters.freeze("d"))
        #expect(parameters.trainedRanges == [32..<96])
        #expect(parameters.trainedCount == 34)
    }

    @Test("a name that no parameter has is refused with those that there are, and so is freezing everything")
    func refused() throws {
        func trainer(frozen: [String]) throws {
            var options = TinyTask.options(epochs: 1)
            options.frozen = frozen
            _ = try Trainer(TinyTask(seed: 1), options, pool: ThreadPool(threads: 1), files: nil)
        }
        #expect(throws: TrainingError.nothingToFreeze("lay", names: ["embedding", "layer", "head"])) {
            try trainer(frozen: ["head", "lay"])
        }
        #expect(throws: TrainingError.nothingToTrain) { try trainer(frozen: ["embedding", "layer", "head"]) }
    }
}
