import Expressions
import JSON
import Search
import Service
import Storage
import Studies
import Testing

/// What `hpo serve` does, without a stream.
@Suite("The procedures")
struct StudyServiceTests {
    @Test("a study is made of an object, asked for, reported, told, and its best is known")
    func study() throws {
        let client = try Client()
        try client.create()
        let first = try client.call("ask", ["study": "s"])
        #expect(first["number"] == 0)
        #expect(first["params"]?["x"]?.doubleValue != nil)
        let report = try client.call(
            "report", ["study": "s", "trial": 0, "epoch": 1, "metrics": ["loss": 0.5, "other": "nan"]])
        #expect(report == ["number": 0, "epoch": 1, "verdict": "continue", "reason": .null, "receipt": "recorded"])
        #expect(
            try client.call("tell", ["study": "s", "trial": 0, "completed": true])
                == ["number": 0, "state": "completed", "value": 0.5, "receipt": "recorded"])
        #expect(try client.call("ask", ["study": "s"])["number"] == 1)
        #expect(
            try client.call("tell", ["study": "s", "trial": 1, "value": -2])
                == ["number": 1, "state": "completed", "value": -2.0, "receipt": "recorded"])
        try client.call("ask", ["study": "s"])
        #expect(
            try client.call("tell", ["study": "s", "trial": 2, "failed": "out of memory"])
                == ["number": 2, "state": "failed", "reason": "out of memory", "receipt": "recorded"])
        #expect(
            try client.call("tell", ["study": "s", "trial": 2, "failed": "out of memory"])
                == ["number": 2, "state": "failed", "reason": "out of memory", "receipt": "repeated"])
        #expect(try client.call("best", ["study": "s"])["number"] == 1)
        #expect(try client.call("study.list")["studies"]?.arrayValue?.first?["trials"] == 3)
        #expect(try client.call("study.status", ["study": "s"])["best"] == ["number": 1, "value": -2.0])
        let shown = try client.call("trial.show", ["study": "s", "trial": 0])
        #expect(shown["epochs"] == [["epoch": 1, "metrics": ["loss": 0.5, "other": "nan"]]])
        #expect(try client.store().study(named: "s").verification().differences == [])
    }

    @Test("it suggests what a journal by hand would, and the same again after all that it kept is gone")
    func deterministic() throws {
        let (client, other) = (try Client(), try Client())
        for one in [client, other] { try one.create(["sampler": ["tpe": ["n_startup_trials": 3]]]) }
        let journal = try other.store().study(named: "s").journal(for: .byHand)
        for index in 0..<12 {
            if index == 6 { client.begin(study: "s") }
            let asked = try client.call("ask", ["study": "s"])
            let trial = try journal.ask()
            #expect(asked["params"]?["x"]?.doubleValue == trial.parameters.resolved["x"]?.number)
            #expect(asked["seed"] == .int(trial.seed))
            let loss = try #require(trial.parameters.resolved["x"]?.number)
            try client.call("tell", ["study": "s", "trial": .int(index), "value": .double(loss)])
            try journal.tell(value: loss, of: index)
        }
    }

    @Test("what the pruner stops has ended, and says why")
    func pruned() throws {
        let client = try Client()
        try client.create()
        for (number, loss) in [2.0, 1.0, 9.0].enumerated() {
            try client.call("ask", ["study": "s"])
            let report = try client.call(
                "report",
                ["study": "s", "trial": .int(number), "epoch": 1, "metrics": ["loss": .double(loss)]])
            if number < 2 {
                #expect(report["verdict"] == "continue")
                try client.call("tell", ["study": "s", "trial": .int(number), "completed": true])
            } else {
                #expect(report["verdict"] == "stop")
                #expect(report["reason"] == "the pruner (median) ends trial 2 at epoch 1 with loss 9.0")
            }
        }
        #expect(try client.call("trial.show", ["study": "s", "trial": 2])["state"] == "pruned")
        let refused = try client.answer("tell", ["study": "s", "trial": 2, "value": 1])
        #expect(refused["error"]?["data"] == ["trial": 2, "state": "pruned", "kind": "not_running"])
    }

    @Test("metrics of a last epoch end a trial, which the pruner does not stop any more")
    func lastMetrics() throws {
        let client = try Client()
        try client.create()
        for number in 0..<3 {
            try client.call("ask", ["study": "s"])
            #expect(
                try client.call("tell", ["study": "s", "trial": .int(number), "metrics": ["loss": .int(number)]])[
                    "state"]
                    == "completed")
        }
        #expect(try client.call("trial.show", ["study": "s", "trial": 2])["epochs"]?.arrayValue?.count == 1)
        try client.call("ask", ["study": "s"])
        let refused = try client.answer("tell", ["study": "s", "trial": 3, "metrics": ["other": 1]])
        #expect(refused["error"]?["data"]?["kind"] == "unusable_report")
        #expect(try client.call("trial.show", ["study": "s", "trial": 3])["epochs"] == [], "nothing is recorded")
        try client.call("report", ["study": "s", "trial": 3, "epoch": 7, "metrics": ["loss": 1]])
        let ended = try client.call("tell", ["study": "s", "trial": 3, "metrics": ["other": 1]])
        #expect(ended["value"] == 1.0)
        let epochs = try client.call("trial.show", ["study": "s", "trial": 3])["epochs"]?.arrayValue
        #expect(epochs?.map { $0["epoch"] } == [7, 8])
        #expect(try client.store().study(named: "s").verification().differences == [])
    }

    @Test("several objectives are told by their metrics, and the best are a front")
    func front() throws {
        let client = try Client()
        try client.call(
            "study.create",
            [
                "definition": [
                    "name": "s", "objectives": [["minimize": "loss"], ["minimize": "size"]],
                    "space": ["x": ["float": [-3, 3]]],
                ]
            ])
        for (loss, size) in [(1, 5), (5, 1), (6, 6)] {
            let number = try client.call("ask", ["study": "s"])["number"] ?? .null
            let told = try client.call(
                "tell", ["study": "s", "trial": number, "metrics": ["loss": .int(loss), "size": .int(size)]])
            #expect(told["values"] == ["loss": .double(Double(loss)), "size": .double(Double(size))])
        }
        let front = try client.call("best", ["study": "s"])["trials"]?.arrayValue
        #expect(Set(front?.compactMap { $0["number"]?.intValue } ?? []) == [0, 1])
        try client.call("ask", ["study": "s"])
        #expect(
            try client.answer("tell", ["study": "s", "trial": 3, "value": 1])["error"]?["data"]?["kind"]
                == "unusable_report")
    }

    @Test("trials are asked about by conditions, in pages")
    func query() throws {
        let client = try Client()
        try client.create()
        for number in 0..<7 {
            try client.call("ask", ["study": "s"])
            try client.call("tell", ["study": "s", "trial": .int(number), "value": .int(number)])
        }
        func numbers(_ page: JSONValue) -> [Int] {
            page["trials"]?.arrayValue?.compactMap { $0["number"]?.intValue } ?? []
        }
        let page = try client.call("query", ["study": "s", "where": "value > 2", "limit": 3])
        #expect(numbers(page) == [3, 4, 5])
        #expect(page["total"] == 4)
        #expect(page["next"] == 5)
        let rest = try client.call("query", ["study": "s", "where": "value > 2", "limit": 3, "after": 5])
        #expect(numbers(rest) == [6])
        #expect(rest["next"] == .null)
        let sorted = try client.call(
            "query", ["study": "s", "sort": "value", "descending": true, "limit": 2, "columns": ["number", "value"]])
        #expect(sorted["trials"] == [["number": 6, "value": 6.0], ["number": 5, "value": 5.0]])
    }

    @Test("a configuration in the queue is given out next")
    func enqueue() throws {
        let client = try Client()
        try client.create()
        #expect(try client.call("enqueue", ["study": "s", "params": ["x": 1.5]])["params"]?["x"] == 1.5)
        #expect(try client.call("ask", ["study": "s"])["params"]?["x"] == 1.5)
        #expect(try client.answer("enqueue", ["study": "s", "params": ["x": 9]])["error"] != nil)
        // Every member is a parameter here, whatever its name.
        let nested: JSONValue = ["params": ["x": 1], "kind": "a"]
        #expect(try client.answer("enqueue", ["study": "s", "params": nested])["error"] != nil)
        #expect(try client.call("study.status", ["study": "s"])["waiting"] == 0)
        #expect(try client.answer("enqueue", ["study": "s", "params": ["nope": 9]])["error"] != nil)
    }

    @Test("a study that is there is taken where it was made of the same definition, and refused otherwise")
    func load() throws {
        let client = try Client()
        let definition: JSONValue = [
            "name": "s", "objective": ["minimize": "loss"], "space": ["x": ["float": [-3, 3]]],
        ]
        #expect(try client.call("study.create", ["definition": definition])["created"] == true)
        #expect(
            try client.answer("study.create", ["definition": definition])["error"]?["data"]
                == ["study": "s", "kind": "study_exists"])
        let again = try client.call("study.create", ["definition": definition, "load_if_exists": true])
        #expect(again["created"] == false)
        var other = definition.objectValue ?? [:]
        other["seed"] = 9
        #expect(
            try client.answer("study.create", ["definition": .object(other), "load_if_exists": true])["error"]?["code"]
                == 3)
        #expect(
            try client.answer("study.create", ["definition": .object(other), "load_if_exists": true])["error"]?[
                "data"]?[
                    "differences"] == ["seed: it is 0, and not 9"])
        let renamed = try client.call("study.create", ["definition": .object(other), "name": "t"])
        #expect(renamed["name"] == "t")
        #expect(try client.call("study.list")["studies"]?.arrayValue?.count == 2)
    }

    @Test(
        "the same definition is one that says the same, however it is written",
        arguments: [
            (#"{ "space": { "x": { "float": [-3.0, 3] } }, "name": "s", "objective": { "minimize": "loss" } }"#, nil),
            ("// again\n{ name: 't', objective: { minimize: 'loss' }, space: { x: { float: [-3, 3] } } }", nil),
            ("{ name: 's', objective: { minimize: 'loss' }, space: { x: { float: [-3, 3], log: false } } }", nil),
            (
                "{ name: 's', objective: { minimize: 'loss' }, space: { x: { float: [-3, 4] } } }",
                "space.x: it is -3.0 … 3.0, and not -3.0 … 4.0"
            ),
            (
                "{ name: 's', objective: { minimize: 'loss' }, space: { x: { float: [-3, 3] } }, train: { command: ['a'] } }",
                #"train: it is {"ask":true}, and not {"command":["a"]}"#
            ),
        ] as [(String, String?)])
    func same(text: String, difference: String?) throws {
        let client = try Client()
        let definition: JSONValue = [
            "name": "s", "objective": ["minimize": "loss"], "space": ["x": ["float": [-3, 3]]],
        ]
        try client.call("study.create", ["definition": definition])
        let answer = try client.answer(
            "study.create", ["definition": .string(text), "name": "s", "load_if_exists": true])
        #expect(answer["result"]?["created"] == (difference == nil ? false : nil), "\(answer)")
        #expect(answer["error"]?["data"]?["differences"] == difference.map { [.string($0)] })
    }

    @Test("the study of the stream is meant where none is named")
    func standard() throws {
        let client = try Client()
        try client.create()
        #expect(try client.answer("ask")["error"]?["code"] == -32602)
        client.begin(study: "s")
        #expect(try client.call("ask")["number"] == 0)
    }

    @Test("a trial that a process runs is not told of by hand")
    func owned() throws {
        let client = try Client()
        try client.create()
        _ = try client.store().study(named: "s").journal(for: .thisProcess).suggest(origin: .sampler)
        for (method, params) in [
            ("tell", ["study": "s", "trial": 0, "value": 1]),
            ("report", ["study": "s", "trial": 0, "epoch": 1, "metrics": ["loss": 1]]),
        ] as [(String, JSONValue)] {
            let error = try client.answer(method, params)["error"]
            #expect(error?["data"]?["kind"] == "not_running")
            #expect(error?["data"]?["pid"]?.intValue != nil)
        }
    }

    @Test("a study that was deleted and made again is another one")
    func again() throws {
        let client = try Client()
        try client.create()
        for _ in 0..<3 { try client.call("ask", ["study": "s"]) }
        try client.store().study(named: "s").delete()
        #expect(try client.answer("ask", ["study": "s"])["error"]?["data"]?["kind"] == "unknown_study")
        try client.create()
        #expect(try client.call("ask", ["study": "s"])["number"] == 0)
    }

    @Test("what others do to the study between two calls is seen")
    func others() throws {
        let client = try Client()
        try client.create(["sampler": ["tpe": ["n_startup_trials": 2]]])
        for _ in 0..<5 {
            let mine = try client.call("ask", ["study": "s"])
            let journal = try client.store().study(named: "s").journal(for: .byHand)
            let theirs = try journal.ask().attempt.number
            #expect(mine["number"] == .int(theirs - 1))
            try journal.tell(value: 1, of: theirs)
            try client.call("tell", ["study": "s", "trial": mine["number"] ?? .null, "value": 2])
        }
        let store = try client.store()
        try store.study(named: "s").rename(to: "renamed")
        #expect(try client.answer("ask", ["study": "s"])["error"]?["data"]?["kind"] == "unknown_study")
        #expect(try client.call("ask", ["study": "renamed"])["number"] == 10)
        #expect(try store.study(named: "renamed").verification().differences == [])
    }

    @Test("a run is ordered as it was asked for")
    func run() throws {
        let client = try Client()
        try client.create()
        #expect(try client.call("study.run", ["study": "s", "trials": 5, "timeout": "1h"])["pid"] == 1)
        #expect(client.orders.map(\.trials) == [5])
        #expect(client.orders.map(\.timeout) == ["1h"])
        #expect(try client.call("study.stop", ["study": "s"])["stopping"] == [])
    }
}
