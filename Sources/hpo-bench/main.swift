// hpo-bench NAME [options]: benchmarks that print JSON lines.

import Arguments
import Foundation

/// Does what the command line asks for; returns the process's exit status.
func run(_ words: [String]) -> Int32 {
    do {
        switch try Bench.root.parse(words) {
        case .run(let command, let arguments): try command.action?(arguments)
        case .help(let path): print(Bench.root.help(for: path, width: 100) ?? "", terminator: "")
        case .version: print("hpo-bench \(Bench.version)")
        }
        return 0
    } catch {
        note("hpo-bench: \(error)")
        return error is UsageError ? 2 : 1
    }
}

exit(run(Array(CommandLine.arguments.dropFirst())))
