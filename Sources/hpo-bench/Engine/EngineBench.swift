// `hpo-bench engine`: the times of the engine's matrix products and of whole training steps, as JSON lines.
//
//     hpo-bench engine --threads 1,2 --seconds 3 --only step
//     hpo-bench engine --torch python3

import Arguments
import Foundation
import JSON

/// The options, and the loop over what is measured. PyTorch's times of the same are printed by torch_step.py.
struct EngineBench {
    var threads = [1, 2]
    var seconds = 3.0
    var dropout: Float = 0.1
    var only = ""
    var python: String?
    var rounds = 3

    private static let threads = Option(
        "threads", .integers(in: 1...256), placeholder: "LIST",
        help: "Numbers of threads, each measured for itself (1,2).")
    private static let seconds = Option(
        "seconds", .number("a number above 0") { $0 > 0 && $0.isFinite }, placeholder: "S",
        help: "How long each step is repeated (3).")
    private static let dropout = Option(
        "dropout", .number("a share from 0 to below 1") { (0..<1).contains($0) }, placeholder: "P",
        help: "In all models (0.1).")
    private static let only = Option("only", .string, placeholder: "TEXT", help: "The cases whose names hold TEXT.")
    private static let kernels = Option(
        "kernels", .name(among: ["amx", "avx512", "avx2", "neon", "portable"]), placeholder: "NAME",
        help: "In place of the fastest that this machine has.")
    private static let torch = Option(
        "torch", .string, placeholder: "PYTHON",
        help: """
            Steps alone, each in turns with PyTorch's, which PYTHON runs: then a line with the ratio of the medians for \
            each, and a table on standard error.
            """)
    private static let rounds = Option(
        "rounds", .integer(in: 1...), placeholder: "N", help: "How many turns with PyTorch (3).")

    static let command = Command(
        "engine", summary: "Time matrix products and whole training steps, beside PyTorch's where it is there.",
        details: [
            """
            There is a line for each matrix product ("product"), for each whole training step (forward, loss, backward, \
            clipping, AdamW): \(StepCase.all.map(\.name).joined(separator: ", ")); and for the way from `hpo train` to its \
            first epoch ("start"; where hpo was built beside this program).
            """,
            """
            Lines hold name, shape, threads, median_ms, min_ms, samples_per_second, gflops, peak_mb (the process's largest \
            resident memory; each step runs in a process of its own), allocations (calls of malloc during the steps after \
            the first three; where glibc counts them). Products hold share_of_peak: of what the core's multiply-adds of \
            float32 vectors could do for as long, peak_gflops, which integer tiles (amx) can exceed. The start holds \
            first_ms, epoch_ms (the second epoch, all of it work) and beyond_ms, the difference.
            """,
        ],
        inputs: [threads, seconds, dropout, only, kernels, torch, rounds]
    ) { arguments in
        if let kernels = arguments[kernels] { setenv("HPO_KERNELS", kernels, 1) }
        try EngineBench(arguments).run()
    }

    private init(_ arguments: ParsedArguments) {
        threads = arguments[Self.threads] ?? threads
        seconds = arguments[Self.seconds] ?? seconds
        dropout = arguments[Self.dropout].map { Float($0) } ?? dropout
        only = arguments[Self.only] ?? only
        python = arguments[Self.torch]
        rounds = arguments[Self.rounds] ?? rounds
    }

    private func run() throws {
        let steps = StepCase.all.filter { only.isEmpty || $0.name.contains(only) }
        if let python { return try PairedBenchmark(options: self, python: python).run(steps) }
        if only.isEmpty || "product".contains(only) {
            for count in threads { ProductBenchmark(threads: count, seconds: seconds).run() }
        }
        if only.isEmpty || "start".contains(only) { for count in threads { try StartBenchmark(threads: count).run() } }
        if steps.count == 1, threads.count == 1 {
            try StepBenchmark(step: steps[0], dropout: dropout, threads: threads[0], seconds: seconds).run()
        } else {
            // Each in a process of its own, whose peak memory is its own.
            for count in threads {
                for step in steps { printLine(try ChildProcess.ownLine(step: step, threads: count, options: self)) }
            }
        }
    }
}

/// Repeats `work` for some seconds and returns its sorted times in milliseconds; `begin` is called after three rounds
/// that are not measured.
func measure(seconds: Double, begin: () -> Void = {}, _ work: () -> Void) -> [Double] {
    for _ in 0..<3 { work() }
    let clock = ContinuousClock()
    let start = clock.now
    var times: [Double] = []
    times.reserveCapacity(1 << 16)
    begin()
    while times.count < 5 || (start.duration(to: clock.now) < .seconds(seconds) && times.count < 1 << 16) {
        let time = clock.measure(work)
        times.append(Double(time.components.seconds) * 1e3 + Double(time.components.attoseconds) / 1e15)
    }
    return times.sorted()
}
