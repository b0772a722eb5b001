/// A piece of an expression.
enum Token: Sendable, Hashable {
    case int(Int)
    case float(Double)
    case string(String)
    case name(String)
    case symbol(String)
    case end

    /// The token as the text has it, for errors.
    var words: String {
        switch self {
        case .int(let value): "`\(value)`"
        case .float(let value): "`\(value)`"
        case .string(let value): "the string \(Value.string(String(value.prefix(40))))"
        case .name(let name): "`\(name.prefix(60))`"
        case .symbol(let symbol): "`\(symbol)`"
        case .end: "the end of the expression"
        }
    }
}

/// Cuts an expression into tokens with their columns.
struct Lexer {
    private let source: String
    private let scalars: [Unicode.Scalar]
    private var position = 0

    static let longest = 10_000
    private static let symbols = [
        "**", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "<", ">", "(", ")", "[", "]", ",",
    ]
    private static let foreign: [(String, String)] = [
        ("//", "write `floor(a / b)`"), ("&&", "write `and`"), ("||", "write `or`"), ("=", "write `==` to compare"),
        ("!", "write `not`"), ("&", "write `and`"), ("|", "write `or`"), ("^", "write `**` for a power"),
    ]

    init(_ source: String) throws(ExpressionError) {
        self.source = source
        guard source.utf8.count <= Self.longest else {
            throw ExpressionError(reason: .tooLong(limit: Self.longest), column: 1, source: String(source.prefix(200)))
        }
        scalars = Array(source.unicodeScalars)
    }

    mutating func tokens() throws(ExpressionError) -> [(token: Token, column: Int)] {
        var tokens: [(Token, Int)] = []
        while true {
            while let scalar = current, scalar.properties.isWhitespace { position += 1 }
            let column = position + 1
            guard let scalar = current else {
                tokens.append((.end, column))
                return tokens
            }
            if scalar.isDigit || (scalar == "." && peek(1)?.isDigit == true) {
                tokens.append((try number(), column))
            } else if scalar.isLetter {
                tokens.append((try name(), column))
            } else if scalar == "'" || scalar == "\"" {
                tokens.append((try string(), column))
            } else {
                tokens.append((try symbol(), column))
            }
        }
    }

    private var current: Unicode.Scalar? { peek(0) }

    private func peek(_ distance: Int) -> Unicode.Scalar? {
        position + distance < scalars.count ? scalars[position + distance] : nil
    }

    private func error(_ reason: ExpressionError.Reason, at position: Int) -> ExpressionError {
        ExpressionError(reason: reason, column: position + 1, source: source)
    }

    private func text(from start: Int) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[start..<position])
        return String(text)
    }

    private mutating func number() throws(ExpressionError) -> Token {
        let start = position
        skipDigits()
        var isInteger = true
        if current == "." {
            isInteger = false
            position += 1
            skipDigits()
        }
        let signed = peek(1) == "+" || peek(1) == "-"
        if current == "e" || current == "E", peek(signed ? 2 : 1)?.isDigit == true {
            isInteger = false
            position += signed ? 2 : 1
            skipDigits()
        }
        let text = text(from: start)
        if let next = current, next.isLetter || next == "." {
            throw error(.unexpected(found: "`\(next)`", expected: "an operator after the number \(text)"), at: position)
        }
        if isInteger {
            guard let value = Int(text) else { throw error(.numberOutOfRange(text), at: start) }
            return .int(value)
        }
        guard let value = Double((text.hasPrefix(".") ? "0" : "") + text.replacingPointBeforeExponent), value.isFinite
        else { throw error(.numberOutOfRange(text), at: start) }
        return .float(value)
    }

    private mutating func skipDigits() {
        while let scalar = current, scalar.isDigit { position += 1 }
    }

    /// A name, with dots between its parts.
    private mutating func name() throws(ExpressionError) -> Token {
        let start = position
        while let scalar = current {
            if scalar == "." {
                guard let next = peek(1), next.isLetter else {
                    throw error(.unexpected(found: "`.`", expected: "a name after the point"), at: position)
                }
            } else if !scalar.isLetter && !scalar.isDigit {
                break
            }
            position += 1
        }
        return .name(text(from: start))
    }

    private mutating func string() throws(ExpressionError) -> Token {
        let start = position
        let quote = current
        position += 1
        var text = String.UnicodeScalarView()
        while let scalar = current {
            position += 1
            if scalar == quote { return .string(String(text)) }
            guard scalar == "\\" else {
                text.append(scalar)
                continue
            }
            switch current {
            case "n"?: text.append("\n")
            case "t"?: text.append("\t")
            case "r"?: text.append("\r")
            case let escaped? where escaped == "\\" || escaped == "'" || escaped == "\"": text.append(escaped)
            default:
                throw error(
                    .unexpected(found: "a backslash", expected: "\\\\, \\', \\\", \\n, \\r or \\t"), at: position - 1)
            }
            position += 1
        }
        throw error(.unexpected(found: "a string without its closing quote", expected: "the quote"), at: start)
    }

    private mutating func symbol() throws(ExpressionError) -> Token {
        for (text, advice) in Self.foreign where text.count == 2 && stands(text) {
            throw error(.foreign(found: text, advice: advice), at: position)
        }
        for text in Self.symbols where stands(text) {
            position += text.count
            return .symbol(text)
        }
        for (text, advice) in Self.foreign where stands(text) {
            throw error(.foreign(found: text, advice: advice), at: position)
        }
        throw error(.unexpected(found: "`\(scalars[position])`", expected: "a value or an operator"), at: position)
    }

    private func stands(_ text: String) -> Bool {
        text.unicodeScalars.enumerated().allSatisfy { peek($0.offset) == $0.element }
    }
}

extension Unicode.Scalar {
    fileprivate var isDigit: Bool { ("0" as Unicode.Scalar)..."9" ~= self }

    fileprivate var isLetter: Bool {
        self == "_" || ("a" as Unicode.Scalar)..."z" ~= self || ("A" as Unicode.Scalar)..."Z" ~= self
    }
}

extension String {
    /// `5.` and `5.e3` as `5.0` and `5.0e3`: the standard library wants a digit after the point.
    fileprivate var replacingPointBeforeExponent: String {
        guard let point = firstIndex(of: ".") else { return self }
        let next = index(after: point)
        if next < endIndex, self[next].isNumber { return self }
        return self[...point] + "0" + self[next...]
    }
}
