// What someone who wrote a name that does not exist most likely meant.
//
//     nearestName(to: "haeds", among: ["layers", "heads"])                  // "heads"
//     nearestName(to: "exp", among: ["export", "edit"])                     // "export": nothing else begins so
//     nearestNames(to: "motion", among: ["motion-long", "emotion"])         // ["emotion", "motion-long"]

/// The one of `candidates` that `name` is most likely a misspelling or the beginning of; nil where none is near.
///
/// Near is an edit distance (insertions, deletions, substitutions, swapped neighbours) of at most a third of the longer
/// name, case aside, and at least one. A name that is only the beginning of candidates stands for one if no other begins
/// so. `name` itself is no candidate, and nothing is near a name of more than 100 bytes. Among equally near ones the
/// first in alphabetical order is taken, so that the same text always gives the same advice.
public func nearestName(to name: String, among candidates: some Sequence<String>) -> String? {
    let near = nearCandidates(to: name, among: candidates)
    let misspelt = near.first { !$0.isOnlyContinued }
    return (misspelt ?? (near.count == 1 ? near.first : nil))?.name
}

/// At most three of `candidates` that `name` may be a misspelling or the beginning of, the likeliest first.
///
/// What is near is said at `nearestName(to:among:)`; several that begin with `name` are all near here.
public func nearestNames(to name: String, among candidates: some Sequence<String>) -> [String] {
    nearCandidates(to: name, among: candidates).prefix(3).map(\.name)
}

private struct NearCandidate {
    let name: String
    let distance: Int
    /// Whether it is near for nothing but its beginning.
    let isOnlyContinued: Bool
}

/// The nearest first.
private func nearCandidates(to name: String, among candidates: some Sequence<String>) -> [NearCandidate] {
    guard !name.isEmpty, name.utf8.count <= 100 else { return [] }
    let written = Array(name.lowercased().unicodeScalars)
    return
        candidates
        .filter { $0 != name && $0.utf8.count <= 100 }
        .compactMap { candidate in
            let other = Array(candidate.lowercased().unicodeScalars)
            let longer = max(written.count, other.count)
            let distance = editDistance(written, other)
            let isMisspelt = distance <= max(1, longer / 3) && distance < longer
            guard isMisspelt || other.starts(with: written) else { return nil }
            return NearCandidate(name: candidate, distance: distance, isOnlyContinued: !isMisspelt)
        }
        .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
}
