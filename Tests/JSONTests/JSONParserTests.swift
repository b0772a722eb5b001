import JSON
import TestSupport
import Testing

@Suite("the JSON reader")
struct JSONParserTests {
    @Test(
        "JSON reads as its value",
        arguments: [
            ("null", .null), ("true", true), (" false ", false), ("0", 0), ("-1", -1), ("1.0", .double(1)),
            ("-0", .double(-0.0)), ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)),
            ("9223372036854775808", .double(9223372036854775808)), ("1e-3", 0.001), ("1E2", .double(100)),
            ("123456789012345678901234567890", .double(1.2345678901234568e29)), ("1e999", .double(.infinity)),
            ("-1e999", .double(-.infinity)), ("1e-999", .double(0)), ("0.1", 0.1),
            ("2.2250738585072011e-308", .double(.leastNormalMagnitude.nextDown)),
            ("4.9e-324", .double(.leastNonzeroMagnitude)), ("8.5e22", 8.5e22),
            ("123456789012345e22", 1.23456789012345e36),
            (#""a\n\"\\\/é\u00e9\ud83d\ude00""#, "a\n\"\\/éé😀"), (#""\ud83d""#, "\u{FFFD}"),
            (#""\ude00x""#, "\u{FFFD}x"),
            (#""\ud83d\u0041""#, "\u{FFFD}A"), ("[]", []), ("[1, [2], {}]", [1, [2], [:]]),
            (#"{"a": 1, "b": {"c": [true, null]}}"#, ["a": 1, "b": ["c": [true, nil]]]),
            (#"{"a": 1, "a": 2}"#, ["a": 2]),
        ] as [(String, JSONValue)])
    func readsJSON(text: String, expected: JSONValue) throws {
        #expect(try JSONValue(parsing: text, syntax: .json) == expected)
        #expect(try JSONValue(parsing: text, syntax: .lenient) == expected)
        #expect(try JSONValue(parsing: text, syntax: .json5) == expected)
    }

    @Test(
        "JSON5's additions read as their values",
        arguments: [
            ("// why\n1", 1), ("/* a\n b */ 1 // end", 1), ("\u{FEFF}\u{A0}1\u{2028}", 1), ("'it\\'s'", "it's"),
            ("+1", 1), (".5", 0.5),
            ("-.5", -0.5), ("5.", .double(5)), ("5.e1", .double(50)), ("0x1F", 31), ("-0xff", -255),
            ("0xFFFFFFFFFFFFFFFFF", .double(295147905179352825856)), ("Infinity", .double(.infinity)),
            ("+Infinity", .double(.infinity)),
            ("-Infinity", .double(-.infinity)), ("[1, 2,]", [1, 2]),
            ("{a: 1, $b_2: 2, 'c d': 3,}", ["a": 1, "$b_2": 2, "c d": 3]),
            ("{größe: 1, \\u0061b: 2}", ["größe": 1, "ab": 2]), ("'a\\\nb\\\r\nc'", "abc"),
            ("'\\x41\\v\\0\\q'", "A\u{B}\0q"), ("{null: null}", ["null": nil]),
            ("12345678901234567890.", .double(12345678901234567168)),
            ("+.12345678901234567890", 0.12345678901234567890),
        ] as [(String, JSONValue)])
    func readsJSON5(text: String, expected: JSONValue) throws {
        #expect(try JSONValue(parsing: text, syntax: .json5) == expected)
        #expect(throws: JSONError.self) { try JSONValue(parsing: text, syntax: .json) }
    }

    @Test(
        "numbers that are none are read leniently as C, Go, Julia and Rust print them, and only so",
        arguments: [("nan", nil), ("-nan", nil), ("+NaN", nil), ("inf", 1), ("-inf", -1), ("Inf", 1), ("+Inf", 1)]
            + [("-Inf", -1), ("infinity", 1), ("-infinity", -1)] as [(String, Double?)])
    func printed(text: String, sign: Double?) throws {
        let line = "{\"epoch\": 2, \"loss\": \(text), \"a\": +0.5}"
        let value = try JSONValue(parsing: line, syntax: .lenient)
        if let sign {
            #expect(value["loss"] == .double(sign * .infinity))
        } else {
            #expect(value["loss"]?.doubleValue?.isNaN == true)
        }
        #expect(value["a"] == .double(0.5))
        #expect(throws: JSONError.self) { try JSONValue(parsing: line, syntax: .json) }
        #expect(throws: JSONError.self) { try JSONValue(parsing: "\(text)x", syntax: .lenient) }
    }

    @Test("Python's bare NaN and Infinity are read leniently, and only so")
    func readsPythonNumbers() throws {
        let line = #"{"epoch": 2, "loss": NaN, "a": Infinity, "b": -Infinity}"#
        let value = try JSONValue(parsing: line, syntax: .lenient)
        #expect(value["loss"]?.doubleValue?.isNaN == true)
        #expect(value["a"]?.doubleValue == .infinity)
        #expect(value["b"]?.doubleValue == -.infinity)
        #expect(throws: JSONError.self) { try JSONValue(parsing: line, syntax: .json) }
    }

    @Test("bytes that are not UTF-8 are replaced leniently and refused otherwise")
    func readsBrokenUTF8() throws {
        let bytes: [UInt8] = [0x22, 0x61, 0xFF, 0x22]
        #expect(try JSONValue(parsing: bytes, syntax: .lenient) == "a\u{FFFD}")
        #expect(throws: JSONError.self) { try JSONValue(parsing: bytes, syntax: .json) }
        #expect(throws: JSONError.self) { try JSONValue(parsing: bytes, syntax: .json5) }
    }

    @Test(
        "a mistake is told with its place, what was found and what was expected",
        arguments: [
            ("", "line 1, column 1: found the end of the text, expected a value"),
            ("{\n  a: 1\n  b: 2\n}", "line 3, column 3: found \"b\", expected \",\" or \"}\""),
            ("{ a 1 }", "line 1, column 5: found \"1\", expected \":\" after the key \"a\""),
            ("[1 2]", "line 1, column 4: found \"2\", expected \",\" or \"]\""),
            ("[1, 2", "line 1, column 6: found the end of the text, expected \",\" or \"]\""),
            ("'abc", "line 1, column 1: found a string without its closing quote, expected the quote"),
            ("\n 'ab\nc'", "line 2, column 5: found the end of the line, expected the string's closing quote"),
            ("/* abc", "line 1, column 1: found a comment without an end, expected \"*/\""),
            ("1.2.3", "line 1, column 4: found \".\", expected the end of the number"),
            ("01", "line 1, column 1: found a leading zero, expected a number without it"),
            ("1 2", "line 1, column 3: found \"2\", expected the end of the text"),
            ("tru", "line 1, column 1: found \"tru\", expected a value"),
            ("truex", "line 1, column 1: found \"truex\", expected a value"),
            ("é", "line 1, column 1: found \"é\", expected a value"),
            ("{é: 1, ü 2}", "line 1, column 10: found \"2\", expected \":\" after the key \"ü\""),
            ("'\\u12G4'", "line 1, column 6: found \"G4\", expected 4 hexadecimal digits"),
            ("a\r\nb", "line 1, column 1: found \"a\", expected a value"),
            ("0x", "line 1, column 3: found the end of the text, expected a hexadecimal digit"),
            ("1e", "line 1, column 3: found the end of the text, expected a digit of the exponent"),
        ])
    func tellsMistakes(text: String, message: String) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text, syntax: .json5) }
        #expect(error?.description == message)
    }

    @Test("nesting and length are bounded")
    func isBounded() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: JSONError(position: JSONPosition(line: 1, column: 129), reason: .tooDeep(limit: 128))) {
            try JSONValue(parsing: deep)
        }
        #expect(throws: JSONError(position: JSONPosition(line: 1, column: 1), reason: .tooLong(limit: 10))) {
            try JSONValue(parsing: "[1, 2, 3, 4]", limits: JSONLimits(bytes: 10))
        }
    }

    @Test("an object of many keys is read and searched")
    func readsManyKeys() throws {
        let text = "{" + (0..<5000).map { "\"k\($0 % 4000)\": \($0)" }.joined(separator: ",") + "}"
        let value = try JSONValue(parsing: text)
        #expect(value.objectValue?.count == 4000)
        #expect(value["k999"] == 4999)
        #expect(value["k1000"] == 1000)
    }

    @Test(
        "random bytes and mutated texts never crash a reader, and what is read writes and reads back", arguments: 0..<8)
    func survivesFuzz(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let seedText = Array(
            #"{a: [1, -2.5e3, "x\u0041\ud83d\ude00", 'y', 0x1f, NaN,], /* c */ "b": {c: null}} // e"#.utf8)
        let alphabet = Array("{}[]:,\"'\\/*+-.0123456789eExXuNaInfinity \n\r\u{2028}é".utf8)
        for round in 0..<400 {
            var bytes = seedText
            if round % 4 == 0 {
                bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
                    alphabet.randomElement(using: &generator) ?? 0
                }
            }
            for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
                let index = bytes.indices.randomElement(using: &generator) ?? 0
                switch generator.next() % 4 {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes[index] = alphabet.randomElement(using: &generator) ?? 0
                case 2: bytes.remove(at: index)
                default: bytes.removeLast(bytes.count - index)
                }
            }
            for syntax in [JSONSyntax.json, .json5, .lenient] {
                guard let value = try? JSONValue(parsing: bytes, syntax: syntax) else { continue }
                let text = value.text()
                let again = try JSONValue(parsing: text)
                #expect(again.text() == text)
            }
            if let node = try? JSONNode(parsing: bytes) {
                let value = try JSONValue(parsing: bytes, syntax: .json5)
                #expect(node.value.text() == value.text())
            }
        }
    }
}
