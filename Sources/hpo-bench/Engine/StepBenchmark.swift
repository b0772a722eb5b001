// Whole training steps: forward, loss, backward, clipping and AdamW.

import CAllocations
import Engine
import JSON
import System

/// A model with its loss and one batch, ready to be trained on.
struct PreparedStep {
    let tape: Tape
    let parameters: ParameterSet
}

/// A model and the shape of its batch.
struct StepCase: Sendable {
    /// As torch_step.py names it.
    let name: String
    let batch: Int
    /// Members of the JSON line.
    let shape: JSONObject
    let prepare: @Sendable (_ dropout: Float, _ pool: ThreadPool) throws -> PreparedStep

    static let all =
        [
            TransformerShape(width: 64, layers: 2, heads: 4, feedforward: 128, time: 32).step,
            TransformerShape(width: 128, layers: 4, heads: 8, feedforward: 512, time: 64).step,
            TransformerShape(width: 512, layers: 4, heads: 8, feedforward: 2048, time: 30).step,
        ] + [WorkloadSteps.efficientNet, WorkloadSteps.talkingFace]
}

/// One case with one number of threads.
struct StepBenchmark {
    let step: StepCase
    let dropout: Float
    let threads: Int
    let seconds: Double

    func run() throws {
        let pool = ThreadPool(threads: threads)
        let prepared = try step.prepare(dropout, pool)
        let (tape, parameters) = (prepared.tape, prepared.parameters)
        let optimizer = AdamW(parameters, weightDecay: 1e-4, pool: pool)
        var number: UInt64 = 0
        var (before, after) = (0, 0)
        let times = measure(seconds: seconds, begin: { before = allocations_so_far() }) {
            number += 1
            tape.forward(step: number)
            tape.backward()
            let clipping = GradientClipping(of: parameters, maximum: 1, pool: pool)
            optimizer.step(learningRate: 1e-4, gradientScale: clipping.scale)
            after = allocations_so_far()
        }
        let median = times[times.count / 2]
        var line: JSONObject = ["name": .string(step.name)]
        for (name, value) in step.shape { line[name] = value }
        line["batch"] = .int(step.batch)
        line["dropout"] = rounded(Double(dropout), 2)
        line["threads"] = .int(threads)
        line["kernels"] = .string(ThreadPool.instructionSet)
        line["median_ms"] = rounded(median)
        line["min_ms"] = rounded(times[0])
        line["samples_per_second"] = rounded(1e3 * Double(step.batch) / median, 1)
        // A backward pass has two products for each of the forward pass.
        line["gflops"] = rounded(3e-6 * Double(tape.operationCount) / median, 1)
        line["peak_mb"] = .int(CurrentProcess.peakMemory)
        if allocations_are_counted() { line["allocations"] = .int(after - before) }
        printLine(line)
    }
}
