import JSON
import Testing

/// Clients of the Model Context Protocol check each answer against the schema that the tool came with.
@Suite("The schemas of tools")
struct ToolSchemaTests {
    private func begun() throws -> (client: Client, tools: [String: JSONValue]) {
        let client = try Client()
        try client.call("initialize", ["protocolVersion": "2025-06-18"])
        let tools = try client.call("tools/list")["tools"]?.arrayValue ?? []
        return (client, Dictionary(tools.map { ($0["name"]?.stringValue ?? "", $0) }) { first, _ in first })
    }

    @Test("say of each tool what it takes and answers, by names that every client takes")
    func list() throws {
        let tools = try begun().tools
        #expect(
            Set(tools.keys) == [
                "study_create", "study_list", "study_status", "best", "study_suggest", "ask", "report", "tell",
                "enqueue",
                "query", "trial_show", "study_run", "study_stop",
            ])
        for (name, tool) in tools {
            #expect(name.wholeMatch(of: /[a-zA-Z0-9_-]{1,64}/) != nil)
            #expect(tool["description"]?.stringValue?.isEmpty == false, "\(name)")
            for schema in ["inputSchema", "outputSchema"] {
                #expect(tool[schema]?["type"] == "object", "\(name)")
                let properties = try #require(tool[schema]?["properties"]?.objectValue)
                for required in tool[schema]?["required"]?.arrayValue ?? [] {
                    #expect(properties[required.stringValue ?? ""] != nil, "\(name) requires \(required)")
                }
            }
        }
    }

    @Test("want a study named where the stream has none of its own", arguments: [nil, "s"])
    func study(own: String?) throws {
        let client = try Client()
        if let own { client.begin(study: own) }
        try client.call("initialize", ["protocolVersion": "2025-06-18"])
        let tools = try client.call("tools/list")["tools"]?.arrayValue ?? []
        let schema = try #require(tools.first { $0["name"] == "tell" }?["inputSchema"])
        #expect(schema["required"] == (own == nil ? ["study", "trial"] : ["trial"]))
        #expect(mistakes(in: ["study": "s", "trial": 0, "value": "-inf"], by: schema) == [])
        #expect(mistakes(in: ["study": "s", "trial": 0, "value": "much"], by: schema).count == 1)
        #expect(mistakes(in: ["study": "s", "trial": 0, "metrics": ["a": "x"]], by: schema).count == 1)
    }

    @Test("hold for what tools answer, in a study that has all there is: failures, NaN, pruned and waiting trials")
    func answers() throws {
        let (client, tools) = try begun()
        var seen: Set<String> = []
        func call(_ name: String, _ arguments: JSONValue) throws {
            let tool = try #require(tools[name])
            #expect(mistakes(in: arguments, by: tool["inputSchema"] ?? .null) == [], "\(name)")
            let answer = try client.call("tools/call", ["name": .string(name), "arguments": arguments])
            #expect(answer["isError"] == false, "\(name): \(answer.text())")
            let structured = try #require(answer["structuredContent"])
            #expect(mistakes(in: structured, by: tool["outputSchema"] ?? .null) == [], "\(name)")
            #expect(answer["content"]?.arrayValue?.first?["text"]?.stringValue == structured.text())
            seen.insert(name)
        }
        try call("study_list", .object([:]))
        try call(
            "study_create",
            [
                "definition": [
                    "name": "s", "objective": ["minimize": "loss"], "space": ["x": ["float": [-3, 3]]],
                    "pruner": ["median": ["startup_trials": 1]],
                ]
            ])
        for number in 0..<12 {
            try call("ask", ["study": "s"])
            let loss: JSONValue = number == 3 ? "nan" : number == 4 ? "-inf" : .int(number)
            try call(
                "report",
                ["study": "s", "trial": .int(number), "epoch": 1, "metrics": ["loss": .int(1), "other": loss]])
            switch number {
            case 5: try call("tell", ["study": "s", "trial": 5, "failed": "no"])
            case 6: try call("tell", ["study": "s", "trial": 6, "metrics": ["loss": "nan"]])
            case 7: break
            default: try call("tell", ["study": "s", "trial": .int(number), "value": loss])
            }
        }
        try call("enqueue", ["study": "s", "params": ["x": 1]])
        for name in ["best", "study_status", "study_suggest", "query"] { try call(name, ["study": "s"]) }
        try call("query", ["study": "s", "where": "value > 1", "limit": 2, "best_first": true])
        for number in [0, 3, 5, 7] { try call("trial_show", ["study": "s", "trial": .int(number)]) }
        try call("study_list", .object([:]))
        try call("study_run", ["study": "s", "trials": 2])
        try call("study_stop", ["study": "s"])
        try call(
            "study_create",
            [
                "definition": [
                    "name": "two", "objectives": [["minimize": "a"], ["maximize": "b"]], "feasible": ["c <= 1"],
                    "space": ["x": ["float": [-3, 3]]],
                ]
            ])
        for number in 0..<2 {
            try call("ask", ["study": "two"])
            try call("tell", ["study": "two", "trial": .int(number), "metrics": ["a": 1, "b": .int(number), "c": 0]])
        }
        for name in ["best", "study_status", "query"] { try call(name, ["study": "two"]) }
        #expect(seen == Set(tools.keys))
    }
}
