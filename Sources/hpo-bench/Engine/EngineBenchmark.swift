// `hpo-bench engine`: the times of the engine's matrix products and of whole training steps, as JSON lines.
//
//     hpo-bench engine --threads 1,2 --seconds 3 --only step
//     hpo-bench engine --torch python3

import Foundation
import JSON

/// The options, and the loop over what is measured. PyTorch's times of the same are printed by torch_step.py.
struct EngineBenchmark {
    static let help = """
        usage: hpo-bench engine [--threads 1,2] [--seconds 3] [--dropout 0.1] [--only TEXT] [--kernels NAME]
                                [--torch PYTHON [--rounds 3]]

        Prints a JSON line for each matrix product ("product"), for each whole training step (forward, loss, backward,
        clipping, AdamW): \(StepCase.all.map(\.name).joined(separator: ", ")),
        and for the way from `hpo train` to its first epoch ("start"; where the program hpo was built beside this one).

          --threads LIST   numbers of threads, each measured for itself (1,2)
          --seconds S      how long each step is repeated (3)
          --dropout P      in all models (0.1)
          --only TEXT      the cases whose names hold TEXT
          --kernels NAME   amx, avx512, avx2 or portable in place of the fastest that this machine has
          --torch PYTHON   steps alone, each beside PyTorch's in the same run: torch_step.py is run by PYTHON (which has
                           PyTorch 2) and the two take turns, --rounds times; then a line with the ratio of the medians
                           for each step, and a table on standard error

        Lines hold: name, shape, threads, median_ms, min_ms, samples_per_second, gflops, peak_mb (the process's largest
        resident memory; each step runs in a process of its own), allocations (calls of malloc during the steps after
        the first three; where glibc counts them). Products hold share_of_peak: of what the core's multiply-adds of
        float32 vectors could do for as long, peak_gflops, which integer tiles (amx) can exceed. The start holds
        first_ms, epoch_ms (the second epoch, all of it work) and beyond_ms, the difference.
        """

    var threads = [1, 2]
    var seconds = 3.0
    var dropout: Float = 0.1
    var only = ""
    var python: String?
    var rounds = 3

    init(_ words: [String]) throws {
        var rest = words[...]
        while let word = rest.popFirst() {
            guard let value = rest.popFirst() else { throw BenchError.usage("\(word) takes a value") }
            switch word {
            case "--threads":
                threads = value.split(separator: ",").compactMap { Int($0) }.filter { (1...256).contains($0) }
                if threads.isEmpty { throw BenchError.usage("--threads takes numbers from 1 to 256") }
            case "--seconds": seconds = try number(value, word)
            case "--dropout": dropout = Float(try number(value, word))
            case "--only": only = value
            case "--kernels": setenv("HPO_KERNELS", value, 1)
            case "--torch": python = value
            case "--rounds": rounds = Int(try number(value, word))
            default: throw BenchError.usage("there is no option \(word)")
            }
        }
        guard seconds > 0, rounds > 0, (0..<1).contains(dropout) else {
            throw BenchError.usage("--seconds and --rounds are positive, --dropout is below 1")
        }
    }

    /// Runs `words`, the arguments after `engine`.
    static func run(_ words: [String]) throws {
        if words.contains("--help") || words.contains("-h") {
            print(help)
            return
        }
        try EngineBenchmark(words).run()
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

    private func number(_ text: String, _ option: String) throws -> Double {
        guard let number = Double(text), number.isFinite else { throw BenchError.usage("\(option) takes a number") }
        return number
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

/// A number with some digits after the point.
func rounded(_ value: Double, _ digits: Int = 3) -> JSONValue {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    return .double((value * scale).rounded() / scale)
}

/// Prints one JSON line.
func printLine(_ members: JSONObject) { printLine(JSONValue.object(members).text()) }

/// Prints one line at once, also where output is not a terminal.
func printLine(_ text: String) {
    print(text)
    fflush(nil)
}
