import Search

extension StudyFinding {
    /// Configurations that were run more than once, without being asked to.
    static func duplicates(in evidence: Evidence) -> [StudyFinding] {
        let begun = evidence.searched.filter { $0.outcome != nil }
        let groups = Dictionary(grouping: begun, by: \.configuration).values
            .map { $0.map(\.number).sorted() }.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
        guard !groups.isEmpty else { return [] }
        return [
            .duplicates(
                Duplicates(
                    groups: groups, repeated: groups.reduce(0) { $0 + $1.count - 1 }, trials: begun.count,
                    configurations: evidence.space.cardinality))
        ]
    }
}
