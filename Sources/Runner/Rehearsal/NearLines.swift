// Which lines of a log someone may have had in mind who wrote a regular expression that matches none.
//
//     nearLines(to: ["epoch (?<epoch>\\d+) loss (?<loss>\\S+)"], among: ["loading", "Epoch 1: loss=0.5"])
//         // ["Epoch 1: loss=0.5"]

/// The two lines that have most of the words of `patterns`, in their order; those that have none are left out.
func nearLines(to patterns: [String], among lines: [String]) -> [String] {
    let words = Set(patterns.flatMap(literalWords))
    let scored = lines.enumerated().map { index, line in
        let text = line.lowercased()
        let score = words.filter { text.contains($0) }.count
        return (
            index: index, line: line, score: score == 0 ? 0 : 2 * score + (text.contains(where: \.isNumber) ? 1 : 0)
        )
    }
    let best = scored.filter { $0.score > 0 }.sorted { ($1.score, $0.index) < ($0.score, $1.index) }.prefix(2)
    return best.sorted { $0.index < $1.index }.map(\.line)
}

/// The words that a pattern has as they stand, in small letters, and the names of its groups, which are often those of the log.
private func literalWords(_ pattern: String) -> [String] {
    var words: [String] = []
    var word = ""
    var isEscaped = false
    for character in pattern + " " {
        if !isEscaped, character.isLetter || character == "_" {
            word.append(character)
            continue
        }
        if word.count > 1 { words.append(word.lowercased()) }
        word = ""
        isEscaped = !isEscaped && character == "\\"
    }
    return words
}
