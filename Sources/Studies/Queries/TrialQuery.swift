// Which trials of a study, in which order, how many, from where on, and what of them: one question for lists, pages and exports.
//
//     var query = TrialQuery()
//     query.condition = try Expression(parsing: "value > 0.8 and params.dropout < 0.2")
//     query.order = .bestFirst
//     query.limit = 20
//     let page = try study.trials(query)
//     page.trials.count        // 20
//     query.after = page.next  // and so on

public import Expressions
import Search
public import Storage
import Words

/// A question about the trials of a study. What it names are fields as `TrialFields` has them.
public struct TrialQuery: Sendable {
    /// What the trials are ordered by.
    public enum Order: Sendable, Hashable {
        /// As they were made.
        case number
        /// The best of the study first, then by the first objective; what violates the conditions behind all that does not,
        /// NaN and no value last.
        case bestFirst
        /// By a field, least first, or greatest first where `descending`; trials without it last.
        case field(String, descending: Bool)
    }

    /// Only the trials for which it is true; one that lacks a value that it names is none of them.
    public var condition: Expression?
    /// Only the trials of this stage.
    public var stage: String?
    /// The order.
    public var order = Order.number
    /// At most so many; nil for all.
    public var limit: Int?
    /// Only those behind the trial of this number, in the order: the `next` of the page before.
    public var after: Int?
    /// The fields to show of each; nil for those that a list shows.
    public var columns: [String]?
    /// Whether the metrics of the best epochs are wanted although nothing names one.
    public var wantsMetrics = false

    /// All trials, as they were made.
    public init() {}
}

/// The answer to a `TrialQuery`.
public struct TrialPage {
    /// The trials, in the order that was asked for.
    public let trials: [Trial]
    /// How many meet the condition, on this page and all others.
    public let total: Int
    /// Where the next page begins, nil on the last one.
    public let next: Int?
    /// The numbers of the best trials of the study, on whatever page.
    public let best: Set<Int>
    /// The columns that were asked for, by their whole names.
    public let columns: [String]?
    private let fields: TrialFields

    /// The value of a column; nil where the trial has none.
    public func value(_ column: String, of trial: Trial) -> Value? { fields.value(column, of: trial) }

    /// What reads a column of one trial after another.
    func reader(of column: String) -> (Trial) -> Value? { fields.reader(of: column) }

    /// The names of all fields that any of the trials may have.
    var fieldNames: [String] { fields.types.keys.sorted() }

    /// Whether the column holds numbers.
    public func isNumeric(_ column: String) -> Bool { [.int, .float].contains(fields.types[column]) }

    init(_ query: TrialQuery, of study: Study, _ trials: [Trial], best: Set<Int>, fields: TrialFields)
        throws(StudyError)
    {
        let wanted = try query.condition.map { condition throws(StudyError) in
            try Self.matches(of: condition, in: trials, fields)
        }
        let ordered = try Self.ordered(wanted ?? trials, by: query.order, of: study, best, fields)
        var rest = ordered[...]
        if let after = query.after {
            if let index = rest.firstIndex(where: { $0.number == after }) {
                rest = rest[(index + 1)...]
            } else if case .number = query.order, trials.contains(where: { $0.number >= after }) {
                // The condition held for it when the page before was asked for; what lies behind it has not changed.
                rest = rest.drop { $0.number <= after }
            } else {
                throw .noPage(after: after)
            }
        }
        let page = query.limit.map { rest.prefix($0) } ?? rest
        self.trials = Array(page)
        total = ordered.count
        next = page.count < rest.count ? page.last?.number ?? query.after : nil
        self.best = best
        columns = try query.columnNames(among: fields)
        self.fields = fields
    }

    /// A page that was ordered and cut already.
    init(
        _ query: TrialQuery, _ trials: [Trial], of total: Int, hasNext: Bool, best: Set<Int>, fields: TrialFields
    ) throws(StudyError) {
        self.trials = trials
        self.total = total
        next = hasNext ? trials.last?.number : nil
        self.best = best
        columns = try query.columnNames(among: fields)
        self.fields = fields
    }

    private static func matches(
        of condition: Expression, in trials: [Trial], _ fields: TrialFields
    ) throws(StudyError) -> [Trial] {
        let type: ValueType
        do throws(ExpressionError) { type = try condition.type(where: fields.types) } catch {
            throw .condition(condition.source, error)
        }
        guard type == .bool || type == .any else { throw .noCondition(condition.source) }
        var matches: [Trial] = []
        for trial in trials {
            do throws(ExpressionError) {
                if try condition.evaluate({ fields.value($0, of: trial) }) == .bool(true) { matches.append(trial) }
            } catch {
                guard error.isNoValue else { throw .condition(condition.source, error) }
            }
        }
        return matches
    }

    private static func ordered(
        _ trials: [Trial], by order: TrialQuery.Order, of study: Study, _ best: Set<Int>, _ fields: TrialFields
    ) throws(StudyError) -> [Trial] {
        switch order {
        case .number: return trials
        case .bestFirst:
            return trials.sorted { TrialRank($0, study.direction, best) < TrialRank($1, study.direction, best) }
        case .field(let short, let descending):
            let name = try fields.name(short)
            let keyed = trials.map { (trial: $0, key: FieldKey(fields.value(name, of: $0))) }
            return keyed.sorted { left, right in
                if left.key.isLast != right.key.isLast { return right.key.isLast }
                if left.key == right.key { return left.trial.number < right.trial.number }
                return descending ? right.key < left.key : left.key < right.key
            }.map(\.trial)
        }
    }
}

extension OpenStudy {
    /// The trials that `query` asks for.
    ///
    /// - Parameter known: all of its trials, where they were read already.
    /// - Throws: `condition`, `noCondition`, `noField`, `noStage`, `noPage` for a question that cannot be answered.
    public func trials(_ query: TrialQuery, among known: [Trial]? = nil) throws(StudyError) -> TrialPage {
        if let stage = query.stage { try checkStage(stage) }
        if known == nil, let page = try storedPage(query) { return page }
        let all: [Trial]
        if let known { all = known } else { all = try trials() }
        let trials = all.filter { query.stage == nil || $0.stage == query.stage }
        let fields = TrialFields(
            of: record, over: trials,
            metrics: try storing { () throws(StorageError) in
                query.wantsMetrics || query.namesMetrics ? try database.bestMetrics(of: record.id) : [:]
            }, labels: try labels())
        let best = BestTrials(of: all, record.directions)
        return try TrialPage(query, of: record, trials, best: Set(best.trials.map(\.number)), fields: fields)
    }
}

extension OpenStudy {
    /// The names of all fields that its trials have, for whatever lets people choose one.
    public func fieldNames() throws(StudyError) -> [String] {
        var query = TrialQuery()
        query.wantsMetrics = true
        return try trials(query).fieldNames
    }
}

extension TrialQuery {
    /// The whole names of the columns that it asks for.
    fileprivate func columnNames(among fields: TrialFields) throws(StudyError) -> [String]? {
        guard let columns else { return nil }
        var names: [String] = []
        for name in columns { names.append(try fields.name(name)) }
        return names
    }

    /// Whether it names a field that may be a metric, which are read only then.
    var namesMetrics: Bool {
        var names = condition.map { Array($0.names) } ?? []
        names += columns ?? []
        if case .field(let name, _) = order { names.append(name) }
        return names.contains { !TrialFields.isOwn($0) && !$0.begins(with: "params.") && !$0.begins(with: "tags.") }
    }
}
