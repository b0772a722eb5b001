// Requests to answers, without a socket: who may ask, which route it is, what the route says.

/// One kind of address and what is there.
public struct Route: Sendable {
    /// Its parts; one that begins with `:` is any word, which the action is given: `study/:name`.
    let pattern: [String]
    let method: String
    let action: @Sendable (Request, [String: String]) -> Reply

    /// A page, for GET and HEAD.
    public static func get(
        _ pattern: String, _ action: @escaping @Sendable (Request, [String: String]) -> Reply
    ) -> Route { Route(pattern: pattern.split(separator: "/").map(String.init), method: "GET", action: action) }

    /// Something that a form of the site's own pages asks for.
    public static func post(
        _ pattern: String, _ action: @escaping @Sendable (Request, [String: String]) -> Reply
    ) -> Route {
        Route(pattern: pattern.split(separator: "/").map(String.init), method: "POST", action: action)
    }

    /// The words of `path` by the pattern's names; nil where it is another path.
    func words(_ path: [String]) -> [String: String]? {
        guard path.count == pattern.count else { return nil }
        var words: [String: String] = [:]
        for (part, word) in zip(pattern, path) {
            if part.hasPrefix(":") { words[String(part.dropFirst())] = word } else if part != word { return nil }
        }
        return words
    }
}

/// Routes behind an admission.
public struct Site: Sendable {
    private let admission: Admission
    private let routes: [Route]
    private let missing: @Sendable (Request) -> Response

    /// A site.
    ///
    /// - Parameter missing: what is said where no route fits.
    public init(
        _ admission: Admission, routes: [Route],
        missing: @escaping @Sendable (Request) -> Response = { _ in .plain(404, "There is no such page.") }
    ) {
        (self.admission, self.routes, self.missing) = (admission, routes, missing)
    }

    /// What is answered to `request`.
    public func reply(to request: Request) -> Reply {
        if let refusal = admission.refusal(of: request) { return .response(refusal) }
        let fitting = routes.compactMap { route in route.words(request.path).map { (route, $0) } }
        let method = request.method == "HEAD" ? "GET" : request.method
        if let (route, words) = fitting.first(where: { $0.0.method == method }) {
            // Browsers say with whatever may change something which page it comes from.
            guard method == "GET" || request.header("origin") != nil else {
                return .response(.plain(403, "Only the site's own pages may ask for this."))
            }
            return route.action(request, words)
        }
        let allowed =
            fitting.isEmpty
            ? ["GET", "HEAD"] : fitting.flatMap { $0.0.method == "GET" ? ["GET", "HEAD"] : [$0.0.method] }
        guard allowed.contains(request.method) else {
            return .response(
                .plain(
                    405, "Nothing here takes \(request.method).",
                    headers: [Request.Field("Allow", allowed.joined(separator: ", "))]))
        }
        return .response(missing(request))
    }
}
