import Testing

@testable import HTTP

@Suite("Who may ask")
struct SiteTests {
    private static let routes: [Route] = [
        .get("") { _, _ in .response(.plain(200, "root")) },
        .get("study/:name") { _, words in .response(.plain(200, words["name"] ?? "")) },
        .get("events") { _, _ in .events(Silence()) },
    ]

    private final class Silence: EventSource { func next() -> ServerEvent? { nil } }

    private static func reply(
        _ target: String, method: String = "GET", host: String? = "127.0.0.1:8180", _ more: [Request.Field] = [],
        admission: Admission = Admission(port: 8180)
    ) throws -> Reply {
        let headers = (host.map { [Request.Field("host", $0)] } ?? []) + more
        return Site(admission, routes: routes).reply(to: try #require(Request(method, target, headers: headers)))
    }

    @Test(
        "this machine's own names are answered",
        arguments: ["127.0.0.1:8180", "localhost:8180", "[::1]:8180", "LOCALHOST:8180"])
    func ownNames(host: String) throws { #expect(try Self.reply("/", host: host).response?.status == 200) }

    @Test(
        "a foreign or missing Host gets 403 on every route, the stream of events too",
        arguments: ["/", "/study/x", "/events", "/none"],
        ["evil.example:8180", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:8180.evil.example", "", nil])
    func foreignHost(target: String, host: String?) throws {
        #expect(try Self.reply(target, host: host).response?.status == 403)
    }

    @Test(
        "a foreign Origin gets 403 on every route, the stream of events too", arguments: ["/", "/study/x", "/events"],
        ["http://evil.example", "null", "https://127.0.0.1:8180", "http://127.0.0.1:9", "http://localhost:8180"])
    func foreignOrigin(target: String, origin: String) throws {
        #expect(try Self.reply(target, [Request.Field("origin", origin)]).response?.status == 403)
    }

    @Test("the own Origin may ask")
    func ownOrigin() throws {
        let own = [Request.Field("origin", "http://127.0.0.1:8180")]
        #expect(try Self.reply("/", own).response?.status == 200)
        guard case .events = try Self.reply("/events", own) else {
            Issue.record("no events")
            return
        }
    }

    @Test(
        "other methods get 405 and are told which are taken",
        arguments: ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get", "BREW"],
        ["/", "/events", "/none"])
    func methods(method: String, target: String) throws {
        let response = try #require(try Self.reply(target, method: method).response)
        #expect(response.status == 405 && response.header("Allow") == "GET, HEAD")
    }

    @Test("HEAD is GET without the body")
    func head() throws {
        let response = try #require(try Self.reply("/study/a%20b", method: "HEAD").response)
        let text = String(decoding: response.bytes(isHead: true), as: UTF8.self)
        #expect(response.status == 200 && text.contains("Content-Length: 4\r\n") && text.hasSuffix("\r\n\r\n"))
    }

    @Test("every answer has the headers that keep it to itself")
    func headers() throws {
        for target in ["/", "/none", "/study/x"] {
            let response = try #require(try Self.reply(target).response)
            let text = String(decoding: response.bytes(), as: UTF8.self)
            for header in [
                "Content-Security-Policy: default-src 'none'", "X-Content-Type-Options: nosniff",
                "Referrer-Policy: same-origin", "Cache-Control: no-store",
            ] {
                #expect(text.contains("\r\n" + header))
            }
        }
    }

    @Test("nothing in a header's value makes another header")
    func splitting() {
        let response = Response.plain(200, "x", headers: [Request.Field("Location", "/a\r\nSet-Cookie: b=c")])
        #expect(!String(decoding: response.bytes(), as: UTF8.self).contains("\r\nSet-Cookie"))
    }

    @Test("on another address a token is wanted: once in the address, then as a cookie")
    func token() throws {
        let open = Admission(port: 8180, address: "0.0.0.0", machine: "box", token: "secret")
        #expect(try Self.reply("/", admission: open).response?.status == 401)
        #expect(try Self.reply("/events", admission: open).response?.status == 401)
        #expect(try Self.reply("/?token=wrong", admission: open).response?.status == 401)
        let answer = try #require(try Self.reply("/study/a%20b?x=1&token=secret", admission: open).response)
        #expect(answer.status == 303 && answer.header("Location") == "/study/a%20b?x=1")
        #expect(answer.header("Set-Cookie") == "hpo-8180=secret; Path=/; HttpOnly; SameSite=Strict")
        let cookie = [Request.Field("cookie", "a=b; hpo-8180=secret")]
        #expect(try Self.reply("/", cookie, admission: open).response?.status == 200)
        #expect(try Self.reply("/", host: "192.168.1.7:8180", cookie, admission: open).response?.status == 200)
        #expect(try Self.reply("/", host: "evil.example:8180", cookie, admission: open).response?.status == 403)
        #expect(
            try Self.reply("/", [Request.Field("cookie", "hpo-8180=other")], admission: open).response?.status == 401)
    }
}
