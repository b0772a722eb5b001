// hpo-bench NAME [options]: benchmarks that print JSON lines.

let arguments = Array(CommandLine.arguments.dropFirst())
switch arguments.first {
case "engine": EngineBenchmark(arguments: Array(arguments.dropFirst())).run()
default:
    print("usage: hpo-bench engine [--threads 1,2] [--seconds 3] [--dropout 0] [--only step|product|face]")
}
