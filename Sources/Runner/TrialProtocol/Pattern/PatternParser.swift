// A regular expression's text to its tree. What is written in ways that are not known here, though Swift's library knows them
// (\p{…}, [[:alpha:]], sets of sets, conditions, …), is no mistake: the library is asked then.

/// Thrown where a pattern is written in a way that is not known here.
struct UnknownPattern: Error {}

/// Reads a regular expression that Swift's library has found to be one.
struct PatternParser {
    private let text: [Unicode.Scalar]
    private var position = 0
    private var ignoresCase = false
    private var dotTakesNewlines = false
    /// The names of the groups, nil for those without.
    private(set) var names: [String?] = []

    init(_ pattern: String) { text = Array(pattern.unicodeScalars) }

    mutating func parse() throws(UnknownPattern) -> PatternNode {
        let node = try alternatives()
        guard position == text.count else { throw UnknownPattern() }
        return node
    }

    // MARK: Structure

    private mutating func alternatives() throws(UnknownPattern) -> PatternNode {
        let (case_, dot) = (ignoresCase, dotTakesNewlines)
        defer { (ignoresCase, dotTakesNewlines) = (case_, dot) }
        var branches = [try sequence()]
        while take("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .alternatives(branches)
    }

    private mutating func sequence() throws(UnknownPattern) -> PatternNode {
        var nodes: [PatternNode] = []
        while let next = peek, next != "|", next != ")" {
            guard let atom = try atom() else { continue }
            nodes.append(try repetition(of: atom))
        }
        return nodes.count == 1 ? nodes[0] : .sequence(nodes)
    }

    private mutating func repetition(of atom: PatternNode) throws(UnknownPattern) -> PatternNode {
        let range: (least: Int, most: Int?)
        switch peek {
        case "*": range = (0, nil)
        case "+": range = (1, nil)
        case "?": range = (0, 1)
        case "{":
            guard let counts = try counts() else { return atom }
            range = counts
            position -= 1
        default: return atom
        }
        position += 1
        let preference: PatternNode.Preference = take("?") ? .least : take("+") ? .possessive : .most
        if let next = peek, "*+?".unicodeScalars.contains(next) { throw UnknownPattern() }
        return .repeated(atom, atLeast: range.least, atMost: range.most, preference)
    }

    /// `{2}`, `{2,}`, `{2,5}`, `{,5}`; nil where the brace stands for itself.
    private mutating func counts() throws(UnknownPattern) -> (least: Int, most: Int?)? {
        guard let end = text[position...].firstIndex(of: "}") else { throw UnknownPattern() }
        let inside = String(String.UnicodeScalarView(text[(position + 1)..<end]))
        let parts = inside.split(separator: ",", omittingEmptySubsequences: false)
        let numbers = parts.map { Int($0) }
        guard inside.allSatisfy({ $0.isNumber || $0 == "," }), parts.count <= 2, numbers.contains(where: { $0 != nil })
        else { throw UnknownPattern() }
        position = end + 1
        guard parts.count == 2 else { return (numbers[0] ?? 0, numbers[0] ?? 0) }
        if let least = numbers[0], let most = numbers[1], least > most { throw UnknownPattern() }
        return (numbers[0] ?? 0, numbers[1])
    }

    // MARK: Atoms

    /// The next atom, nil for what only changes how the rest is read.
    private mutating func atom() throws(UnknownPattern) -> PatternNode? {
        guard let scalar = next() else { throw UnknownPattern() }
        switch scalar {
        case "(": return try group()
        case "[": return .set(try scalarClass())
        case ".": return .set(ScalarSet(dotTakesNewlines ? [] : [.kind(.newline, isInverted: false)], isInverted: true))
        case "^": return .assertion(.start)
        case "$": return .assertion(.end)
        case "\\": return try escape()
        case "*", "+", "?": throw UnknownPattern()
        default: return .set(ScalarSet([.init(scalar)], ignoresCase: ignoresCase))
        }
    }

    private mutating func group() throws(UnknownPattern) -> PatternNode? {
        guard take("?") else { return try captured(name: nil) }
        if take(":") { return try closed() }
        if take("=") { return .ahead(try closed(), isInverted: false) }
        if take("!") { return .ahead(try closed(), isInverted: true) }
        if take(">") { return .atomic(try closed()) }
        if take("P<") || take("<") {
            guard let end = text[position...].firstIndex(of: ">") else { throw UnknownPattern() }
            let name = String(String.UnicodeScalarView(text[position..<end]))
            guard name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else { throw UnknownPattern() }
            position = end + 1
            return try captured(name: name)
        }
        return try options()
    }

    private mutating func captured(name: String?) throws(UnknownPattern) -> PatternNode {
        names.append(name)
        let index = names.count
        return .capture(index: index, try closed())
    }

    private mutating func closed() throws(UnknownPattern) -> PatternNode {
        let node = try alternatives()
        guard take(")") else { throw UnknownPattern() }
        return node
    }

    /// `(?i)` for the rest of the group, `(?i:…)` for what is in it.
    private mutating func options() throws(UnknownPattern) -> PatternNode? {
        let (case_, dot) = (ignoresCase, dotTakesNewlines)
        var isOn = true
        while let option = next() {
            switch option {
            case "-": isOn = false
            case "i": ignoresCase = isOn
            case "s": dotTakesNewlines = isOn
            case "m": break  // There is one line.
            case ")": return nil
            case ":":
                let node = try closed()
                (ignoresCase, dotTakesNewlines) = (case_, dot)
                return node
            default: throw UnknownPattern()
            }
        }
        throw UnknownPattern()
    }

    private mutating func escape() throws(UnknownPattern) -> PatternNode {
        guard let scalar = peek else { throw UnknownPattern() }
        switch scalar {
        case "b", "B":
            position += 1
            return .assertion(.wordBoundary(isInverted: scalar == "B"))
        case "A":
            position += 1
            return .assertion(.start)
        case "z", "Z":
            position += 1
            return .assertion(.end)
        case "1"..."9":
            position += 1
            let index = Int(scalar.value - 0x30)
            if let next = peek, ("0"..."9").contains(next) { throw UnknownPattern() }
            guard index <= names.count else { throw UnknownPattern() }
            return .again(index: index, ignoresCase: ignoresCase)
        case "k":
            guard take("k<"), let end = text[position...].firstIndex(of: ">"),
                let index = names.firstIndex(of: String(String.UnicodeScalarView(text[position..<end])))
            else { throw UnknownPattern() }
            position = end + 1
            return .again(index: index + 1, ignoresCase: ignoresCase)
        default: return .set(ScalarSet([try escapedMember()], ignoresCase: ignoresCase))
        }
    }

    /// What stands behind a backslash, in a class and outside alike.
    private mutating func escapedMember() throws(UnknownPattern) -> ScalarSet.Member {
        guard let scalar = next() else { throw UnknownPattern() }
        switch scalar {
        case "d": return .kind(.digit, isInverted: false)
        case "D": return .kind(.digit, isInverted: true)
        case "w": return .kind(.word, isInverted: false)
        case "W": return .kind(.word, isInverted: true)
        case "s": return .kind(.space, isInverted: false)
        case "S": return .kind(.space, isInverted: true)
        case "h": return .kind(.horizontalSpace, isInverted: false)
        case "H": return .kind(.horizontalSpace, isInverted: true)
        case "t": return .init("\t")
        case "n": return .init("\n")
        case "r": return .init("\r")
        case "f": return .init("\u{0C}")
        case "e": return .init("\u{1B}")
        case "x":
            let digits = String(String.UnicodeScalarView(text[position...].prefix(2)))
            guard digits.count == 2, let value = UInt32(digits, radix: 16), let named = Unicode.Scalar(value) else {
                throw UnknownPattern()
            }
            position += 2
            return .init(named)
        default:
            // Letters and digits mean something, whatever it is.
            guard scalar.isASCII, !ScalarSet.Kind.word.contains(scalar) || scalar == "_" else { throw UnknownPattern() }
            return .init(scalar)
        }
    }

    // MARK: Classes

    private mutating func scalarClass() throws(UnknownPattern) -> ScalarSet {
        let isInverted = take("^")
        var members: [ScalarSet.Member] = []
        while let scalar = next() {
            let member: ScalarSet.Member
            switch scalar {
            case "]":
                guard !members.isEmpty else { throw UnknownPattern() }
                return ScalarSet(members, isInverted: isInverted, ignoresCase: ignoresCase)
            case "[": throw UnknownPattern()
            case "\\": member = try escapedMember()
            default:
                if "&-~".unicodeScalars.contains(scalar), peek == scalar { throw UnknownPattern() }
                member = .init(scalar)
            }
            members.append(try range(from: member))
        }
        throw UnknownPattern()
    }

    /// `a-z`, or `a` alone; a dash before the end of the class stands for itself.
    private mutating func range(from first: ScalarSet.Member) throws(UnknownPattern) -> ScalarSet.Member {
        guard case .range(let low) = first, peek == "-", position + 1 < text.count, text[position + 1] != "]" else {
            return first
        }
        position += 1
        guard var last = next(), last != "[", last != "-" else { throw UnknownPattern() }
        if last == "\\" {
            guard case .range(let high) = try escapedMember(), let scalar = Unicode.Scalar(high.lowerBound) else {
                throw UnknownPattern()
            }
            last = scalar
        }
        guard low.lowerBound <= last.value else { throw UnknownPattern() }
        return .range(low.lowerBound...last.value)
    }

    // MARK: Text

    private var peek: Unicode.Scalar? { position < text.count ? text[position] : nil }

    private mutating func next() -> Unicode.Scalar? {
        guard position < text.count else { return nil }
        defer { position += 1 }
        return text[position]
    }

    private mutating func take(_ expected: String) -> Bool {
        guard text[position...].starts(with: expected.unicodeScalars) else { return false }
        position += expected.unicodeScalars.count
        return true
    }
}
