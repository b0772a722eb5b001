// The path of a file whose name is not known before: lightning_logs/version_*/metrics.csv

import System

/// A path in which `*` stands for any characters of a name and `?` for one.
struct PathPattern: Sendable {
    let path: String

    /// Whether it may stand for several files.
    var isPattern: Bool { Self.isPattern(path) }

    /// The path without the steps that lead back: `a/../b` is `b`.
    var direct: String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
        }
        return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    }

    /// Looking further than this takes longer than anybody meant.
    private static let mostMatches = 10_000

    /// The file that was changed last among those that match; the path itself where it is no pattern.
    func newest() -> String? {
        guard isPattern else { return path }
        let matches = matches()
        return matches.compactMap { path in FileIdentity(of: path).map { (path, $0.modified) } }
            .max { ($0.1, $0.0) < ($1.1, $1.0) }?.0
    }

    /// All that match, in the order of their names.
    func matches() -> [String] {
        var found = [path.hasPrefix("/") ? "/" : "."]
        for part in path.split(separator: "/") {
            found = found.flatMap { folder -> [String] in
                let prefix = folder == "/" ? "" : folder
                guard Self.isPattern(part) else { return ["\(prefix)/\(part)"] }
                return Files.names(in: folder).filter { Self.matches($0.utf8[...], part.utf8[...]) }
                    .map { "\(prefix)/\($0)" }
            }
            if found.count > Self.mostMatches { found = Array(found.suffix(Self.mostMatches)) }
        }
        return found.filter(Files.exists)
    }

    private static func isPattern(_ part: some StringProtocol) -> Bool { part.contains("*") || part.contains("?") }

    /// Whether `name` is one that `pattern` stands for. O(name · pattern).
    private static func matches(_ name: Substring.UTF8View, _ pattern: Substring.UTF8View) -> Bool {
        var (rest, wanted) = (name, pattern)
        /// Where to go on with one character more for the last star.
        var star: (name: Substring.UTF8View, pattern: Substring.UTF8View)?
        while let byte = rest.first {
            if wanted.first == UInt8(ascii: "*") {
                wanted.removeFirst()
                star = (rest, wanted)
            } else if wanted.first == byte || wanted.first == UInt8(ascii: "?") {
                rest.removeFirst()
                wanted.removeFirst()
            } else if let last = star {
                (rest, wanted) = (last.name.dropFirst(), last.pattern)
                star = (rest, wanted)
            } else {
                return false
            }
        }
        return wanted.allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
