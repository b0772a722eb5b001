// Optuna's SQLite database, its tables of version 12. It is opened to be read, in one transaction, and nothing in it is believed:
// a view in a table's place is not asked, and a row of other types than Optuna writes is an error.

import JSON
import SQLite
import Search

enum OptunaDatabase {
    private static let purpose = "read Optuna's study"
    private static let tables = [
        "version_info", "studies", "study_directions", "study_user_attributes", "study_system_attributes", "trials",
        "trial_user_attributes", "trial_system_attributes", "trial_params", "trial_values",
        "trial_intermediate_values",
    ]
    /// What Optuna 4 and 5 write.
    static let version = 12

    static func study(named name: String?, in path: String) throws(OptunaError) -> OptunaStudy {
        let result: Result<OptunaStudy, OptunaError>
        do throws(SQLiteError) {
            var connection = try Connection(opening: path, access: .readOnly)
            try connection.script(
                "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA query_only = ON", for: purpose)
            result = try connection.transaction(.deferred, for: purpose) {
                connection throws(SQLiteError) -> Result<OptunaStudy, OptunaError> in
                do throws(OptunaError) {
                    var reader = try Reader(path: path, checking: &connection)
                    return .success(try reader.study(named: name, &connection))
                } catch {
                    return .failure(error)
                }
            }
        } catch {
            throw .database(error)
        }
        return try result.get()
    }

    private struct Reader {
        let path: String
        private var study = OptunaStudy(name: "", directions: [])
        private var places: [Int: Int] = [:]
        private var parameters = OptunaParameterReader()
        private var ignored: [String: Int] = [:]
        /// Whether its times are of the machine's zone; from Optuna 5 on they are of UTC.
        private let hasLocalTimes: Bool

        init(path: String, checking connection: inout Connection) throws(OptunaError) {
            self.path = path
            let found = try sqlite { () throws(SQLiteError) in
                try connection.rows("SELECT name, type, sql FROM sqlite_schema", for: purpose) {
                    row throws(SQLiteError) in
                    (name: try row[0] as String, type: try row[1] as String, sql: try row[2] as String?)
                }
            }
            let plain = Set(
                found.filter { $0.type == "table" && ($0.sql ?? "").uppercased().hasPrefix("CREATE TABLE") }.map(\.name)
            )
            if !plain.contains("version_info") || !plain.contains("trials") { throw .notOptuna(path: path) }
            let version = try sqlite { () throws(SQLiteError) in
                try connection.first("SELECT schema_version, library_version FROM version_info", for: purpose) {
                    row throws(SQLiteError) in (tables: try row[0] as Int, library: try row[1] as String?)
                }
            }
            guard version?.tables == OptunaDatabase.version else { throw .version(path: path, version?.tables ?? 0) }
            let major = version?.library?.split(separator: ".").first.flatMap { Int($0) } ?? 0
            hasLocalTimes = major < 5
            if let missing = tables.first(where: { !plain.contains($0) }) { throw .table(path: path, missing) }
        }

        mutating func study(named name: String?, _ connection: inout Connection) throws(OptunaError) -> OptunaStudy {
            let studies = try sqlite { () throws(SQLiteError) in
                try connection.rows("SELECT study_id, study_name FROM studies ORDER BY study_id", for: purpose) {
                    row throws(SQLiteError) in (id: try row[0] as Int, name: try row[1] as String)
                }
            }
            let chosen = studies[try OptunaFile.choose(name, among: studies.map(\.name), in: path)]
            study.name = chosen.name
            // Not thrown through the closures of the statements: what is kept of a row is kept here.
            try sqlite { () throws(SQLiteError) in try read(chosen.id, &connection) }
            if study.directions.isEmpty { throw .noDirections(study: study.name) }
            study.unread = ignored.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" } + parameters.notes
            return study
        }

        private mutating func read(_ id: Int, _ connection: inout Connection) throws(SQLiteError) {
            let directions = try connection.rows(
                "SELECT direction FROM study_directions WHERE study_id = ? ORDER BY objective", [id], for: purpose
            ) { row throws(SQLiteError) in try row[0] as String }
            let known = directions.compactMap { Direction(rawValue: $0.lowercased()) }
            if known.count == directions.count { study.directions = known }
            study.userAttributes = try attributes("study_user_attributes", id, &connection)
            study.systemAttributes = try attributes("study_system_attributes", id, &connection)
            try readTrials(id, &connection)
            try readParameters(id, &connection)
            try readValues(id, &connection)
            try readTrialAttributes(id, &connection)
        }

        private mutating func attributes(
            _ table: String, _ id: Int, _ connection: inout Connection
        ) throws(SQLiteError) -> JSONObject {
            let sql =
                "SELECT key, value_json FROM \(table) WHERE study_id = ? ORDER BY study_\(table.contains("user") ? "user" : "system")_attribute_id"
            let rows = try connection.rows(sql, [id], for: purpose) { row throws(SQLiteError) in
                (key: try row[0] as String, text: try row[1] as String?)
            }
            var object = JSONObject()
            for (key, text) in rows { object[key] = json(text) }
            return object
        }

        private mutating func json(_ text: String?) -> JSONValue {
            guard let text else { return .null }
            let limits = JSONLimits(depth: 64, bytes: 1 << 24)
            return (try? JSONValue(parsing: text, syntax: .lenient, limits: limits)) ?? .string(text)
        }

        private mutating func readTrials(_ id: Int, _ connection: inout Connection) throws(SQLiteError) {
            let rows = try connection.rows(
                """
                SELECT trial_id, number, state, datetime_start, datetime_complete FROM trials
                WHERE study_id = ? ORDER BY number, trial_id
                """, [id], for: purpose
            ) { row throws(SQLiteError) in
                (
                    id: try row[0] as Int, number: try row[1] as Int?, state: try row[2] as String,
                    start: try row[3] as String?, end: try row[4] as String?
                )
            }
            for row in rows {
                guard let state = OptunaTrial.State(rawValue: row.state) else {
                    ignored["trials of a state that is not known", default: 0] += 1
                    continue
                }
                var trial = OptunaTrial(number: row.number ?? study.trials.count, state: state)
                trial.startedAt = row.start.flatMap { OptunaTime.seconds($0, isLocal: hasLocalTimes) }
                trial.endedAt = row.end.flatMap { OptunaTime.seconds($0, isLocal: hasLocalTimes) }
                places[row.id] = study.trials.count
                study.trials.append(trial)
            }
        }

        private static let ofStudy = "trial_id IN (SELECT trial_id FROM trials WHERE study_id = ?)"

        private mutating func readParameters(_ id: Int, _ connection: inout Connection) throws(SQLiteError) {
            let rows = try connection.rows(
                """
                SELECT trial_id, param_name, param_value, distribution_json FROM trial_params
                WHERE \(Self.ofStudy) ORDER BY param_id
                """, [id], for: purpose
            ) { row throws(SQLiteError) in
                (
                    trial: try row[0] as Int, name: try row[1] as String, value: try row[2] as Double?,
                    distribution: try row[3] as String
                )
            }
            for row in rows {
                guard let place = places[row.trial] else { continue }
                if let parameter = parameters.parameter(row.name, row.value, row.distribution) {
                    study.trials[place].parameters.append(parameter)
                }
            }
        }

        /// The columns that `number` reads: there are very many of them.
        private static func columns(_ value: String) -> String {
            "\(value), \(value)_type IS 'FINITE', \(value)_type"
        }

        /// The number that a value and its type stand for, in three columns; nil where they stand for none.
        private static func number(_ row: borrowing Row, at index: Int) throws(SQLiteError) -> Double? {
            if try row.int(at: index + 1) == 1 { return row.number(at: index) }
            switch try row[index + 2] as SQLiteValue {
            case .text("INF_POS"): return .infinity
            case .text("INF_NEG"): return -.infinity
            case .text("NAN"): return .nan
            default: return nil
            }
        }

        private mutating func readValues(_ id: Int, _ connection: inout Connection) throws(SQLiteError) {
            let values = try connection.rows(
                """
                SELECT trial_id, objective, \(Self.columns("value")) FROM trial_values
                WHERE \(Self.ofStudy) ORDER BY trial_id, objective
                """, [id], for: purpose
            ) { row throws(SQLiteError) in
                (trial: try row[0] as Int, objective: try row[1] as Int, value: try Self.number(row, at: 2))
            }
            for row in values {
                guard let place = places[row.trial], let value = row.value,
                    row.objective == study.trials[place].values.count
                else { continue }
                study.trials[place].values.append(value)
            }
            // Those of a trial come one after another.
            var (current, place) = (Int?.none, Int?.none)
            _ = try connection.rows(
                """
                SELECT trial_id, step, \(Self.columns("intermediate_value"))
                FROM trial_intermediate_values WHERE \(Self.ofStudy)
                """, [id], for: purpose
            ) { row throws(SQLiteError) in
                let trial = try row.int(at: 0)
                if trial != current { (current, place) = (trial, places[trial]) }
                guard let place else { return }
                let step = try row.int(at: 1)
                if let value = try Self.number(row, at: 2) {
                    study.trials[place].intermediate.append((step, value))
                } else {
                    ignored["intermediate values that are no numbers", default: 0] += 1
                }
            }
            for place in study.trials.indices {
                let steps = study.trials[place].intermediate
                if zip(steps, steps.dropFirst()).allSatisfy({ $0.step < $1.step }) { continue }
                study.trials[place].intermediate.sort { $0.step < $1.step }
            }
        }

        private mutating func readTrialAttributes(_ id: Int, _ connection: inout Connection) throws(SQLiteError) {
            for kind in ["user", "system"] {
                let rows = try connection.rows(
                    """
                    SELECT trial_id, key, value_json FROM trial_\(kind)_attributes
                    WHERE \(Self.ofStudy) ORDER BY trial_\(kind)_attribute_id
                    """, [id], for: purpose
                ) { row throws(SQLiteError) in
                    (trial: try row[0] as Int, key: try row[1] as String, text: try row[2] as String?)
                }
                for row in rows {
                    guard let place = places[row.trial] else { continue }
                    let value = json(row.text)
                    if kind == "user" {
                        study.trials[place].userAttributes[row.key] = value
                    } else {
                        study.trials[place].systemAttributes[row.key] = value
                    }
                }
            }
        }
    }
}

/// What `body` gives, its error as one of Optuna's.
func sqlite<Result>(_ body: () throws(SQLiteError) -> Result) throws(OptunaError) -> Result {
    do throws(SQLiteError) { return try body() } catch { throw .database(error) }
}
