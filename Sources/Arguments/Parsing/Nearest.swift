/// The candidate that `word` was most likely meant to be, nil where none is near.
///
/// Near is a third of the word's length in insertions, deletions, substitutions and swaps of neighbours (Damerau 1964),
/// or being the beginning of exactly one candidate.
public func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
    let candidates = Array(candidates)
    let extended = candidates.filter { !word.isEmpty && $0.hasPrefix(word) }
    if extended.count == 1 { return extended[0] }
    let limit = max(1, word.count / 3)
    guard word.count <= 64 else { return nil }
    return
        candidates
        .map { (candidate: $0, distance: editDistance(word, $0)) }
        .filter { $0.distance <= limit && $0.distance < word.count }
        .min { $0.distance < $1.distance }?
        .candidate
}

/// Optimal string alignment distance; O(n·m) in the words' lengths.
func editDistance(_ first: String, _ second: String) -> Int {
    let a = Array(first)
    let b = Array(second)
    var rows = [Array(0...b.count)]
    for i in 0..<a.count {
        var row = [i + 1]
        for j in 0..<b.count {
            let substitution = rows[i][j] + (a[i] == b[j] ? 0 : 1)
            var best = min(rows[i][j + 1] + 1, row[j] + 1, substitution)
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, rows[i - 1][j - 1] + 1) }
            row.append(best)
        }
        rows.append(row)
    }
    return rows[a.count][b.count]
}
