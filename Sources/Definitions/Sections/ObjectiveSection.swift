// objective: { maximize: "val_cosine" }
// objective: { maximize: "val_acc", take: "last" }, { maximize: "reward", take: { mean: 5 } }
// objective: "none", of runs that are only recorded

import Expressions
import JSON
import Search

struct ObjectiveSection {
    let value: Objective
    /// Where the metric's name stands.
    let metricReader: NodeReader
    /// Where it says what of its epochs a trial counts with.
    let takeReader: NodeReader?

    static func read(_ reader: NodeReader) -> ObjectiveSection? {
        if reader.node.value.stringValue == "none" {
            return ObjectiveSection(value: .none, metricReader: reader, takeReader: nil)
        }
        let directions = Direction.allCases.map(\.rawValue)
        guard let members = reader.members(among: directions + ["take"]) else { return nil }
        let given = Direction.allCases.filter { members[$0.rawValue] != nil }
        guard given.count == 1, let direction = given.first, let metric = members[direction.rawValue] else {
            let example = "expected one of { minimize: \"METRIC\" } and { maximize: \"METRIC\" }"
            if !given.isEmpty {
                reader.error("found both minimize and maximize, \(example)")
            } else if members.isEmpty {
                reader.error("found an empty object, \(example)")
            } else if members.keys.allSatisfy({ $0 == "take" }) {
                reader.error("found neither minimize nor maximize, \(example)")
            }
            return nil
        }
        let take = members["take"]
        guard let name = metric.string("a metric's name"), let counting = take.map(Self.counting) ?? .best else {
            return nil
        }
        return ObjectiveSection(
            value: Objective(metric: name, direction: direction, counting: counting), metricReader: metric,
            takeReader: take)
    }

    private static func counting(_ reader: NodeReader) -> TrialValue? {
        let expected = "\"best\", \"last\", or { mean: 5 } for the mean of the last five epochs"
        if reader.node.members != nil {
            guard let members = reader.members(among: ["mean"]) else { return nil }
            guard let mean = members["mean"] else {
                if members.isEmpty { reader.error("found an empty object, expected \(expected)") }
                return nil
            }
            return mean.int(in: 1...1_000_000).map { .last($0) }
        }
        switch reader.node.value.stringValue {
        case "best": return .best
        case "last": return .last(1)
        default:
            reader.mismatch(expected)
            return nil
        }
    }
}
