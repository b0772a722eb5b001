/// The one of `candidates` that `name` is most likely a misspelling of; nil where none is near.
///
/// Near is an edit distance (insertions, deletions, substitutions, swapped neighbours; Damerau 1964, in the restricted
/// form) of at most a third of the longer name, case aside, and at least one. Among equally near ones the first in
/// alphabetical order is taken, so that the same text always gives the same advice.
public func nearestName(to name: String, among candidates: some Sequence<String>) -> String? {
    guard name.utf8.count <= 100 else { return nil }
    let written = Array(name.lowercased().unicodeScalars)
    var best: (distance: Int, name: String)?
    for candidate in candidates where candidate != name && candidate.utf8.count <= 100 {
        let other = Array(candidate.lowercased().unicodeScalars)
        let limit = max(1, max(written.count, other.count) / 3)
        let distance = editDistance(written, other)
        guard distance <= limit, distance < max(written.count, other.count) else { continue }
        if let best, (best.distance, best.name) <= (distance, candidate) { continue }
        best = (distance, candidate)
    }
    return best?.name
}

func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in 0..<left.count {
        var current = [row + 1]
        for column in 0..<right.count {
            let substitution = last[column] + (left[row] == right[column] ? 0 : 1)
            var cost = min(substitution, last[column + 1] + 1, current[column] + 1)
            if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                cost = min(cost, beforeLast[column - 1] + 1)
            }
            current.append(cost)
        }
        beforeLast = last
        last = current
    }
    return last[right.count]
}
