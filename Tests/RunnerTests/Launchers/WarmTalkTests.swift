import Testing

@testable import Runner

@Suite("What a warm program says")
struct WarmTalkTests {
    /// What is heard of chunks, with what was printed put together.
    private func heard(_ chunks: [String]) -> [String] {
        var talk = WarmTalk()
        var heard = [""]
        for chunk in chunks {
            for word in talk.hear(Array(chunk.utf8)) {
                switch word {
                case .printed(let bytes): heard[heard.count - 1] += String(decoding: bytes, as: UTF8.self)
                case .asked: heard += ["ASKED", ""]
                }
            }
        }
        heard[heard.count - 1] += String(decoding: talk.finish(), as: UTF8.self)
        return heard.filter { !$0.isEmpty }
    }

    @Test(
        "the line that asks is found, and nothing else is lost",
        arguments: [
            ("{\"next\": true}\n", ["ASKED"]),
            ("{\"next\":true}\r\n", ["ASKED"]),
            ("  { \"next\" : true }  \n", ["  ", "ASKED"]),
            ("a\n{\"epoch\": 1}\n{\"next\": true}\nb\n", ["a\n{\"epoch\": 1}\n", "ASKED", "b\n"]),
            ("{\"next\": true}\n{\"next\": true}\n", ["ASKED", "ASKED"]),
            ("50%\r100%{\"next\": true}\n", ["50%\r100%", "ASKED"]),
            ("{\"next\": true}", ["{\"next\": true}"]),
            ("{\"next\": false}\n", ["{\"next\": false}\n"]),
            ("{\"next\": true, \"epoch\": 1}\n", ["{\"next\": true, \"epoch\": 1}\n"]),
            ("{\"next\": true} or not\n", ["{\"next\": true} or not\n"]),
            ("{\"a\": {\"next\": true}}\n", ["{\"a\": {\"next\": true}}\n"]),
            ("next\n\n{\n}\n", ["next\n\n{\n}\n"]),
        ])
    func finds(text: String, expected: [String]) {
        #expect(heard([text]) == expected)
        #expect(heard(text.map(String.init)) == expected)
    }

    @Test("what cannot be the line is not kept back, however long it is")
    func long() {
        var talk = WarmTalk()
        let long =
            [UInt8](repeating: UInt8(ascii: "{"), count: 100_000) + Array(String(repeating: "x", count: 100).utf8)
        #expect(talk.hear(long) == [.printed(long)])
        #expect(talk.hear(Array("…{\"ep".utf8)) == [.printed(Array("…".utf8))])
    }
}
