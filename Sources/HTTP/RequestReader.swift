// Bytes as they come become a request, or a refusal; nothing beyond the limits is kept.
//
//     var reader = RequestReader()
//     switch reader.read(bytes) { case .more: …; case .request(let request): …; case .refused(let response): … }

/// Reads one request (RFC 9112).
public struct RequestReader: Sendable {
    /// What has come of it.
    public enum Progress: Sendable {
        /// The request is not whole yet.
        case more
        /// It is whole.
        case request(Request)
        /// It will not be answered otherwise.
        case refused(Response)
    }

    /// The most bytes of the request line and the headers.
    public static let longestHead = 16 << 10
    /// The most bytes of the body.
    public static let longestBody = 64 << 10

    private var bytes: [UInt8] = []
    private var head: (request: Request, end: Int, length: Int)?
    private var searched = 0

    /// Nothing has come yet.
    public init() {}

    /// Whether anything has come.
    public var hasBegun: Bool { !bytes.isEmpty }

    /// Goes on with `more`.
    public mutating func read(_ more: [UInt8]) -> Progress {
        bytes += more
        if head == nil {
            guard let end = endOfHead() else {
                return bytes.count > Self.longestHead ? .refused(.plain(431, "The request's head is too long.")) : .more
            }
            guard end <= Self.longestHead else { return .refused(.plain(431, "The request's head is too long.")) }
            guard let request = Self.request(bytes[..<end]) else { return .refused(.malformed) }
            guard request.header("transfer-encoding") == nil else {
                return .refused(.plain(501, "A body needs a Content-Length."))
            }
            let lengths = request.headers.filter { $0.name == "content-length" }
            guard lengths.count < 2, let length = Self.length(lengths.first?.value) else { return .refused(.malformed) }
            guard length <= Self.longestBody else { return .refused(.plain(413, "The request's body is too long.")) }
            head = (request, end, length)
        }
        guard let head, bytes.count >= head.end + head.length else { return .more }
        var request = head.request
        request.body = Array(bytes[head.end..<(head.end + head.length)])
        return .request(request)
    }

    /// Behind the empty line.
    private mutating func endOfHead() -> Int? {
        let blank: [UInt8] = [13, 10, 13, 10]
        var place = max(0, searched - 3)
        while place + 4 <= bytes.count {
            if bytes[place] == 13, bytes[place..<(place + 4)].elementsEqual(blank) { return place + 4 }
            place += 1
        }
        searched = bytes.count
        return nil
    }

    private static func length(_ text: String?) -> Int? {
        guard let text else { return 0 }
        return text.utf8.allSatisfy { 0x30...0x39 ~= $0 } && text.utf8.count < 16 ? Int(text) : nil
    }

    private static func request(_ head: ArraySlice<UInt8>) -> Request? {
        // Only CR LF ends a line, and control characters have no place in one.
        guard let text = String(validating: head.dropLast(4), as: UTF8.self) else { return nil }
        let lines = text.utf8.split(separator: 10, omittingEmptySubsequences: false)
        var headers: [Request.Field] = []
        var clean: [Substring.UTF8View] = []
        for (index, line) in lines.enumerated() {
            var line = line
            if index < lines.count - 1 {
                guard line.last == 13 else { return nil }
                line = line.dropLast()
            }
            guard !line.contains(where: { $0 < 32 && $0 != 9 || $0 == 127 }) else { return nil }
            clean.append(line)
        }
        let words = clean[0].split(separator: 32, omittingEmptySubsequences: false).map { String(Substring($0)) }
        guard words.count == 3, isToken(words[0]), ["HTTP/1.1", "HTTP/1.0"].contains(words[2]) else { return nil }
        for line in clean.dropFirst() {
            let sides = line.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2 else { return nil }
            let name = String(Substring(sides[0])).lowercased()
            guard isToken(name) else { return nil }
            var value = sides[1].drop { $0 == 32 || $0 == 9 }
            while let last = value.last, last == 32 || last == 9 { value = value.dropLast() }
            headers.append(Request.Field(name, String(Substring(value))))
        }
        guard headers.count <= 100, headers.count(where: { $0.name == "host" }) <= 1 else { return nil }
        return Request(words[0], words[1], headers: headers)
    }

    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.unicodeScalars.allSatisfy {
                $0.isASCII && ($0.properties.isAlphabetic || "0123456789!#$%&'*+-.^_`|~".unicodeScalars.contains($0))
            }
    }
}
