// objective: { maximize: "val_cosine" }

import Expressions
import Search

struct ObjectiveSection {
    let value: Objective
    /// Where the metric's name stands.
    let metricReader: NodeReader

    static func read(_ reader: NodeReader) -> ObjectiveSection? {
        let keys = Direction.allCases.map(\.rawValue)
        guard let members = reader.members(among: keys) else { return nil }
        let given = Direction.allCases.filter { members[$0.rawValue] != nil }
        guard given.count == 1, let direction = given.first, let metric = members[direction.rawValue] else {
            let example = "expected one of { minimize: \"METRIC\" } and { maximize: \"METRIC\" }"
            if !given.isEmpty {
                reader.error("found both minimize and maximize, \(example)")
            } else if members.isEmpty {
                reader.error("found an empty object, \(example)")
            }
            return nil
        }
        guard let name = metric.string("a metric's name") else { return nil }
        return ObjectiveSection(value: Objective(metric: name, direction: direction), metricReader: metric)
    }
}
