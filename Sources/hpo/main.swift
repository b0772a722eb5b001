import Arguments
import Definitions
import System

/// Does what the command line asks for; returns the process's exit status.
func run(_ words: [String]) -> Int32 {
    if let place = CurrentProcess.undecoded(variables: "HPO_") {
        Console.note("hpo: \(place) is no UTF-8, as names and paths have to be")
        return ExitStatus.usage
    }
    do {
        switch try Tool.root.parse(words) {
        case .run(let command, let arguments): try command.action?(arguments)
        case .help(let path):
            let help = Tool.root.help(for: path, width: Console.textWidth, bold: Style.isOn) ?? ""
            try Console.write(help)
        case .version: try Console.print("hpo \(Tool.version)")
        }
        return ExitStatus.success
    } catch let exit as Exit {
        return exit.status
    } catch let error as UsageError {
        Console.note("hpo: \(error)")
        return ExitStatus.usage
    } catch let errors as DefinitionErrors where errors.problems.count + errors.unlisted > 1 {
        Console.note("hpo: the definition has \(errors.problems.count + errors.unlisted) mistakes:\n\(errors)")
        return ExitStatus.failure
    } catch {
        Console.note("hpo: \(explained(error))")
        return ExitStatus.failure
    }
}

CurrentProcess.end(run(Array(CommandLine.arguments.dropFirst())))
