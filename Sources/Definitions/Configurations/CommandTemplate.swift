// A command line with placeholders: ["python3", "train.py", "--lr", "{lr}", "--momentum={momentum}"].
//
// `{name}` stands for a value, `{{` and `}}` for braces. A word with a placeholder that has no value in this trial (an
// inactive conditional parameter) is left out, so `--momentum={momentum}` as one word does what it should.

/// The words of a command line, read for their placeholders.
public struct CommandTemplate: Sendable, Hashable {
    enum Piece: Sendable, Hashable {
        case text(String)
        case placeholder(String)
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
    public var names: Set<String> { Set(words.joined().compactMap(Self.name)) }

    /// The command line with the placeholders' values filled in.
    ///
    /// - Parameter value: the value of a name; nil leaves the placeholder's word out.
    public func expanded(_ value: (String) -> String?) -> [String] {
        words.compactMap { pieces in
            var word = ""
            for piece in pieces {
                switch piece {
                case .text(let text): word += text
                case .placeholder(let name):
                    guard let text = value(name) else { return nil }
                    word += text
                }
            }
            return word
        }
    }

    static func pieces(of word: String) throws(StrayBrace) -> [Piece] {
        var pieces: [Piece] = []
        var text = ""
        var rest = Substring(word)
        while let character = rest.popFirst() {
            if character == "{" || character == "}", rest.first == character {
                text.append(character)
                rest.removeFirst()
            } else if character == "{" {
                guard let end = rest.firstIndex(of: "}"), EnvironmentVariables.allows(parameter: String(rest[..<end]))
                else {
                    throw StrayBrace(text: "{" + rest.prefix(20))
                }
                if !text.isEmpty { pieces.append(.text(text)) }
                text = ""
                pieces.append(.placeholder(String(rest[..<end])))
                rest = rest[rest.index(after: end)...]
            } else {
                text.append(character)
            }
        }
        if !text.isEmpty || pieces.isEmpty { pieces.append(.text(text)) }
        return pieces
    }

    private static func name(_ piece: Piece) -> String? {
        if case .placeholder(let name) = piece { name } else { nil }
    }
}
