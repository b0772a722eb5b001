// `hpo-bench engine`: the times of the engine's matrix products and of whole training steps, as JSON lines.
//
//     hpo-bench engine --threads 1,2 --seconds 3 --only step

import Engine
import JSON

/// Options and the loop over what is measured. PyTorch's times of the same are printed by torch_step.py.
struct EngineBenchmark {
    var threads = [1, 2]
    var seconds = 3.0
    var dropout: Float = 0
    var only: String?

    init(arguments: [String]) {
        for (option, value) in zip(arguments, arguments.dropFirst()) {
            switch option {
            case "--threads": threads = value.split(separator: ",").compactMap { Int($0) }
            case "--seconds": seconds = Double(value) ?? seconds
            case "--dropout": dropout = Float(value) ?? dropout
            case "--only": only = value
            default: continue
            }
        }
    }

    func run() {
        for count in threads {
            if only == nil || only == "product" { ProductBenchmark(threads: count, seconds: seconds).run() }
            for (index, shape) in StepShape.all.enumerated()
            where only == nil || only == "step" || only == "step\(index)" {
                StepBenchmark(shape: shape, dropout: dropout, threads: count, seconds: seconds).run()
            }
        }
    }
}

/// Repeats `work` for some seconds and returns its sorted times in milliseconds.
func measure(seconds: Double, _ work: () -> Void) -> [Double] {
    for _ in 0..<3 { work() }
    let clock = ContinuousClock()
    let start = clock.now
    var times: [Double] = []
    while times.count < 5 || start.duration(to: clock.now) < .seconds(seconds) {
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
func printLine(_ members: JSONObject) { print(JSONValue.object(members).text()) }
