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
