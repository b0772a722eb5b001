import System
import TestSupport
import Testing

@testable import HTTP

/// Real sockets: what a client may do to a server.
@Suite("A server", .serialized)
struct ServerTests {
    private final class Counter: EventSource {
        func next() -> ServerEvent? { ServerEvent(id: "7", data: "one\ntwo") }
    }

    /// Runs a server for the time of `body`, which is given its port.
    private static func serving(_ limits: ServerLimits = ServerLimits(), _ body: (Int) throws -> Void) throws {
        let routes: [Route] = [
            .get("") { _, _ in .response(.plain(200, "root")) },
            .get("long") { _, _ in .response(.plain(200, String(repeating: "x", count: 4 << 20))) },
            .get("events") { _, _ in .events(Counter()) },
        ]
        let stop = try Pipe()
        let reading = stop.reading
        let place = Place(try Server(on: "127.0.0.1", port: 0, limits: limits), until: reading)
        let port = place.port
        try BackgroundThread.run { place.run(Site(Admission(port: port), routes: routes)) }
        let writing = stop.writing
        defer { _ = try? writing.send([1]) }
        try body(port)
    }

    /// Hands the server over to its thread.
    private final class Place: @unchecked Sendable {
        private let server: Server
        private let stop: Descriptor
        var port: Int { server.port }
        init(_ server: Server, until stop: consuming Descriptor) {
            self.server = server
            self.stop = stop
        }
        func run(_ site: Site) { try? server.run(site, until: stop) }
    }

    @Test("answers a request, and what is long whole")
    func answers() throws {
        try Self.serving { port throws in
            #expect(try WebClient.get("/", port: port).hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(try WebClient.get("/long", port: port).utf8.count > 4 << 20)
            #expect(try WebClient.get("/", port: port, headers: ["Host: evil.example"]).hasPrefix("HTTP/1.1 403 "))
            #expect(
                try WebClient.get("/", port: port, headers: ["Origin: http://evil.example"]).hasPrefix("HTTP/1.1 403 "))
            #expect(
                try WebClient.get("/events", port: port, headers: ["Host: evil.example"]).hasPrefix("HTTP/1.1 403 "))
            #expect(try WebClient.get("/", port: port, method: "DELETE").contains("\r\nAllow: GET, HEAD\r\n"))
            #expect(try WebClient.get("/", port: port, method: "HEAD").hasSuffix("\r\n\r\n"))
        }
    }

    @Test(
        "answers what is malformed or huge, and closes",
        arguments: [
            ("nonsense\r\n\r\n", 400), ("\u{16}\u{3}\u{1}\r\n\r\n", 400),
            ("GET /" + String(repeating: "a", count: 1 << 20), 431),
            ("POST / HTTP/1.1\r\nContent-Length: 9999999\r\n\r\n", 413),
        ])
    func malformed(text: String, status: Int) throws {
        try Self.serving { port throws in
            let client = try WebClient(port: port)
            client.send(text)
            #expect(client.receive().hasPrefix("HTTP/1.1 \(status) "))
            #expect(try WebClient.get("/", port: port).hasPrefix("HTTP/1.1 200 "), "others are answered as before")
        }
    }

    @Test("gives up a client that is too slow, says nothing, or goes away, and answers others meanwhile")
    func slow() throws {
        var limits = ServerLimits()
        limits.patience = 0.3
        try Self.serving(limits) { port throws in
            let slow = try WebClient(port: port)
            slow.send("GET / HTTP/1.1\r\nHo")
            let silent = try WebClient(port: port)
            do {
                let gone = try WebClient(port: port)
                gone.send("GET /long HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n")
            }
            #expect(try WebClient.get("/", port: port).hasPrefix("HTTP/1.1 200 "))
            #expect(slow.receive().hasPrefix("HTTP/1.1 408 "))
            #expect(silent.receive().isEmpty)
        }
    }

    @Test("answers 300 clients that come at once, although it talks to 200 at a time")
    func many() throws {
        try Self.serving { port throws in
            let clients = try (0..<300).map { _ in try WebClient(port: port) }
            for client in clients { client.send("GET / HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n") }
            #expect(clients.allSatisfy { $0.receive().hasPrefix("HTTP/1.1 200 ") })
        }
    }

    @Test("tells a stream of what happens, and only so many at once")
    func events() throws {
        var limits = ServerLimits()
        limits.streams = 1
        try Self.serving(limits) { port throws in
            let client = try WebClient(port: port)
            client.send("GET /events HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n")
            let text = client.receive { $0.contains("id: 7\ndata: one\ndata: two\n\n") }
            #expect(text.contains("Content-Type: text/event-stream\r\n") && text.contains("data: two\n\n"))
            #expect(try WebClient.get("/events", port: port).hasPrefix("HTTP/1.1 503 "))
            #expect(try WebClient.get("/", port: port).hasPrefix("HTTP/1.1 200 "))
        }
    }
}
