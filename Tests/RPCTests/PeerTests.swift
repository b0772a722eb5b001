import JSON
import RPC
import Testing

/// The protocol alone, over procedures that know nothing of studies: JSON-RPC 2.0 as its specification has it.
@Suite("JSON-RPC")
struct PeerTests {
    @Test(
        "requests are answered as the specification shows",
        arguments: [
            (
                #"{"jsonrpc": "2.0", "method": "subtract", "params": [42, 23], "id": 1}"#,
                #"{"jsonrpc":"2.0","id":1,"result":{"difference":19}}"#
            ),
            (
                #"{"jsonrpc": "2.0", "method": "subtract", "params": {"subtrahend": 23, "minuend": 42}, "id": "3"}"#,
                #"{"jsonrpc":"2.0","id":"3","result":{"difference":19}}"#
            ),
            (
                #"{"jsonrpc": "2.0", "method": "subtract", "params": [42, 23], "id": null}"#,
                #"{"jsonrpc":"2.0","id":null,"result":{"difference":19}}"#
            ),
            (
                #"{"jsonrpc": "2.0", "method": "subtract", "params": [1e0, 1.0], "id": 1.5, "more": []}"#,
                #"{"jsonrpc":"2.0","id":1.5,"result":{"difference":0}}"#
            ),
            (
                #"{"jsonrpc": "2.0", "method": "subtract", "params": {"minuend": 4, "subtrahend": 1, "scale": null}, "id": -7}"#,
                #"{"jsonrpc":"2.0","id":-7,"result":{"difference":3}}"#
            ),
            (
                #"[{"jsonrpc": "2.0", "method": "subtract", "params": [5, 3], "id": 1}, {"jsonrpc": "2.0", "method": "subtract", "params": [5, 4]}, {"jsonrpc": "2.0", "method": "subtract", "params": [5, 5], "id": 2}]"#,
                #"[{"jsonrpc":"2.0","id":1,"result":{"difference":2}},{"jsonrpc":"2.0","id":2,"result":{"difference":0}}]"#
            ),
        ])
    func answers(request: String, answer: String) throws {
        #expect(Calculator().answer(request) == answer)
    }

    @Test(
        "what is wrong has its code, and the id where that can be told",
        arguments: [
            (#"{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]"#, -32700, "null"),
            ("nonsense", -32700, "null"),
            ("{}{}", -32700, "null"),
            (#"{"jsonrpc": "2.0", "method": 1, "params": "bar"}"#, -32600, "null"),
            (#"{"jsonrpc": "2.0", "method": 1, "id": 4}"#, -32600, "4"),
            (#"{"jsonrpc": "1.0", "method": "subtract", "id": 4}"#, -32600, "4"),
            (#"{"method": "subtract", "id": 4}"#, -32600, "4"),
            (#"{"jsonrpc": "2.0", "method": "subtract", "params": 3, "id": 4}"#, -32600, "4"),
            (#"{"jsonrpc": "2.0", "method": "subtract", "params": null, "id": 4}"#, -32600, "4"),
            (#"{"jsonrpc": "2.0", "method": "subtract", "params": [3, 1], "id": {}}"#, -32600, "null"),
            (#"{"jsonrpc": "2.0", "method": "subtract", "params": [3, 1], "id": true}"#, -32600, "null"),
            (#"{"jsonrpc": "2.0", "method": "subtract", "params": [3, 1], "id": 1e400}"#, -32600, "null"),
            (
                #"{"jsonrpc": "2.0", "method": "subtract", "params": [3, 1], "id": 123456789012345678901234}"#, -32600,
                "null"
            ),
            ("[]", -32600, "null"),
            ("1", -32600, "null"),
            (#""text""#, -32600, "null"),
            (#"{"foo": "boo"}"#, -32600, "null"),
            (#"{"jsonrpc": "2.0", "method": "subtrac", "id": "1"}"#, -32601, "\"1\""),
            (#"{"jsonrpc": "2.0", "method": "rpc.discover", "id": 1}"#, -32601, "1"),
            (#"{"jsonrpc": "2.0", "method": "tools/list", "id": 1}"#, -32601, "1"),
            (#"{"jsonrpc": "2.0", "method": "subtract", "params": [1, 2, 3, 4], "id": 1}"#, -32602, "1"),
            (#"{"jsonrpc": "2.0", "method": "subtract", "params": [1], "id": 1}"#, -32602, "1"),
            (#"{"jsonrpc": "2.0", "method": "subtract", "id": 1}"#, -32602, "1"),
            (#"{"jsonrpc": "2.0", "method": "subtract", "params": ["1", 2], "id": 1}"#, -32602, "1"),
            (#"{"jsonrpc": "2.0", "method": "subtract", "params": [1.5, 2], "id": 1}"#, -32602, "1"),
            (#"{"jsonrpc": "2.0", "method": "subtract", "params": [1e300, 2], "id": 1}"#, -32602, "1"),
            (
                #"{"jsonrpc": "2.0", "method": "subtract", "params": {"minuend": 1, "subtrahent": 1}, "id": 1}"#,
                -32602, "1"
            ),
            (
                #"{"jsonrpc": "2.0", "method": "subtract", "params": {"minuend": 1, "minuend": 2, "subtrahend": 1}, "id": 1}"#,
                -32602, "1"
            ),
            (
                #"[{"jsonrpc": "2.0", "method": "subtract", "params": {"minuend": 1, "subtrahend": 1, "subtrahend": 1}, "id": 1}]"#,
                -32602, "null"
            ),
            (#"{"jsonrpc": "2.0", "method": "notifications/foo", "id": 1}"#, -32601, "1"),
            (#"{"jsonrpc": "2.0", "method": "fail", "id": 1}"#, 7, "1"),
        ])
    func errors(request: String, code: Int, id: String) throws {
        let answer = try #require(Calculator().answer(request))
        let value = try JSONValue(parsing: answer)
        #expect(value["error"]?["code"]?.intValue == code, "\(answer)")
        #expect(value["error"]?["message"]?.stringValue?.isEmpty == false)
        #expect(value["id"]?.text() == id)
        #expect(value["result"] == nil)
    }

    @Test(
        "nobody answers notifications, lists of them, or answers",
        arguments: [
            #"{"jsonrpc": "2.0", "method": "subtract", "params": [1, 2]}"#,
            #"{"jsonrpc": "2.0", "method": "foobar"}"#,
            #"{"jsonrpc": "2.0", "method": "fail"}"#,
            #"[{"jsonrpc": "2.0", "method": "subtract", "params": [1, 2]}, {"jsonrpc": "2.0", "method": "fail"}]"#,
            #"{"jsonrpc": "2.0", "id": 1, "result": {}}"#,
            #"{"jsonrpc": "2.0", "id": 1, "error": {"code": 1, "message": "x"}}"#,
        ])
    func silence(request: String) {
        #expect(Calculator().answer(request) == nil)
    }

    @Test("in a list each wrong element has its own answer")
    func batch() throws {
        let answer = try JSONValue(
            parsing: try #require(
                Calculator().answer(
                    #"[1, {"foo": "boo"}, {"jsonrpc": "2.0", "method": "none", "id": 5}, {"jsonrpc": "2.0", "method": "initialize", "params": {"protocolVersion": "2025-06-18"}, "id": 6}]"#
                )))
        let answers = try #require(answer.arrayValue)
        #expect(answers.map { $0["error"]?["code"]?.intValue } == [-32600, -32600, -32601, -32600])
        #expect(answers.map { $0["id"] } == [.null, .null, 5, 6])
    }

    @Test(
        "keys that are canonically the same are one key, and which it is is said", arguments: [#""\u00e9""#, "\"é\""])
    func repeated(key: String) throws {
        let answer = try #require(
            Calculator().answer(
                #"{"jsonrpc": "2.0", "method": "subtract", "params": {\#(key): 1, "e\u0301": 2}, "id": 1}"#))
        #expect(answer.contains("the key \\\"e\u{301}\\\" is there twice"))
    }

    @Test("a list over the limit is refused as a whole, with one answer")
    func longBatch() throws {
        let calculator = Calculator()
        let longest = "[" + Array(repeating: "0", count: Peer.longestBatch).joined(separator: ",") + "]"
        let taken = try JSONValue(parsing: try #require(calculator.answer(longest)))
        #expect(taken.arrayValue?.count == Peer.longestBatch)
        let answer = try JSONValue(parsing: try #require(calculator.answer("[0," + longest.dropFirst())))
        #expect(answer["error"]?["code"] == -32600)
        #expect(answer["id"] == .null)
    }

    @Test("what is not begun when the end is asked for is not done, and says so in its place")
    func ending() throws {
        let calculator = Calculator()
        let request = #"{"jsonrpc": "2.0", "method": "subtract", "params": [5, 3], "id": 1}"#
        let notification = #"{"jsonrpc": "2.0", "method": "subtract", "params": [5, 3]}"#
        var asked: [Bool] = []
        let line = Array("[\(request), \(request), \(notification), \(request)]".utf8)
        let answer = try #require(
            calculator.peer.answer(to: line) { wantsAnswer in
                asked.append(wantsAnswer)
                return asked.count < 2
            })
        let answers = try #require(try JSONValue(parsing: answer).arrayValue)
        #expect(asked == [true, true, false, true])
        #expect(answers.map { $0["result"]?["difference"] } == [2, nil, nil])
        #expect(answers.map { $0["error"]?["data"]?["kind"] } == [nil, "ending", "ending"])
        #expect(calculator.notes.count == 1)
    }

    @Test("a failure that nobody is told of is noted")
    func notes() {
        let calculator = Calculator()
        _ = calculator.answer(#"{"jsonrpc": "2.0", "method": "fail"}"#)
        #expect(calculator.notes == ["fail, which wants no answer, has failed: it cannot be"])
    }

    @Test("hostile text is refused, and the next line is answered")
    func hostile() {
        let calculator = Calculator()
        let deep = String(repeating: "[", count: 100_000)
        let lines: [[UInt8]] = [
            Array(deep.utf8), Array(#"{"a":"#.utf8) + Array(deep.utf8), [0xFF, 0xFE, 0x7B, 0x7D], [0x00],
            Array(#"{"jsonrpc": "2.0", "method": "subtract", "params": [99999999999999999999, -1], "id": 1}"#.utf8),
            Array(#"{"jsonrpc": "2.0", "method": "\#(String(repeating: "x", count: 1 << 20))", "id": 1}"#.utf8),
        ]
        for line in lines {
            let answer = calculator.peer.answer(to: line).map { String(decoding: $0, as: UTF8.self) }
            #expect(answer?.contains("\"error\"") == true, "\(line.prefix(20))")
            #expect((answer?.utf8.count ?? 0) < 1000)
        }
        #expect(
            calculator.answer(#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#) == #"{"jsonrpc":"2.0","id":1,"result":{}}"#)
    }

    @Test("what is near a method's or a parameter's name is offered")
    func near() {
        let calculator = Calculator()
        #expect(calculator.answer(#"{"jsonrpc":"2.0","id":1,"method":"substract"}"#)?.contains("subtract") == true)
        #expect(
            calculator.answer(#"{"jsonrpc":"2.0","id":1,"method":"subtract","params":{"minuent":1}}"#)?
                .contains("did you mean \\\"minuend\\\"?") == true)
    }
}

/// Two procedures and what was noted.
final class Calculator {
    private(set) var notes: [String] = []
    private(set) lazy var peer = Peer(
        Self.procedures,
        server: ServerDescription(name: "calculator", title: "Calculator", version: "1", instructions: "Subtract."),
        failure: { _ in RPCError(code: 7, "it cannot be", data: ["kind": "never"]) },
        note: { [unowned self] in notes.append($0) })

    func answer(_ line: String) -> String? {
        peer.answer(to: Array(line.utf8)).map { String(decoding: $0.dropLast(), as: UTF8.self) }
    }

    private struct Never: Error {}

    private static var procedures: [Procedure] {
        [
            Procedure(
                "subtract", title: "Subtract", "The difference of two numbers.",
                fields: [
                    Field("minuend", .integer(-1_000_000...1_000_000), required: true, "From which."),
                    Field("subtrahend", .integer(-1_000_000...1_000_000), required: true, "Which."),
                    Field("scale", .number, "Not used."),
                ],
                result: ResultSchema(["difference": ["type": "integer"]], required: ["difference"]), effect: .none
            ) { parameters in
                ["difference": .int((parameters.integer("minuend") ?? 0) - (parameters.integer("subtrahend") ?? 0))]
            },
            Procedure(
                "fail", title: "Fail", "Fails.", fields: [], result: ResultSchema([:]), effect: .adds
            ) { _ in throw Never() },
        ]
    }
}
