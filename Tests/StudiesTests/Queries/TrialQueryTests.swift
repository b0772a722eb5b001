import Expressions
import Search
import Testing

@testable import Storage
@testable import Studies

@Suite("Questions about trials")
struct TrialQueryTests {
    private static let study = Study(
        id: StudyID(id: 1), name: "test", objectives: [StudyObjective(metric: "val", direction: .maximize)], seed: 1,
        seedBits: 32,
        directory: "/", revision: 0, definitionRevision: 1, createdAt: 0)
    private static let trials: [Trial] = [
        .completed(0, [0.5], sampled: ["lr": .float(0.1), "kind": .string("b")]),
        .completed(1, [.nan], sampled: ["lr": .float(0.3), "kind": .string("a")]),
        .completed(2, [0.9], violation: 1, sampled: ["lr": .float(0.2)]),
        .completed(3, [0.7], violation: 0, sampled: ["lr": .float(0.2), "kind": .string("b")]),
        .completed(4, [0.6], violation: 0, sampled: ["lr": .float(0.05), "kind": .string("c")]),
    ]
    private static let metrics: [Int: [String: Double]] = [0: ["loss": 3], 3: ["loss": 1], 4: ["loss": 2]]

    private static func page(_ configure: (inout TrialQuery) throws -> Void) throws -> TrialPage {
        var query = TrialQuery()
        try configure(&query)
        let fields = TrialFields(of: study, over: trials, metrics: metrics)
        return try TrialPage(query, of: study, trials, best: [3], fields: fields)
    }

    private static func numbers(_ configure: (inout TrialQuery) throws -> Void) throws -> [Int] {
        try page(configure).trials.map(\.number)
    }

    @Test("all trials as they were made, where nothing is said")
    func all() throws {
        let page = try Self.page { _ in }
        #expect(
            page.trials.map(\.number) == [0, 1, 2, 3, 4] && page.total == 5 && page.next == nil && page.best == [3])
    }

    @Test(
        "a condition picks those for which it is true; those without a value that it names are left out",
        arguments: [
            ("value > 0.55", [2, 3, 4]), ("params.kind == 'b'", [0, 3]), ("metrics.loss < 2.5", [3, 4]),
            ("params['kind'] == 'b'", [0, 3]), ("metrics['loss'] < 2.5", [3, 4]),
            ("feasible", [3, 4]), ("duration > 7", [0, 1, 2]), ("seed == 1 and number >= 4", [4]),
            ("reason == 'x'", []),
        ])
    func conditions(_ condition: String, _ expected: [Int]) throws {
        #expect(try Self.numbers { $0.condition = try Expression(parsing: condition) } == expected)
    }

    @Test("best first: the best of the study, then by value; what violates the conditions behind, no value last")
    func bestFirst() throws {
        #expect(try Self.numbers { $0.order = .bestFirst } == [3, 4, 0, 2, 1])
    }

    @Test("by a field, trials without it last whichever way")
    func byField() throws {
        #expect(try Self.numbers { $0.order = .field("kind", descending: false) } == [1, 0, 3, 4, 2])
        #expect(try Self.numbers { $0.order = .field("params.kind", descending: true) } == [4, 0, 3, 1, 2])
        #expect(try Self.numbers { $0.order = .field("value", descending: true) } == [2, 3, 4, 0, 1])
        #expect(try Self.numbers { $0.order = .field("loss", descending: false) } == [3, 4, 0, 1, 2])
    }

    @Test("page after page gives each trial once, whatever the order", arguments: [1, 2, 3, 4, 5, 6])
    func pages(_ limit: Int) throws {
        for order in [TrialQuery.Order.number, .bestFirst, .field("lr", descending: true)] {
            var seen: [Int] = []
            var after: Int?
            repeat {
                let page = try Self.page { ($0.order, $0.limit, $0.after) = (order, limit, after) }
                #expect(page.trials.count <= limit && page.total == 5)
                seen += page.trials.map(\.number)
                after = page.next
            } while after != nil
            #expect(seen == (try Self.numbers { $0.order = order }))
        }
    }

    @Test("in order of number a page begins behind a trial too for which the condition does not hold any more")
    func pageBehindAnother() throws {
        let numbers = try Self.numbers { ($0.condition, $0.after) = (try Expression(parsing: "value > 0.55"), 0) }
        #expect(numbers == [2, 3, 4])
        #expect(throws: StudyError.noPage(after: 0)) {
            try Self.page {
                ($0.condition, $0.after) = (try Expression(parsing: "value > 0.55"), 0)
                $0.order = .bestFirst
            }
        }
    }

    @Test("columns are named in short or whole, and a name that no trial has is an error")
    func columns() throws {
        let page = try Self.page { $0.columns = ["number", "lr", "metrics.loss", "kind"] }
        #expect(page.columns == ["number", "params.lr", "metrics.loss", "params.kind"])
        #expect(page.value("params.lr", of: Self.trials[2]) == .float(0.2))
        #expect(page.value("params.kind", of: Self.trials[2]) == nil)
        #expect(page.isNumeric("metrics.loss") && !page.isNumeric("params.kind"))
        let error = #expect(throws: StudyError.self) { try Self.page { $0.columns = ["lrr"] } }
        guard case .noField("lrr", let known)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(known.contains("params.lr") && known.contains("metrics.loss"))
        #expect(throws: StudyError.noPage(after: 9)) { try Self.page { $0.after = 9 } }
        #expect(throws: StudyError.noCondition("value")) {
            try Self.page { $0.condition = try Expression(parsing: "value") }
        }
    }
}
