// hpo-bench NAME [options]: benchmarks that print JSON lines.

import Foundation

let arguments = Array(CommandLine.arguments.dropFirst())
let options = Array(arguments.dropFirst())
do {
    switch arguments.first {
    case "engine": try EngineBenchmark.run(options)
    case "ask": try AskBench.run(options)
    case "search": try SearchBench.run(options)
    case "front": try FrontBench.run(options)
    case "prune": try PrunerBench.run(options)
    case "learn": try LearnBenchmark.run(options)
    default:
        print("usage: hpo-bench engine [--threads 1,2] [--only TEXT] [--torch PYTHON] [--help]")
        print("       hpo-bench search [FOLDER] [--sampler NAME]… [--table NAME]… [--seeds 20]")
        print("       hpo-bench prune [FOLDER] [--sampler NAME]… [--pruner '{ NAME: {} }']… [--seeds 20]")
        print("       hpo-bench front [--sampler NAME]… [--seeds 10]")
        print("       hpo-bench ask [--sampler NAME]… [--trials N]…")
        print("       hpo-bench learn [FOLDER] [--only NAME]… [--seeds N] [--threads N]")
        exit(2)
    }
} catch {
    FileHandle.standardError.write(Data("hpo-bench: \(error)\n".utf8))
    exit(1)
}
