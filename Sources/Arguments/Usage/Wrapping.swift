/// `text` broken at spaces into lines of at most `width` columns (a longer word keeps its line to itself).
///
/// The first line is indented by `indent` and the others by `hanging`; line breaks in `text` are kept.
func wrapped(_ text: String, to width: Int, indent: Int = 0, hanging: Int = 0) -> String {
    var lines: [String] = []
    for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
        var line = String(repeating: " ", count: lines.isEmpty ? indent : hanging)
        var isEmpty = true
        for word in paragraph.split(separator: " ") {
            if !isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = String(repeating: " ", count: hanging)
                isEmpty = true
            }
            line += isEmpty ? String(word) : " \(word)"
            isEmpty = false
        }
        lines.append(line)
    }
    return lines.joined(separator: "\n")
}

/// A command line broken between its words into lines of at most `width` columns, each but the last with a `\` that has a shell
/// go on; what is in quotes stays together.
func wrappedCommand(_ line: String, to width: Int, indent: Int, hanging: Int) -> String {
    var words: [String] = []
    var quote: Character?
    for piece in line.split(separator: " ", omittingEmptySubsequences: false) {
        if quote != nil, let last = words.popLast() {
            words.append("\(last) \(piece)")
        } else {
            words.append(String(piece))
        }
        for character in piece where character == "'" || character == "\"" {
            if quote == nil { quote = character } else if quote == character { quote = nil }
        }
    }
    var lines = [String(repeating: " ", count: indent)]
    var isEmpty = true
    for word in words {
        let last = lines.count - 1
        if !isEmpty, lines[last].count + 1 + word.count + 2 > width {
            lines[last] += " \\"
            lines.append(String(repeating: " ", count: hanging) + word)
        } else {
            lines[last] += isEmpty ? word : " \(word)"
        }
        isEmpty = false
    }
    return lines.joined(separator: "\n")
}
