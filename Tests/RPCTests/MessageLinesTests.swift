import TestSupport
import Testing

@testable import RPC

@Suite("Lines of messages")
struct MessageLinesTests {
    private func lines(_ chunks: [String], limit: Int = 10) -> (lines: [String], hasPartial: Bool) {
        var splitter = MessageLines(limit: limit)
        let lines = chunks.flatMap { splitter.split(Array($0.utf8)[...]) }.map { line in
            switch line {
            case .whole(let bytes): String(decoding: bytes, as: UTF8.self)
            case .overlong: "overlong"
            }
        }
        return (lines, splitter.hasPartial)
    }

    @Test(
        "are cut wherever the chunks end",
        arguments: [
            (["a\nb\n"], ["a", "b"], false), (["a", "\n", "b"], ["a"], true), (["a\r\n"], ["a\r"], false),
            (["\n\n  \n"], [], false), (["ab\n \t"], ["ab"], false), ([], [], false),
            (["0123456789\n"], ["0123456789"], false), (["01234567890\nb\n"], ["overlong", "b"], false),
            (["0123456", "7890", "12\nb", "\n"], ["overlong", "b"], false), (["01234567890"], [], true),
        ] as [([String], [String], Bool)])
    func cut(chunks: [String], expected: [String], hasPartial: Bool) {
        let found = lines(chunks)
        #expect(found.lines == expected)
        #expect(found.hasPartial == hasPartial)
    }

    @Test("are the same however the text is cut")
    func anywhere() {
        var random = SeededGenerator(seed: 3)
        let text = "one\ntwo two two two\n\nthree\r\nfour five six\n7\n"
        let whole = lines([text]).lines
        for _ in 0..<200 {
            var rest = Array(text)
            var chunks: [String] = []
            while !rest.isEmpty {
                let count = Int.random(in: 1...rest.count, using: &random)
                chunks.append(String(rest.prefix(count)))
                rest.removeFirst(count)
            }
            #expect(lines(chunks).lines == whole)
        }
    }
}
