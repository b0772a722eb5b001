import Arguments
import Definitions
import JSON
import Storage
import Studies

extension Tool {
    static let ask: Command = Command(
        "ask", summary: "Begin one trial by hand, or from any program.",
        details: [
            """
            The trial runs until hpo tell says how it ended; hpo does not watch over it. --json prints {"number", \
            "params"}.
            """
        ],
        examples: [
            Example("hpo ask face-transformer --json"),
            Example("hpo tell face-transformer 7 --value 0.83", "what became of it"),
        ],
        inputs: [CommonInputs.study, CommonInputs.studyOption]
    ) { arguments in
        let workspace = try Workspace(arguments)
        let study = try workspace.study(arguments)
        let journal = try study.journal(for: .byHand)
        let trial = try journal.ask()
        try study.markUsed()
        let number = trial.attempt.number
        if arguments.wantsJSON {
            let params = try study.definition().json(trial.parameters.resolved)
            return try Console.print(["number": .int(number), "params": params])
        }
        try Console.print("\(Style.bold(study.name)), trial \(number)\n")
        try Console.print(parameterTable(of: trial.parameters).text)
        Console.note("\nWhen it has ended: hpo tell \(study.name) \(number) --value V")
    }
}
