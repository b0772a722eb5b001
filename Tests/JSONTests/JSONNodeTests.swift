import JSON
import Testing

@Suite("JSON with places")
struct JSONNodeTests {
    private let text = """
        // A study.
        {
          name: "face",   /* über */ seed: 4,
          space: {
            heads: { int: [1,
              6] },
          },
        }
        """

    @Test("every key and value knows its line and column")
    func knowsPlaces() throws {
        let node = try JSONNode(parsing: text)
        #expect(node.position == JSONPosition(line: 2, column: 1))
        #expect(node["name"]?.position == JSONPosition(line: 3, column: 9))
        #expect(node.members?[1].position == JSONPosition(line: 3, column: 30))
        #expect(node["space"]?.members?.first?.position == JSONPosition(line: 5, column: 5))
        #expect(node["space"]?["heads"]?["int"]?.elements?[1].position == JSONPosition(line: 6, column: 7))
    }

    @Test("places are the same with any line ending", arguments: ["\n", "\r", "\r\n"])
    func countsLines(ending: String) throws {
        let node = try JSONNode(parsing: ["{", " a: 1,", "", "  b: [", "   2]}"].joined(separator: ending))
        #expect(node["b"]?.elements?.first?.position == JSONPosition(line: 5, column: 4))
    }

    @Test("a hundred thousand keys on one line have their places, whatever they are written in")
    func longLine() throws {
        var text = "{"
        var column = 2
        var columns: [Int] = []
        for number in 0..<100_000 {
            let member = number.isMultiple(of: 3) ? "'ä\(number)':[1]," : "'z\(number)':\"€\","
            columns.append(column)
            column += member.unicodeScalars.count
            text += member
        }
        let node = try JSONNode(parsing: text + "}")
        #expect(node.members?.map(\.position.column) == columns)
    }

    @Test("repeated keys are told with both places")
    func tellsRepeatedKeys() throws {
        let node = try JSONNode(parsing: "{ a: 1,\n b: 2,\n a: 3, 'a': 4 }")
        #expect(
            node.repeatedKeys.map(\.description) == [
                "line 3, column 2: the key \"a\" is there twice; the first is at line 1, column 3",
                "line 3, column 8: the key \"a\" is there twice; the first is at line 1, column 3",
            ])
        #expect(node.value["a"] == 4)
    }
}
