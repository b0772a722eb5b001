/// The names that may have been meant by `name`, the likeliest first: at most three, a third of their letters wrong.
func similarNames(to name: String, among names: [String]) -> [String] {
    let wanted = Array(name.lowercased().unicodeScalars.prefix(100))
    let near = names.compactMap { candidate -> (distance: Int, name: String)? in
        let letters = Array(candidate.lowercased().unicodeScalars.prefix(100))
        let distance = editDistance(wanted, letters)
        let isNear = distance <= max(1, max(wanted.count, letters.count) / 3)
        return isNear || !wanted.isEmpty && letters.starts(with: wanted) ? (distance, candidate) : nil
    }
    return near.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
}

/// How many letters must be changed, added, left out or exchanged with their neighbour to make `a` of `b`.
private func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
        var row = [i + 1]
        for j in b.indices {
            var least = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, beforeLast[j - 1] + 1) }
            row.append(least)
        }
        (beforeLast, last) = (last, row)
    }
    return last[b.count]
}
