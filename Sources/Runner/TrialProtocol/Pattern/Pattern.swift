// A regular expression that is searched for in bounded time.
//
//     let pattern = try Pattern(#"epoch (?<epoch>\d+)"#)
//     pattern.firstMatch(in: "epoch 3")        // [epoch: "3"]
//
// It means what Swift's own library takes it to mean, which also says whether it is one. That library tries all ways of a
// match, and a line may take it longer than a training: what it alone can read (\p{…} and the like) is left to it.

import _StringProcessing

/// A regular expression.
struct Pattern {
    /// What the named groups have found, in their order.
    typealias Found = [(name: String, text: String)]

    private let library: Regex<AnyRegexOutput>
    private let program: PatternProgram?
    private let names: [String?]

    /// - Throws: where it is no regular expression, with the library's words.
    init(_ source: String) throws {
        library = try Regex(source)
        var parser = PatternParser(source)
        program = try? PatternProgram(try parser.parse())
        names = parser.names
    }

    /// Whether its time is bounded.
    var isBounded: Bool { program != nil }

    /// The first match, or all where `all` is said; none where nothing matches.
    ///
    /// - Returns: nil where the search was given up.
    func matches(in text: String, all: Bool = false) -> [Found]? {
        guard let program else { return libraryMatches(in: text, all: all) }
        let scalars = Array(text.unicodeScalars)
        var matcher = PatternMatcher(
            program, groups: names.count, text: scalars,
            boundaries: program.asksForWordBoundaries ? Self.wordBoundaries(in: text) : [])
        var found: [Found] = []
        var start = 0
        while start <= scalars.count, let groups = matcher.search(from: start) {
            found.append(
                zip(names, groups.dropFirst()).compactMap { name, range in
                    guard let name, let range else { return nil }
                    return (name, String(String.UnicodeScalarView(scalars[range])))
                })
            guard all, let whole = groups[0] else { break }
            start = whole.isEmpty ? whole.upperBound + 1 : whole.upperBound
            matcher.forget()
        }
        return matcher.isExhausted ? nil : found
    }

    private func libraryMatches(in text: String, all: Bool) -> [Found] {
        let matches = all ? text.matches(of: library) : (try? library.firstMatch(in: text)).map { [$0] } ?? []
        return matches.map { match in
            match.output.compactMap { group in
                guard let name = group.name, let found = group.substring else { return nil }
                return (name, String(found))
            }
        }
    }

    /// Between which scalars Unicode sees words begin or end, as the library does: not within `0.5`.
    private static func wordBoundaries(in text: String) -> Set<Int> {
        guard let boundary = try? Regex(#"\b"#) else { return [] }
        var found: Set<Int> = []
        var (index, place) = (text.startIndex, 0)
        for match in text.matches(of: boundary) {
            place += text.unicodeScalars.distance(from: index, to: match.range.lowerBound)
            index = match.range.lowerBound
            found.insert(place)
        }
        return found
    }
}
