// What of a study's trials is looked at: all of it is in the address, so that each view can be kept and sent on.

import Expressions
import HTTP
import Studies

/// A view of a study's trials.
struct TableView: Sendable {
    let study: String
    var condition: String?
    var sort: String?
    var isDescending = false
    var columns: String?
    var after: Int?
    var limit: Int?
    /// How the pictures beside the table are drawn: other views of the table keep it.
    let controls: ChartControls
    private let defaultLimit: Int?
    private(set) var query = TrialQuery()

    private static let mostTrials = 500

    /// - Throws: `PageError` for what cannot be understood.
    init(_ request: Request, of study: String, defaultLimit: Int? = 50) throws(PageError) {
        self.study = study
        self.defaultLimit = defaultLimit
        controls = try ChartControls(request)
        condition = request.query("where")
        sort = request.query("sort")
        isDescending = request.query("order") == "desc"
        columns = request.query("columns")
        after = try Self.number("after", request)
        limit = try Self.number("limit", request)
        if let condition {
            do throws(ExpressionError) { query.condition = try Expression(parsing: condition) } catch {
                throw PageError(400, "where, column \(error.column): \(error.message) (\(condition))")
            }
        }
        query.order = sort.map { $0 == "best" ? .bestFirst : .field($0, descending: isDescending) } ?? .number
        query.columns = columns.map { list in
            list.split(separator: ",").map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
        }
        query.after = after
        query.limit = (limit ?? defaultLimit).map { max(1, defaultLimit == nil ? $0 : min($0, Self.mostTrials)) }
    }

    private static func number(_ name: String, _ request: Request) throws(PageError) -> Int? {
        guard let text = request.query(name) else { return nil }
        guard let number = Int(text), number >= 0 else {
            throw PageError(400, "\(name) takes a number from 0; found \"\(text)\".")
        }
        return number
    }

    /// Its address.
    var address: String {
        Address.study(study)
            + Address.query(
                [
                    ("where", condition), ("sort", sort), ("order", isDescending ? "desc" : nil), ("columns", columns),
                    ("limit", limit.map(String.init)), ("after", after.map(String.init)),
                ] + ChartControls.fields(of: controls.look))
    }

    /// The same ordered by `field`, from its first page; the other way round where it was ordered by that.
    func sorted(by field: String) -> TableView {
        var view = self
        view.isDescending = sort == field && !isDescending
        (view.sort, view.after) = (field, nil)
        return view
    }

    /// The same from behind trial `number`.
    func following(_ number: Int?) -> TableView {
        var view = self
        view.after = number
        return view
    }
}
