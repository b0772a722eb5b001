import JSON
import Testing

/// Whatever is asked, there is an answer: the code, the kind, and the next question is answered too.
@Suite("Errors of the procedures")
struct ServiceErrorTests {
    @Test(
        "have a code and a kind that programs can go by",
        arguments: [
            ("ask", ["study": "nope"], 2, "unknown_study"),
            ("best", ["study": "s"], 7, "no_result"),
            ("tell", ["study": "s", "trial": 9, "value": 1], 4, "unknown_trial"),
            ("tell", ["study": "s", "trial": 0, "completed": true], 9, "unusable_report"),
            ("report", ["study": "s", "trial": 0, "epoch": 1, "metrics": ["": 1]], 9, "unusable_report"),
            ("query", ["study": "s", "where": "value >"], 8, "bad_condition"),
            ("query", ["study": "s", "where": "nope > 1"], 8, "bad_condition"),
            ("query", ["study": "s", "where": "1 + 1"], 8, "bad_condition"),
            ("query", ["study": "s", "sort": "nope"], 8, "bad_condition"),
            ("query", ["study": "s", "after": 7], 8, "bad_condition"),
            ("query", ["study": "s", "stage": "late"], 8, "bad_condition"),
            ("trial.show", ["study": "s", "trial": 5], 4, "unknown_trial"),
            ("study.create", ["definition": "{ name: 'x' }"], 11, "bad_definition"),
            ("study.create", ["definition": "{{{"], 11, "bad_definition"),
            ("study.create", ["definition": .object([:])], 11, "bad_definition"),
            ("study.create", ["file": "mine"], 11, "bad_definition"),
            (
                "study.create",
                ["name": "../up", "definition": ["objective": ["minimize": "l"], "space": ["x": ["int": [0, 9]]]]], 14,
                "unusable_name"
            ),
            ("enqueue", ["study": "s", "params": ["x": 9]], 13, "bad_configuration"),
            ("enqueue", ["study": "s", "params": ["nope": 9]], 13, "bad_configuration"),
            ("enqueue", ["study": "s", "params": ["x": .object([:])]], 13, "bad_configuration"),
        ] as [(String, JSONValue, Int, String)])
    func kinds(method: String, params: JSONValue, code: Int, kind: String) throws {
        let client = try Client()
        try client.create()
        try client.call("ask", ["study": "s"])
        let error = try client.answer(method, params)["error"]
        #expect(error?["code"] == .int(code), "\(error?.text() ?? "none")")
        #expect(error?["data"]?["kind"] == .string(kind))
        #expect(error?["message"]?.stringValue?.isEmpty == false)
        try client.call("tell", ["study": "s", "trial": 0, "value": 1])
    }

    @Test(
        "parameters that make no sense are refused before anything is done",
        arguments: [
            ("ask", [1]), ("ask", ["study": 1]), ("ask", ["s", "more"]),
            ("tell", ["study": "s", "trial": 0]), ("tell", ["study": "s", "trial": 0, "value": 1, "failed": "x"]),
            ("tell", ["study": "s", "trial": 0, "value": "much"]), ("tell", ["study": "s", "trial": -1, "value": 1]),
            ("tell", ["study": "s", "trial": 0.5, "value": 1]), ("tell", ["study": "s", "trial": "0", "value": 1]),
            ("tell", ["study": "s", "trial": 1e300, "value": 1]), ("tell", ["study": "s", "value": 1]),
            ("tell", ["study": "s", "trial": 0, "value": true]),
            ("tell", ["study": "s", "trial": 0, "value": 1, "epoch": 3]),
            ("tell", ["study": "s", "trial": 0, "completed": false]),
            ("report", ["study": "s", "trial": 0, "epoch": 1, "metrics": [1]]),
            ("report", ["study": "s", "trial": 0, "epoch": 1, "metrics": ["loss": "0.5"]]),
            ("report", ["study": "s", "trial": 0, "epoch": -1, "metrics": ["loss": 1]]),
            ("report", ["study": "s", "trial": 0, "epoch": 99_999_999_999, "metrics": ["loss": 1]]),
            ("report", ["study": "s", "trial": 0, "epoch": 1, "metrics": ["loss": 1], "extra": 1]),
            ("query", ["study": "s", "descending": true]), ("query", ["study": "s", "limit": 0]),
            ("query", ["study": "s", "best_first": true, "sort": "value"]),
            ("study.create", .object([:])), ("study.create", ["definition": 3]),
            ("study.create", ["definition": "x", "file": "y"]), ("study.run", ["study": "s", "trials": -1]),
        ] as [(String, JSONValue)])
    func parameters(method: String, params: JSONValue) throws {
        let client = try Client()
        try client.create()
        try client.call("ask", ["study": "s"])
        #expect(try client.answer(method, params)["error"]?["code"] == -32602)
        #expect(try client.call("study.status", ["study": "s"])["running"]?.arrayValue?.count == 1)
        #expect(try client.call("trial.show", ["study": "s", "trial": 0])["epochs"] == [])
    }

    @Test("a database that was replaced is an error, and then the new one is asked")
    func replaced() throws {
        let client = try Client()
        try client.create()
        try client.call("ask", ["study": "s"])
        try client.removeDatabase()
        #expect(
            try client.answer("tell", ["study": "s", "trial": 0, "value": 1])["error"]?["data"]?["kind"] == "database")
        #expect(try client.answer("ask", ["study": "s"])["error"]?["data"]?["kind"] == "unknown_study")
        try client.create()
        #expect(try client.call("ask", ["study": "s"])["number"] == 0)
    }
}
