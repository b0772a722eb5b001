import Arguments
import JSON
import Storage
import Studies

extension Tool {
    static let stopTrial: Command = Command(
        "stop", summary: "Stop one trial, and leave the others and the run as they are.",
        details: [
            """
            The run that has it, on whatever machine, stops it at its next epoch, or after the grace time, and starts \
            another one in its place. What it has reached is kept, and no run goes on with it before hpo trial resume. To \
            end a whole run: hpo study stop.
            """,
            "--json prints {\"number\", \"state\"}: running until it has stopped.",
        ],
        examples: [Example("hpo trial stop 7"), Example("hpo trial stop face-transformer 7")],
        inputs: [CommonInputs.studyOfTrial, CommonInputs.trialNumber, CommonInputs.studyOption]
    ) { arguments in
        let workspace = try Workspace(arguments)
        let study = try workspace.study(arguments)
        let number = try arguments.require(CommonInputs.trialNumber)
        try study.setAside(number)
        try study.markUsed()
        let trial = try study.trial(number)
        if arguments.wantsJSON { return try print(trial) }
        let runner = try study.status().running.first { $0.trial.attempt.number == number }?.runner
        let what =
            switch runner {
            case nil: "stays stopped"
            case .gone: "is stopped, its run having died, when the next one begins, and stays so"
            case .alive, .byHand, .elsewhere: "stops at its next epoch, and stays so"
            }
        try Console.print("\(study.name): trial \(number) \(what) until it is told to go on.")
        Console.note("\nTo go on with it: hpo trial resume \(study.name) \(number)")
    }

    static let resumeTrial: Command = Command(
        "resume", summary: "Let runs go on with a trial that was stopped.",
        details: [
            """
            A run that goes on takes it up as soon as it has room for it, and else the next one does, before anything new. To \
            run a trial that has ended once more: hpo trial rerun.
            """,
            "--json prints {\"number\", \"state\"}.",
        ],
        examples: [Example("hpo trial resume 7"), Example("hpo trial resume face-transformer 7")],
        inputs: [CommonInputs.studyOfTrial, CommonInputs.trialNumber, CommonInputs.studyOption]
    ) { arguments in
        let workspace = try Workspace(arguments)
        let study = try workspace.study(arguments)
        let number = try arguments.require(CommonInputs.trialNumber)
        let wasHeld = try study.release(number)
        try study.markUsed()
        let trial = try study.trial(number)
        if arguments.wantsJSON { return try print(trial) }
        let runs = try study.runs()
        let isRun = !runs.here.isEmpty || !runs.elsewhere.isEmpty
        let what = wasHeld ? "goes on" : "was not stopped by hand, and goes on"
        if trial.state == .running {
            return try Console.print("\(study.name): trial \(number) runs, and goes on.")
        }
        try Console.print(
            "\(study.name): trial \(number) \(what) \(isRun ? "when a run has room for it" : "with the next run").")
        if !isRun { Console.note("\nNow, and nothing new: hpo study run \(study.name) --trials 0") }
    }

    private static func print(_ trial: Trial) throws {
        try Console.print(["number": .int(trial.number), "state": .string(trial.state.name.rawValue)])
    }
}
