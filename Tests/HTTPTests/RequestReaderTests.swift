import Testing

@testable import HTTP

@Suite("Requests as they come")
struct RequestReaderTests {
    private static func outcome(_ text: String, by size: Int = .max) -> RequestReader.Progress {
        var reader = RequestReader()
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let piece = rest.prefix(size)
            rest = rest.dropFirst(size)
            let progress = reader.read(Array(piece))
            if case .more = progress { continue }
            return progress
        }
        return .more
    }

    private static func status(_ text: String, by size: Int = .max) -> Int? {
        switch outcome(text, by: size) {
        case .more: nil
        case .request: 200
        case .refused(let response): response.status
        }
    }

    @Test("a request is the same in whatever pieces it comes", arguments: [1, 2, 3, 7, 1000])
    func pieces(size: Int) throws {
        let text = "POST /study/a%20b?where=x%20%3E%201&q=a+b HTTP/1.1\r\nHost: h:1\r\nContent-Length: 3\r\n\r\nabc"
        guard case .request(let request) = Self.outcome(text, by: size) else {
            Issue.record("no request")
            return
        }
        #expect(request.method == "POST" && request.path == ["study", "a b"] && request.body == Array("abc".utf8))
        #expect(request.query("where") == "x > 1" && request.query("q") == "a b" && request.header("host") == "h:1")
    }

    @Test(
        "what is malformed is refused, whatever is wrong with it",
        arguments: [
            "GET / HTTP/1.1\nHost: x\r\n\r\n", "GET /\r\n\r\n", "GET  / HTTP/1.1\r\n\r\n", "GET / HTTP/2.0\r\n\r\n",
            "GET http://x/ HTTP/1.1\r\n\r\n", "G\u{0}T / HTTP/1.1\r\n\r\n", "GET /%zz HTTP/1.1\r\n\r\n",
            "GET /%ff HTTP/1.1\r\n\r\n", "GET /%00 HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nNoColon\r\n\r\n",
            "GET / HTTP/1.1\r\nBad Name: x\r\n\r\n", "GET / HTTP/1.1\r\n: x\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
            "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
            "GET / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", "GET / HTTP/1.1\r\n folded\r\n\r\n",
            "GET / HTTP/1.1\r\nX: a\u{1}b\r\n\r\n", "\r\n\r\n", "GET ?x HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\n" + String(repeating: "A: b\r\n", count: 101) + "\r\n",
        ])
    func malformed(_ text: String) {
        #expect(Self.status(text) == 400)
        #expect(Self.status(text, by: 1) == 400)
    }

    @Test("what is too long is refused as soon as that is known")
    func limits() {
        #expect(Self.status("GET /" + String(repeating: "a", count: 17 << 10)) == 431)
        #expect(Self.status("GET / HTTP/1.1\r\nA: " + String(repeating: "a", count: 17 << 10) + "\r\n\r\n") == 431)
        #expect(Self.status("POST / HTTP/1.1\r\nContent-Length: 65537\r\n\r\n") == 413)
        #expect(Self.status("POST / HTTP/1.1\r\nContent-Length: 65536\r\n\r\n") == nil)
        #expect(Self.status("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n") == 501)
    }

    @Test(
        "base64 has the texts of RFC 4648",
        arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foobar", "Zm9vYmFy")])
    func base64(text: String, expected: String) { #expect(Base64.text(Array(text.utf8)) == expected) }

    @Test("a text comes back from its percent encoding", arguments: ["a b", "ä/ö?&=%+", "\"'<>#", "日本"])
    func percent(text: String) { #expect(Percent.decoded(Percent.encoded(text).utf8) == text) }
}
