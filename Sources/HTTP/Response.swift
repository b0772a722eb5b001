// What a client is answered.

/// An answer.
public struct Response: Sendable, Hashable {
    /// 200, 404, …
    public var status: Int
    /// Its headers but those that every answer has.
    public var headers: [Request.Field]
    /// What follows them.
    public var body: [UInt8]

    /// An answer of `type`, such as `text/html; charset=utf-8`.
    public init(_ status: Int = 200, type: String, headers: [Request.Field] = [], _ body: String) {
        self.status = status
        self.headers = [Request.Field("Content-Type", type)] + headers
        self.body = Array(body.utf8)
    }

    /// A sentence.
    public static func plain(_ status: Int, _ text: String, headers: [Request.Field] = []) -> Response {
        Response(status, type: "text/plain; charset=utf-8", headers: headers, text + "\n")
    }

    /// The way to another page, which a browser asks for by GET.
    public static func other(_ address: String) -> Response {
        plain(303, "It is at \(address)", headers: [Request.Field("Location", address)])
    }

    static let malformed = plain(400, "This is no HTTP request that can be understood.")

    /// The header `name`, in whatever case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The body as text.
    public var text: String { String(decoding: body, as: UTF8.self) }

    /// What goes over the wire. After each answer the connection is closed.
    ///
    /// - Parameter isHead: whether the body stays here, as HEAD wants it.
    func bytes(isHead: Bool = false) -> [UInt8] {
        Array(head(length: body.count).utf8) + (isHead ? [] : body)
    }

    /// Status line and headers.
    func head(length: Int?) -> String {
        var head = "HTTP/1.1 \(status) \(Self.reasons[status] ?? "Answer")\r\n"
        let present = Set(headers.map { $0.name.lowercased() })
        for field in headers + Self.always.filter({ !present.contains($0.name.lowercased()) }) {
            head += "\(field.name): \(Self.oneLine(field.value))\r\n"
        }
        if let length { head += "Content-Length: \(length)\r\n" }
        return head + "Connection: close\r\n\r\n"
    }

    /// Nothing that is in a header's value may end it.
    private static func oneLine(_ value: String) -> String {
        String(String.UnicodeScalarView(value.unicodeScalars.filter { 0x20...0x7E ~= $0.value }))
    }

    /// What no answer lacks.
    static let always = [
        // With no-referrer, browsers would not say which origin a form was sent from.
        Request.Field("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"),
        Request.Field("X-Content-Type-Options", "nosniff"), Request.Field("Referrer-Policy", "same-origin"),
        Request.Field("Cache-Control", "no-store"), Request.Field("Cross-Origin-Resource-Policy", "same-origin"),
    ]

    private static let reasons = [
        200: "OK", 303: "See Other", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
        405: "Method Not Allowed", 408: "Request Timeout", 409: "Conflict", 413: "Content Too Large",
        431: "Request Header Fields Too Large", 500: "Internal Server Error", 501: "Not Implemented",
        503: "Service Unavailable",
    ]
}

/// An answer, or events as they happen.
public enum Reply: Sendable {
    /// All of it.
    case response(Response)
    /// What `EventSource.next` says, again and again.
    case events(any EventSource)

    /// The answer where it is one.
    public var response: Response? { if case .response(let response) = self { response } else { nil } }
}

/// What tells a client of events, in turn from whatever thread is free, never from two at once.
public protocol EventSource: AnyObject, Sendable {
    /// What has happened since the last time that it was asked; nil for nothing.
    func next() -> ServerEvent?
}

/// An event of a stream (text/event-stream).
public struct ServerEvent: Sendable, Hashable {
    /// What a client that connects again says it has seen.
    public var id: String
    /// What has happened, on one line or more.
    public var data: String

    /// An event.
    public init(id: String, data: String) { (self.id, self.data) = (id, data) }

    /// As the stream has it.
    var text: String {
        let lines = data.split(omittingEmptySubsequences: false) { $0.isNewline }
        return "id: \(id.filter { !$0.isNewline })\n" + lines.map { "data: \($0)\n" }.joined() + "\n"
    }
}
