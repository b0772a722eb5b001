// Who may ask at all: pages of other sites, which a browser opens beside ours, may not, whatever name they come under.

/// Which requests are answered.
public struct Admission: Sendable {
    private let hosts: Set<String>
    private let takesAddresses: Bool
    private let port: Int
    private let token: String?

    /// Requests to this machine itself at `port`.
    public init(port: Int) { self.init(port: port, hosts: ["127.0.0.1", "localhost", "[::1]"], token: nil) }

    /// Requests to `address` at `port`, of those who know `token`. Of an address that means all of this machine's
    /// (`0.0.0.0`, `::`) each address as a number: it is names that a foreign site could point here.
    public init(port: Int, address: String, machine: String, token: String) {
        let host = address.utf8.contains(UInt8(ascii: ":")) ? "[\(address)]" : address
        self.init(port: port, hosts: [host, "127.0.0.1", "localhost", "[::1]", machine.lowercased()], token: token)
    }

    private init(port: Int, hosts: [String], token: String?) {
        self.port = port
        self.token = token
        self.hosts = Set(hosts.flatMap { port == 80 ? [$0, "\($0):80"] : ["\($0):\(port)"] })
        takesAddresses = hosts.contains("0.0.0.0") || hosts.contains("[::]")
    }

    /// What to answer in place of what was asked for; nil for who may ask.
    func refusal(of request: Request) -> Response? {
        guard let host = request.header("host")?.lowercased(), isOurs(host) else {
            return .plain(403, "This is not the host that the request names.")
        }
        if let origin = request.header("origin"), origin.lowercased() != "http://\(host)" {
            return .plain(403, "Pages of other origins may not ask.")
        }
        guard let token else { return nil }
        if let given = request.query("token") {
            guard Self.isSame(given, token) else { return .plain(401, "That is not the token.") }
            let rest = request.query.filter { $0.name != "token" }
            let query = rest.map { "\(Percent.encoded($0.name))=\(Percent.encoded($0.value))" }.joined(separator: "&")
            let place = "/" + request.path.map(Percent.encoded).joined(separator: "/")
            return .plain(
                303, "The token is a cookie now.",
                headers: [
                    Request.Field("Location", place + (query.isEmpty ? "" : "?" + query)),
                    Request.Field("Set-Cookie", "\(cookie)=\(token); Path=/; HttpOnly; SameSite=Strict"),
                ])
        }
        guard let given = request.cookie(cookie), Self.isSame(given, token) else {
            return .plain(
                401, "This page asks for the token that was printed when it began: add ?token=… to the address.")
        }
        return nil
    }

    /// Cookies are shared by all ports of a host.
    private var cookie: String { "hpo-\(port)" }

    private func isOurs(_ host: String) -> Bool {
        if hosts.contains(host) { return true }
        guard takesAddresses, host.hasSuffix(":\(port)") else { return false }
        let name = host.dropLast(":\(port)".count)
        if name.hasPrefix("["), name.hasSuffix("]") {
            return name.dropFirst().dropLast().allSatisfy { $0.isASCII && ($0.isHexDigit || $0 == ":" || $0 == ".") }
        }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }

    /// In a time that does not tell how much of it is right.
    private static func isSame(_ given: String, _ token: String) -> Bool {
        let (a, b) = (Array(given.utf8), Array(token.utf8))
        guard a.count == b.count else { return false }
        return zip(a, b).reduce(0) { $0 | $1.0 ^ $1.1 } == 0
    }
}
