// Pages of trials that the database orders, for studies of which nobody wants to read all trials.

import Definitions
import Expressions
import Search
import Storage

extension OpenStudy {
    /// The page that `query` asks for, where the database can find it without all trials being read; nil where it can not.
    func storedPage(_ query: TrialQuery) throws(StudyError) -> TrialPage? {
        guard query.condition == nil, !query.wantsMetrics, !query.namesMetrics, record.objectives.count == 1,
            let limit = query.limit, limit <= Self.longestPage,
            try !storing({ () throws(StorageError) in try database.hasRepetitions(record.id) })
        else { return nil }
        let best = try best().trial?.number
        guard let order = StoredOrder(query.order, direction: record.direction, best: best) else { return nil }
        let page = try storing { () throws(StorageError) in
            try database.page(of: record.id, stage: query.stage, in: order, after: query.after, limit: limit)
        }
        guard let page else { throw .noPage(after: query.after ?? 0) }
        let fields = TrialFields(
            of: record, over: page.trials, labels: try labels(), known: try definition().fieldTypes)
        return try TrialPage(
            query, page.trials, of: page.total, hasNext: page.hasNext, best: best.map { [$0] } ?? [], fields: fields)
    }

    /// Beyond this, reading all trials at once costs less than reading each for itself.
    private static var longestPage: Int { 1000 }
}

extension StoredOrder {
    /// The same order by columns of the database; nil where it has none for it.
    init?(_ order: TrialQuery.Order, direction: Direction, best: Int?) {
        switch order {
        case .number: self = .number
        case .bestFirst: self = .bestFirst(direction, best: best)
        case .field("number", let descending): self = .column(.number, descending: descending)
        case .field("value", let descending): self = .column(.value, descending: descending)
        case .field("epoch", let descending): self = .column(.epoch, descending: descending)
        case .field("attempt", let descending): self = .column(.attempt, descending: descending)
        case .field("seed", let descending): self = .column(.seed, descending: descending)
        case .field: return nil
        }
    }
}

extension StudyDefinition {
    /// The types of the fields that its trials may have beside those that every trial has.
    fileprivate var fieldTypes: [String: ValueType] {
        var types: [String: ValueType] = goals.feasible.isEmpty ? [:] : ["feasible": .bool, "violation": .float]
        for (name, value) in fixed { types["params.\(name)"] = value.type }
        for parameter in space.parameters { types["params.\(parameter.name)"] = parameter.domain.type }
        for derived in space.derived { types["params.\(derived.name)"] = .any }
        return types
    }
}
