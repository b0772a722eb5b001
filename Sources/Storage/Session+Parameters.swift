// Parameters: a value's type is kept beside it, so that 4, 4.0, "4" and true come back as what they were.

internal import Expressions
internal import SQLite
internal import Search

extension Session {
    mutating func insert(_ parameters: TrialParameters, number: Int, of study: StudyID) throws(StorageError) {
        try insertParameters(CollectionOfOne((number, parameters)), of: study)
    }

    /// The parameters of several trials.
    mutating func insertParameters(
        _ trials: some Sequence<(number: Int, parameters: TrialParameters)>, of study: StudyID
    ) throws(StorageError) {
        try insert(
            into: "parameters", ["trial", "name", "kind", "type", "value"], same: ["study": study.id.sqliteValue],
            from: trials
        ) { trial, rows in
            let parts = [
                (kind: "sampled", configuration: trial.parameters.sampled), ("derived", trial.parameters.derived),
                ("fixed", trial.parameters.fixed),
            ]
            for (kind, configuration) in parts {
                for name in configuration.names {
                    guard let value = configuration[name] else { continue }
                    rows.add(
                        trial.number.sqliteValue, name.sqliteValue, kind.sqliteValue, value.storedType.sqliteValue,
                        value.sqliteValue)
                }
            }
        }
    }

    /// The parameters of the study's trials by number; of one trial where `number` is given.
    mutating func parameters(
        of study: StudyID, number: Int?
    ) throws(StorageError) -> [Int: TrialParameters] {
        var byTrial: [Int: TrialParameters] = [:]
        // Those of a trial come one after another, and are put in place together.
        var (current, parts) = (-1, TrialParameters(sampled: Configuration()))
        _ = try rows(
            "SELECT trial, kind, name, type, value FROM parameters WHERE study = ?1 AND trial >= ?2 AND trial <= ?3 ORDER BY trial",
            study.id, number ?? 0, number ?? .max
        ) { row throws(SQLiteError) in
            let trial: Int = try row[0]
            if trial != current {
                if current >= 0 { byTrial[current] = parts }
                (current, parts) = (trial, TrialParameters(sampled: Configuration()))
            }
            let (kind, name) = (try row[1] as String, try row[2] as String)
            let value = try row.value(at: 4)
            switch kind {
            case "sampled": parts.sampled[name] = value
            case "derived": parts.derived[name] = value
            default: parts.fixed[name] = value
            }
        }
        if current >= 0 { byTrial[current] = parts }
        return byTrial
    }
}

extension Value {
    var storedType: String {
        switch self {
        case .int: "int"
        case .float: "float"
        case .string: "string"
        case .bool: "bool"
        }
    }

    var sqliteValue: SQLiteValue {
        switch self {
        case .int(let int): int.sqliteValue
        case .float(let float): float.sqliteValue
        case .string(let string): string.sqliteValue
        case .bool(let bool): bool.sqliteValue
        }
    }
}

extension Row {
    /// The parameter's value at `index`, whose type is in the column before it.
    func value(at index: Int) throws(SQLiteError) -> Value {
        switch try self[index - 1] as String {
        case "int": return .int(try self[index])
        case "float": return .float(try self[index] as Double? ?? .nan)
        case "bool": return .bool(try self[index])
        default: return .string(try self[index])
        }
    }
}
