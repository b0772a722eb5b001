import JSON
import TestSupport
import Testing

@Suite("the JSON writer")
struct JSONWriterTests {
    @Test("a random value reads back as itself, plain and pretty, in every dialect", arguments: 0..<20)
    func roundTrips(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<10 {
            let value = JSONValue.random(depth: 3, using: &generator)
            for text in [value.text(), value.text(pretty: true)] {
                for syntax in [JSONSyntax.json, .json5, .lenient] {
                    #expect(try JSONValue(parsing: text, syntax: syntax) == value)
                }
                #expect(try JSONNode(parsing: text).value == value)
            }
        }
    }

    @Test("any double reads back to the same bits", arguments: 0..<4)
    func roundTripsDoubles(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let double = Double(bitPattern: generator.next())
            guard double.isFinite else { continue }
            let read = try JSONValue(parsing: JSONValue.double(double).text())
            #expect(read.doubleValue?.bitPattern == double.bitPattern)
        }
    }

    @Test(
        "values are written in one way",
        arguments: [
            (1, "1"), (.double(1), "1.0"), (.double(-0.0), "-0.0"), (0.1, "0.1"), (1e-7, "1e-07"),
            (.double(1e300), "1e+300"),
            (.double(.nan), "\"nan\""), (.double(-.infinity), "\"-inf\""),
            ("a\"\\\n\u{1}é", "\"a\\\"\\\\\\n\\u0001é\""),
            ([], "[]"), ([:], "{}"), (["b": [1, nil], "a": true], "{\"b\":[1,null],\"a\":true}"),
        ] as [(JSONValue, String)])
    func writes(value: JSONValue, text: String) {
        #expect(value.text() == text)
    }

    @Test("pretty text is indented by two spaces")
    func writesPretty() {
        let value: JSONValue = ["a": [1, [:]], "b": []]
        #expect(value.text(pretty: true) == "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}")
    }

    @Test("members can be changed and taken away, few or many", arguments: [3, 15, 16, 17, 40])
    func editsObjects(count: Int) {
        var object = JSONObject()
        for number in 0..<count { object["k\(number)"] = .int(number) }
        object["k1"] = "new"
        object["k0"] = nil
        object["k0"] = nil
        #expect(object.count == count - 1)
        #expect(object["k0"] == nil)
        #expect(object["k1"] == "new")
        #expect(object["k\(count - 1)"] == .int(count - 1))
        #expect(object.keys.first == "k1")
    }
}
