// A command line with placeholders: ["python3", "train.py", "--lr", "{lr}", "{amp?--amp:--no-amp}", "{resume?--resume}"].
//
// `{name}` stands for a value, `{name?text}` for a text that is there where the value is true, `{name?text:other}` for one
// of two, `{{` and `}}` for braces. A word with a placeholder that has no value in this trial (an inactive conditional
// parameter), or whose condition is false without an other text, is left out, so `--momentum={momentum}` as one word does
// what it should.

/// The words of a command line, read for their placeholders.
public struct CommandTemplate: Sendable, Hashable {
    enum Piece: Sendable, Hashable {
        case text(String)
        case placeholder(String)
        /// A text where the value is true, and another where it is false; nil leaves the word out.
        indirect case choice(String, then: [Piece], otherwise: [Piece]?)
    }

    /// A brace that begins no placeholder.
    struct StrayBrace: Error, Hashable {
        let text: String
    }

    let words: [[Piece]]

    /// Reads `words`; a brace that begins no placeholder is taken as it stands (a definition's check refuses it).
    public init(_ words: [String]) {
        self.words = words.map { word in
            do { return try Self.pieces(of: word) } catch { return [.text(word)] }
        }
    }

    /// The names of all placeholders.
    public var names: Set<String> { Set(words.joined().flatMap(\.names)) }

    /// The name, where the words are one placeholder and nothing more.
    var onlyPlaceholder: String? {
        guard words.count == 1, words[0].count == 1, case .placeholder(let name) = words[0][0] else { return nil }
        return name
    }

    /// The command line with the placeholders' values filled in.
    ///
    /// - Parameters:
    ///   - list: the words that a placeholder which is a whole word stands for; nil where it is none for several.
    ///   - value: the value of a name; nil leaves the placeholder's word out.
    public func expanded(
        lists list: (String) -> [String]? = { _ in nil }, _ value: (String) -> String?
    ) -> [String] {
        words.flatMap { pieces in
            if pieces.count == 1, case .placeholder(let name) = pieces[0], let several = list(name) { return several }
            return Self.expanded(pieces, value).map { [$0] } ?? []
        }
    }

    private static func expanded(_ pieces: [Piece], _ value: (String) -> String?) -> String? {
        var word = ""
        for piece in pieces {
            switch piece {
            case .text(let text): word += text
            case .placeholder(let name):
                guard let text = value(name) else { return nil }
                word += text
            case .choice(let name, let then, let otherwise):
                guard let condition = value(name), let chosen = condition == "true" ? then : otherwise,
                    let text = expanded(chosen, value)
                else { return nil }
                word += text
            }
        }
        return word
    }

    static func pieces(of word: String) throws(StrayBrace) -> [Piece] {
        var rest = Substring(word).unicodeScalars
        return try pieces(&rest, until: [], mayChoose: true)
    }

    /// Reads up to one of `ends`, which is left.
    private static func pieces(
        _ rest: inout Substring.UnicodeScalarView, until ends: Set<Unicode.Scalar>, mayChoose: Bool
    ) throws(StrayBrace) -> [Piece] {
        var pieces: [Piece] = []
        var text = String.UnicodeScalarView()
        while let scalar = rest.first, !ends.contains(scalar) {
            let start = rest
            rest.removeFirst()
            if scalar == "{" || scalar == "}", rest.first == scalar {
                text.append(scalar)
                rest.removeFirst()
            } else if scalar == "{" {
                guard let piece = try piece(&rest, mayChoose: mayChoose) else {
                    throw StrayBrace(text: String(Substring(start).prefix(21)))
                }
                if !text.isEmpty { pieces.append(.text(String(text))) }
                text = String.UnicodeScalarView()
                pieces.append(piece)
            } else {
                text.append(scalar)
            }
        }
        if !text.isEmpty || pieces.isEmpty { pieces.append(.text(String(text))) }
        return pieces
    }

    /// Reads a placeholder behind its brace; nil where it is none.
    private static func piece(
        _ rest: inout Substring.UnicodeScalarView, mayChoose: Bool
    ) throws(StrayBrace) -> Piece? {
        guard let end = rest.firstIndex(where: { $0 == "}" || $0 == "?" }) else { return nil }
        let name = String(rest[..<end])
        guard EnvironmentVariables.allows(parameter: name) else { return nil }
        let mark = rest[end]
        rest = rest[rest.index(after: end)...]
        guard mark == "?" else { return .placeholder(name) }
        guard mayChoose else { return nil }
        let then = try pieces(&rest, until: [":", "}"], mayChoose: false)
        var otherwise: [Piece]?
        if rest.first == ":" {
            rest.removeFirst()
            otherwise = try pieces(&rest, until: [":", "}"], mayChoose: false)
        }
        guard rest.popFirst() == "}" else { return nil }
        return .choice(name, then: then, otherwise: otherwise)
    }
}

extension CommandTemplate.Piece {
    /// The names of the values that it depends on.
    var names: [String] {
        switch self {
        case .text: []
        case .placeholder(let name): [name]
        case .choice(let name, let then, let otherwise): [name] + (then + (otherwise ?? [])).flatMap(\.names)
        }
    }
}
