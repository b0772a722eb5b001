import JSON
import RPC
import Testing

/// The Model Context Protocol, as its specification of 2025-06-18 has it.
@Suite("The Model Context Protocol")
struct ModelContextTests {
    private func begun() -> Calculator {
        let calculator = Calculator()
        _ = calculator.answer(initialize("2025-06-18"))
        _ = calculator.answer(#"{"jsonrpc": "2.0", "method": "notifications/initialized"}"#)
        return calculator
    }

    private func initialize(_ version: String) -> String {
        #"{"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {"protocolVersion": "\#(version)", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}}"#
    }

    private func result(_ method: String, _ params: String = "{}", of calculator: Calculator) throws -> JSONValue {
        let line = #"{"jsonrpc": "2.0", "id": "a", "method": "\#(method)", "params": \#(params)}"#
        let answer = try JSONValue(parsing: try #require(calculator.answer(line)))
        return try #require(answer["result"], "\(answer)")
    }

    private func code(_ method: String, _ params: String, of calculator: Calculator) throws -> Int? {
        let line = #"{"jsonrpc": "2.0", "id": "a", "method": "\#(method)", "params": \#(params)}"#
        return try JSONValue(parsing: try #require(calculator.answer(line)))["error"]?["code"]?.intValue
    }

    @Test(
        "the client's version is spoken where it is known, and else the newest",
        arguments: [
            ("2025-06-18", "2025-06-18"), ("2025-11-25", "2025-11-25"), ("2024-11-05", "2024-11-05"),
            ("2099-01-01", "2025-11-25"), ("1.0", "2025-11-25"),
        ])
    func version(asked: String, spoken: String) throws {
        let answer = try JSONValue(parsing: try #require(Calculator().answer(initialize(asked))))
        let result = try #require(answer["result"])
        #expect(result["protocolVersion"]?.stringValue == spoken)
        #expect(result["capabilities"] == ["tools": ["listChanged": false]])
        #expect(result["serverInfo"] == ["name": "calculator", "title": "Calculator", "version": "1"])
        #expect(result["instructions"] == "Subtract.")
    }

    @Test("it begins with initialize, and the notification after that has no answer; ping may come before")
    func begins() throws {
        let calculator = Calculator()
        #expect(try result("ping", of: calculator) == .object([:]))
        #expect(try code("tools/list", "{}", of: calculator) == -32601)
        #expect(try code("initialize", "{}", of: calculator) == -32602)
        #expect(try code("tools/list", "{}", of: calculator) == -32601)
        _ = calculator.answer(initialize("2025-06-18"))
        #expect(calculator.answer(#"{"jsonrpc": "2.0", "method": "notifications/initialized"}"#) == nil)
        #expect(try code("tools/list", "{}", of: calculator) == nil)
        #expect(try code("resources/list", "{}", of: calculator) == -32601)
        #expect(
            calculator.answer(#"{"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}}"#)
                == nil)
    }

    @Test("tools have schemas of what they take and answer")
    func tools() throws {
        let tools = try #require(try result("tools/list", of: begun())["tools"]?.arrayValue)
        #expect(tools.map { $0["name"]?.stringValue } == ["subtract", "fail"])
        let tool = tools[0]
        #expect(tool["title"] == "Subtract")
        #expect(tool["description"] == "The difference of two numbers.")
        #expect(tool["inputSchema"]?["type"] == "object")
        #expect(tool["inputSchema"]?["required"] == ["minuend", "subtrahend"])
        #expect(tool["inputSchema"]?["additionalProperties"] == false)
        #expect(
            tool["inputSchema"]?["properties"]?["minuend"]
                == ["type": "integer", "minimum": -1_000_000, "maximum": 1_000_000, "description": "From which."])
        #expect(
            tool["outputSchema"]
                == ["type": "object", "properties": ["difference": ["type": "integer"]], "required": ["difference"]])
        #expect(tool["annotations"]?["readOnlyHint"] == true)
        #expect(tools[1]["annotations"]?["readOnlyHint"] == false)
        #expect(try code("tools/list", #"{"cursor": "2"}"#, of: begun()) == -32602)
    }

    @Test("a call answers in text and as structure")
    func call() throws {
        let answer = try result(
            "tools/call",
            #"{"name": "subtract", "arguments": {"minuend": 3, "subtrahend": 1}, "_meta": {"progressToken": 1}}"#,
            of: begun())
        #expect(answer["structuredContent"] == ["difference": 2])
        #expect(answer["content"] == [["type": "text", "text": "{\"difference\":2}"]])
        #expect(answer["isError"] == false)
    }

    @Test(
        "what a tool cannot do is for the model to read",
        arguments: [
            (#"{"name": "fail"}"#, "it cannot be"),
            (#"{"name": "subtract", "arguments": {"minuend": 3}}"#, "\"subtrahend\" is missing"),
            (#"{"name": "subtract", "arguments": null}"#, "\"minuend\" is missing"),
        ])
    func failure(params: String, words: String) throws {
        let answer = try result("tools/call", params, of: begun())
        #expect(answer["isError"] == true)
        #expect(answer["structuredContent"] == nil)
        #expect(answer["content"]?.arrayValue?.first?["text"]?.stringValue?.contains(words) == true, "\(answer)")
    }

    @Test(
        "what is no call of a tool is an error of the protocol",
        arguments: [
            "{}", #"{"name": 1}"#, #"{"name": "add"}"#, #"{"name": "subtract", "arguments": [1, 2]}"#,
        ])
    func noCall(params: String) throws {
        #expect(try code("tools/call", params, of: begun()) == -32602)
    }

    @Test("of a tool that there is not, the one that is near is offered", arguments: ["fial", "Fail"])
    func nearTool(name: String) throws {
        let line =
            #"{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "\#(name)", "arguments": {}}}"#
        let answer = try #require(begun().answer(line))
        #expect(answer.contains(#"did you mean \"fail\"?"#))
    }
}
