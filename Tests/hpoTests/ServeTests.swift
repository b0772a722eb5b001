import Foundation
import JSON
import TestSupport
import Testing

@Suite("hpo serve")
struct ServeTests {
    private static let definition: JSONValue = [
        "name": "s", "objective": ["minimize": "loss"], "space": ["x": ["float": [-3, 3]], "k": ["int": [1, 9]]],
        "sampler": ["tpe": ["n_startup_trials": 4]], "pruner": ["median": ["startup_trials": 2, "warmup_epochs": 1]],
        "seed": 11,
    ]

    private func begun(_ more: [String] = []) throws -> (sandbox: Sandbox, client: Conversation) {
        let sandbox = try Sandbox()
        let client = try Conversation(in: sandbox, more)
        try client.call("study.create", ["definition": Self.definition])
        return (sandbox, client)
    }

    @Test("suggests and records what hpo ask and hpo tell do, and it can be derived again")
    func same() throws {
        let (sandbox, client) = try begun(["--study", "s"])
        let other = try Sandbox()
        try other.write(
            Self.definition.text().replacing("\"name\"", with: "train: { ask: true }, \"name\""), to: "studies/s.json5")
        try other.output("study create s")
        for number in 0..<8 {
            let asked = try client.call("ask")
            #expect(try other.json("ask s")["params"] == asked["params"])
            let loss = try #require(asked["params"]?["x"]?.doubleValue) + Double(number % 3)
            let report = try client.call(
                "report", ["trial": .int(number), "epoch": 2, "metrics": ["loss": .double(loss)]])
            let verdict = try other.output("tell s \(number) --epoch 2 --metric loss=\(loss)")
            #expect(report["verdict"]?.stringValue.map { $0 + "\n" } == verdict)
            if verdict == "continue\n" {
                try client.call("tell", ["trial": .int(number), "completed": true])
                try other.output("tell s \(number) --completed")
            }
        }
        try client.close()
        #expect(client.end().status == 0)
        #expect(try sandbox.output("study verify s").contains("all as recorded"))
        let trials = try sandbox.json("trial list s")
        #expect(trials == (try other.json("trial list s")))
        #expect(trials.arrayValue?.count == 8)
        try sandbox.expectSound()
    }

    @Test("ends with its input; a half line is not done, and standard output holds nothing but answers")
    func halfLine() throws {
        let (sandbox, client) = try begun()
        try client.send(5, "ask", ["study": "s"])
        try client.send(#"{"jsonrpc": "2.0", "id": 6, "method": "ask", "params": {"study": "s"}}"#)
        try client.close()
        #expect(client.line()?["id"] == 5)
        #expect(client.line() == nil)
        let end = client.end()
        #expect(end.status == 0)
        #expect(end.errors == "hpo: the input has ended in the middle of a line, of which nothing was done\n")
        #expect(try sandbox.query("SELECT count(*) FROM trials") == ["1"])
    }

    @Test("ends by SIGTERM and Ctrl-C, what was answered being on record", arguments: [SIGTERM, SIGINT])
    func signals(signal: Int32) throws {
        let (sandbox, client) = try begun()
        try client.call("ask", ["study": "s"])
        client.signal(signal)
        #expect(client.line() == nil)
        #expect(client.end() == (0, ""))
        #expect(try sandbox.query("SELECT count(*) FROM trials") == ["1"])
    }

    @Test("ends by SIGTERM also where nobody reads its answers")
    func unread() throws {
        let (sandbox, client) = try begun()
        // More answers than a pipe holds: it waits for its reader then.
        for id in 0..<20 { try client.send(id, "ask", ["study": .string(String(repeating: "x", count: 4000))]) }
        #expect(sandbox.wait { client.unread > 60_000 })
        client.signal(SIGTERM)
        #expect(client.end().status == 0)
    }

    @Test(
        "what is asked for in one write is answered one by one, and SIGTERM ends it between two",
        .timeLimit(.minutes(2)))
    func queued() throws {
        let (sandbox, client) = try begun(["--study", "s"])
        // Seconds of work, whatever the machine: a line for itself, and a list whose members are looked at one by one.
        for id in 0..<300 { try client.send(id, "ask") }
        #expect(client.line()?["result"]?["number"] == 0)
        let request = #"{"jsonrpc": "2.0", "id": 1, "method": "ask"}"#
        try client.send("[" + Array(repeating: request, count: 9_000).joined(separator: ",") + "]\n")
        #expect(try sandbox.wait { try sandbox.query("SELECT count(*) > 310 FROM trials") == ["1"] })
        client.signal(SIGTERM)
        var answers: [JSONValue] = []
        while let line = client.line() { answers += line.arrayValue ?? [line] }
        #expect(client.end() == (0, ""))
        let numbers = answers.compactMap { $0["result"]?["number"]?.intValue }
        #expect(answers.count == 9_299)
        #expect(numbers == Array(1..<(numbers.count + 1)))
        #expect(try sandbox.query("SELECT count(*) FROM trials") == ["\(numbers.count + 1)"])
        #expect(answers.count { $0["error"]?["data"]?["kind"] == "ending" } == answers.count - numbers.count)
        #expect(numbers.count < 9_299)
    }

    @Test("begins nothing for a client that reads no more; what wants no answer is done")
    func unheard() throws {
        let (sandbox, client) = try begun(["--study", "s"])
        try client.hangUp()
        try client.send(#"{"jsonrpc": "2.0", "method": "ask"}"# + "\n")
        for id in 0..<20 { try? client.send(id, "ask") }
        #expect(client.end() == (0, ""))
        #expect(try sandbox.query("SELECT count(*) FROM trials") == ["1"])
    }

    @Test(
        "answers that cannot be written are its failure",
        .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
    func full() throws {
        let sandbox = try Sandbox()
        let answer = try sandbox.shell(
            #"echo '{"jsonrpc": "2.0", "id": 1, "method": "study.list"}' | hpo serve --stdio > /dev/full"#)
        #expect(answer.status == 1)
        #expect(
            answer.errors
                == "hpo: cannot write the answers: No space left on device; what was asked for may be on record\n")
    }

    @Test(
        "a definition is read from a file alone: a pipe would keep it waiting", arguments: ["/dev/stdin", "pipe.json5"])
    func pipe(file: String) throws {
        let sandbox = try Sandbox()
        #expect(mkfifo("\(sandbox.path)/pipe.json5", 0o600) == 0)
        let client = try Conversation(in: sandbox)
        try client.send(1, "study.create", ["file": .string(file)])
        let message = try #require(client.line()?["error"]?["message"]?.stringValue)
        #expect(message == "\(file): this is no file, but a pipe or a device")
    }

    @Test("refuses a line over the limit, and goes on")
    func overlong() throws {
        let (_, client) = try begun()
        let piece = String(repeating: "x", count: 1 << 20)
        for _ in 0..<17 { try client.send(piece) }
        try client.send("\n")
        let refused = try #require(client.line())
        #expect(refused["error"]?["code"] == -32600)
        #expect(refused["id"] == .null)
        #expect(try client.call("study.list")["studies"]?.arrayValue?.count == 1)
    }

    @Test("kill -9 loses no end and no epoch that was answered", .timeLimit(.minutes(2)))
    func killed() throws {
        let sandbox = try Sandbox()
        var random = SystemRandomNumberGenerator()
        var (told, reported): (Set<String>, Set<String>) = ([], [])
        for round in 0..<6 {
            let client = try Conversation(in: sandbox, ["--study", "s"])
            try client.call("study.create", ["definition": Self.definition, "load_if_exists": true])
            let last = Int.random(in: 3...40, using: &random)
            var count = 0
            while count < last {
                let number = try client.call("ask")["number"]?.intValue ?? -1
                let report = try client.call(
                    "report", ["trial": .int(number), "epoch": 1, "metrics": ["loss": .int(number)]])
                reported.insert("\(number)")
                if report["verdict"] == "continue" {
                    try client.call("tell", ["trial": .int(number), "completed": true])
                    told.insert("\(number)")
                }
                count += 1
            }
            // In the middle of more that nobody waits for.
            for id in 0..<round * 20 { try client.send(id, "ask") }
            client.signal(SIGKILL)
            #expect(client.end().status == -SIGKILL)
            let ended = Set(try sandbox.query("SELECT number FROM trials WHERE state = 'completed'"))
            #expect(told.subtracting(ended) == [])
            #expect(reported.subtracting(try sandbox.query("SELECT trial FROM epochs")) == [])
        }
        try sandbox.expectSound()
        #expect(try sandbox.output("study verify s").contains("all as recorded"))
    }

    @Test("two clients at once get trials of their own, and all can be derived again")
    func together() throws {
        let (sandbox, first) = try begun(["--study", "s"])
        let second = try Conversation(in: sandbox, ["--study", "s"])
        let clients = [first, second]
        var numbers: [Int] = []
        for _ in 0..<30 {
            for client in clients { try client.send(1, "ask") }
            let asked = clients.compactMap { $0.line()?["result"]?["number"]?.intValue }
            numbers += asked
            for (client, number) in zip(clients, asked) {
                try client.send(2, "tell", ["trial": .int(number), "value": .int(number % 7)])
            }
            for client in clients { #expect(client.line()?["result"]?["state"] == "completed") }
        }
        #expect(numbers.sorted() == Array(0..<60))
        for client in clients {
            try client.close()
            #expect(client.end().status == 0)
        }
        #expect(try sandbox.output("study verify s").contains("60 suggestions"))
        #expect(try sandbox.output("study verify s").contains("all as recorded"))
        try sandbox.expectSound()
    }

    @Test("a study with a program is run in the background, which goes on without the stream")
    func run() throws {
        let sandbox = try SmallStudy.sandbox()
        let client = try Conversation(in: sandbox, ["--study", "small"])
        try client.send(
            0, "initialize",
            [
                "protocolVersion": "2025-06-18", "capabilities": .object([:]),
                "clientInfo": ["name": "t", "version": "1"],
            ])
        #expect(client.line()?["result"]?["protocolVersion"] == "2025-06-18")
        try client.send(#"{"jsonrpc": "2.0", "method": "notifications/initialized"}"# + "\n")
        func tool(_ name: String, _ arguments: JSONValue = .object([:])) throws -> JSONValue {
            try client.call("tools/call", ["name": .string(name), "arguments": arguments])
        }
        #expect(try tool("study_create", ["file": "small"])["structuredContent"]?["created"] == true)
        let begun = try tool("study_run", ["trials": 3])["structuredContent"]
        #expect(begun?["pid"]?.intValue != nil)
        #expect(
            try sandbox.wait { try tool("study_status")["structuredContent"]?["completed"] == 3 })
        #expect(try tool("best")["structuredContent"]?["number"]?.intValue != nil)
        #expect(try tool("study_stop")["structuredContent"]?["study"] == "small")
        try client.close()
        #expect(client.end() == (0, ""))
    }

    @Test("a run that is refused says why, without the command's name in front")
    func refused() throws {
        let (_, client) = try begun()
        try client.send(1, "study.run", ["study": "s", "trials": 1])
        let message = try #require(client.line()?["error"]?["message"]?.stringValue)
        #expect(message.hasPrefix("s has no program to start"), "\(message)")
    }

    @Test("the example in Python runs, and its trials are verified")
    func example() throws {
        let sandbox = try Sandbox()
        guard try sandbox.shell("python3 --version").status == 0 else { return print("left out: it needs python3") }
        let program = "\(Repository.root)/studies/examples/ask_and_tell.py"
        for trials in [100, 200] {
            let answer = try sandbox.shell("python3 \(program)")
            #expect(answer.status == 0, "\(answer.errors)")
            #expect(answer.output.contains(/^trial \d+: loss \S+ with \{/))
            #expect(try sandbox.query("SELECT count(*) FROM trials WHERE state = 'completed'") == ["\(trials)"])
        }
        #expect(try sandbox.output("study verify ask-and-tell").contains("200 suggestions"))
        let script = """
            import sys; sys.path.insert(0, "\(Repository.root)/studies/examples"); sys.dont_write_bytecode = True
            from ask_and_tell import Hpo, HpoError
            with Hpo("--study", "ask-and-tell") as hpo:
                trials = hpo.call_all("ask", [{}] * 50)
                hpo.call_all("tell", [{"trial": t["number"], "value": float("nan")} for t in trials])
                one, two, three = hpo.call_all("ask", [{}, {"study": "none"}, {}])
                print(three["number"] - one["number"], two.code)
                try:
                    hpo.call("tell", trial=trials[0]["number"], value=1)
                except HpoError as error:
                    print(len(trials), error.code, error.data["kind"], error)
            """
        try sandbox.write(script, to: "use.py")
        let answer = try sandbox.shell("python3 use.py")
        #expect(answer.output == "1 2\n50 5 not_running trial 200 has already completed\n", "\(answer.errors)")
    }

    @Test("the README's program runs, in fifteen lines")
    func readme() throws {
        let block = try #require(
            try Page("README.md").blocks.first { $0.mark?.name == "file" && $0.mark?.value == "search.py" })
        #expect(block.lines.count { !$0.isEmpty } <= 15)
        let sandbox = try Sandbox()
        guard try sandbox.shell("python3 --version").status == 0 else { return print("left out: it needs python3") }
        try sandbox.write(block.lines.joined(separator: "\n") + "\n", to: "search.py")
        let answer = try sandbox.shell("python3 search.py")
        #expect(answer.output.contains("'number'"), "\(answer.errors)")
        #expect(try sandbox.output("study verify inline").contains("100 suggestions"))
        // Once more it goes on with the study, unless that is another one.
        let again = (block.lines.joined(separator: "\n") + "\n").replacing("range(100)", with: "range(2)")
        try sandbox.write(again, to: "again.py")
        #expect(try sandbox.shell("python3 again.py").output.contains("'number'"))
        #expect(try sandbox.query("SELECT count(*) FROM trials") == ["102"])
        try sandbox.write(again.replacing("-5, 5", with: "-5, 6"), to: "other.py")
        let refused = try sandbox.shell("python3 other.py")
        #expect(refused.status == 1)
        #expect(refused.errors.contains("made of another definition"), "\(refused.errors)")
    }

    @Test("without --stdio it says what to type")
    func usage() throws {
        let answer = try Sandbox().hpo("serve")
        #expect(answer.status == 2)
        #expect(answer.output == "")
        #expect(answer.errors.contains("--stdio"))
    }
}
