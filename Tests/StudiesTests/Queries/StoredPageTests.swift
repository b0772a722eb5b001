import Definitions
import Expressions
import Search
import Storage
import TestSupport
import Testing

@testable import Studies

@Suite("Pages that the database orders")
struct StoredPageTests {
    private let folder: TemporaryFolder
    private let study: OpenStudy

    /// Trials of all kinds: with equal values, NaN, violated conditions, failed, running, deleted.
    init() throws {
        folder = try TemporaryFolder()
        let text = """
            { name: "mixed", objective: { maximize: "val" }, feasible: ["size <= 2"], train: { command: ["./t"] },
              space: { x: { float: [0, 1] } }, fixed: { batch: 32 }, pruner: { none: {} } }
            """
        study = try StudyStore(opening: "\(folder.path)/hpo.sqlite")
            .create(try StudyDefinition.parse(text, file: "mixed.json5"), directory: folder.path)
        let journal = try study.journal(for: .byHand)
        var generator = SeededGenerator(seed: 5)
        for number in 0..<60 {
            let trial = try journal.ask().attempt.number
            if number % 11 == 10 { continue }
            for epoch in 1...Int.random(in: 1...4, using: &generator) {
                let value = number % 13 == 5 ? .nan : Double(Int.random(in: 0...9, using: &generator))
                let size = Double(Int.random(in: 0...4, using: &generator))
                _ = try journal.tell(
                    EpochReport(epoch: epoch, metrics: [Metric("val", value), Metric("size", size)]), of: trial)
            }
            if number % 7 == 6 {
                try journal.tell(failure: "no", of: trial)
            } else {
                _ = try journal.tellEnd(of: trial)
            }
        }
        _ = try study.delete(trial: 3)
    }

    private func pages(_ order: TrialQuery.Order, limit: Int) throws -> [Int] {
        var query = TrialQuery()
        (query.order, query.limit) = (order, limit)
        var numbers: [Int] = []
        repeat {
            let page = try #require(try study.storedPage(query))
            #expect(page.total == 59)
            numbers += page.trials.map(\.number)
            query.after = page.next
        } while query.after != nil
        return numbers
    }

    @Test(
        "are those of all trials that were read, whatever the order",
        arguments: [
            TrialQuery.Order.number, .bestFirst, .field("value", descending: false), .field("value", descending: true),
            .field("epoch", descending: true), .field("attempt", descending: false), .field("seed", descending: true),
        ])
    func same(_ order: TrialQuery.Order) throws {
        var query = TrialQuery()
        query.order = order
        let all = try study.trials(query).trials.map(\.number)
        #expect(all.count == 59)
        for limit in [1, 7, 58, 59, 1000] { #expect(try pages(order, limit: limit) == all) }
    }

    @Test("know the fields of the study though no trial on the page has them")
    func fields() throws {
        var query = TrialQuery()
        (query.limit, query.columns) = (2, ["params.x", "batch", "feasible"])
        #expect(try study.trials(query).columns == ["params.x", "params.batch", "feasible"])
        query.columns = ["params.y"]
        #expect(throws: StudyError.self) { try study.trials(query) }
        (query.columns, query.after) = (nil, 3)
        #expect(throws: StudyError.noPage(after: 3)) { try study.trials(query) }
    }

    @Test("leave other questions to those who read all trials")
    func others() throws {
        var query = TrialQuery()
        #expect(try study.storedPage(query) == nil, "no limit")
        query.limit = 5
        query.order = .field("duration", descending: false)
        #expect(try study.storedPage(query) == nil)
        query.order = .number
        query.condition = try Expression(parsing: "value > 3")
        #expect(try study.storedPage(query) == nil)
    }
}
