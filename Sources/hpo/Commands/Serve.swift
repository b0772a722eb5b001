import Arguments
import Definitions
import JSON
import RPC
import Service
import Storage
import Studies
import System

extension Tool {
    private static let stdio = Flag(
        "stdio", help: "Read requests from standard input and answer on standard output, a line of JSON each.")

    static let serve: Command = Command(
        "serve", summary: "Answer programs in any language, over standard input and output.",
        details: [
            """
            JSON-RPC 2.0, one message a line: study.create, study.list, study.status, study.suggest, study.run, study.stop, ask, \
            report, tell, enqueue, best, query, trial.show. Trials are recorded, judged and verified as those of hpo ask and \
            hpo tell; what was answered survives kill -9.
            """,
            """
            A client that begins with initialize speaks the Model Context Protocol, and has the same as tools: study_create and \
            so on.
            """,
            """
            It ends with its input, or by SIGTERM, SIGHUP or Ctrl-C between two requests, with status 0. A last line that lacks \
            its line feed is not done. What is no answer goes to standard error. A request that names no study means --study.
            """,
        ],
        examples: [
            Example("hpo serve --stdio", "for a program that has started it, or an agent's list of servers"),
            Example(
                "echo '{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"study.list\"}' | hpo serve --stdio",
                "one question by hand"),
            Example("hpo serve --stdio --study mine", "requests need not name the study"),
        ],
        inputs: [stdio, CommonInputs.studyOption]
    ) { arguments in
        guard arguments[stdio] else { throw arguments.error(.other("say --stdio: there is no other way yet")) }
        let workspace = try Workspace(arguments)
        let service = StudyService(try ServicePlace(in: workspace, study: arguments[CommonInputs.studyOption]))
        let peer = Peer(
            service.procedures,
            server: ServerDescription(name: "hpo", title: "hpo", version: version, instructions: instructions),
            failure: service.failure, note: { Console.note("hpo: \($0)") })
        let interrupts = try Pipe()
        Signals.ignoreBrokenPipes()
        Signals.unblockInterrupts()
        Signals.deliverInterrupts(to: interrupts.writing.number)
        defer { Signals.releaseInterrupts(to: interrupts.writing.number) }
        var server = LineServer(peer)
        switch server.run(until: interrupts.reading) {
        case .halfLine: Console.note("hpo: the input has ended in the middle of a line, of which nothing was done")
        case .unwritable(let error):
            throw Failure("cannot write the answers: \(error.reason); what was asked for may be on record")
        case .input, .output, .signal: break
        }
    }

    private static let instructions = """
        Hyperparameter search. study_create makes a study from an objective and a space. Either its definition has a program \
        (train.command), which study_run runs trial after trial in the background and study_status looks at; or you run trials \
        yourself: ask gives a configuration, report takes an epoch's metrics and says whether to go on, tell ends the trial. \
        best has the best configuration, query lists trials by a condition, study_suggest says what to search next.
        """
}

extension ServicePlace {
    fileprivate init(in workspace: Workspace, study: String?) throws {
        let executable = try CurrentProcess.executable()
        self.init(
            directory: workspace.root, study: study,
            open: { creating in
                if creating { return try workspace.openOrCreate() }
                return workspace.hasDatabase ? try workspace.open() : nil
            },
            text: { named in
                let found = try workspace.definition(named: named, onlyFiles: true)
                return (found.text, found.file)
            },
            parse: { text, file throws(DefinitionErrors) in
                try StudyDefinition.parse(text, file: file, workloads: BuiltIn.descriptions)
            },
            run: { study, order in
                var words = ["study", "run", study, "--detach"]
                if let trials = order.trials { words += ["--trials", "\(trials)"] }
                if let jobs = order.jobs { words += ["--jobs", "\(jobs)"] }
                if let timeout = order.timeout { words += ["--timeout=\(timeout)"] }
                return try Self.answer(of: [executable] + words, in: workspace)
            },
            stop: { study in try Self.answer(of: [executable, "study", "stop", study], in: workspace) },
            explain: explainedToClient)
    }

    /// What a command of this program prints, which leaves nothing behind that would have to be looked after here.
    private static func answer(of command: [String], in workspace: Workspace) throws -> JSONObject {
        let answer = try ChildAnswer(of: command + ["--json", "--db", workspace.databasePath])
        guard answer.hasSucceeded else {
            let words = answer.errors.hasPrefix("hpo: ") ? String(answer.errors.dropFirst(5)) : answer.errors
            throw Failure(words.isEmpty ? "hpo \(command[1]) \(command[2]) has failed" : words)
        }
        guard let object = (try? JSONValue(parsing: answer.output))?.objectValue else { return [:] }
        return object
    }
}
