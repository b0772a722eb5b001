// A new SQLite file as Optuna 4 and 5 make theirs: the same tables, so that every version that reads 12 opens it. It is written
// beside its place and renamed.

internal import JSON
internal import SQLite
internal import Search

extension OptunaFile {
    /// Writes a database of one study.
    ///
    /// - Parameter replacing: whether a file that is there is replaced.
    /// - Throws: `place`, `database`; nothing is left behind then.
    public static func write(_ study: OptunaStudy, to path: String, replacing: Bool) throws(OptunaError) {
        let file: ExportFile
        do throws(ExportError) { file = try ExportFile(at: path, replacing: replacing) } catch { throw .place(error) }
        do throws(SQLiteError) {
            var writer = try OptunaWriter(file.part)
            try writer.write(study)
        } catch {
            throw .database(error)
        }
        do throws(ExportError) { try file.commit() } catch { throw .place(error) }
    }
}

private struct OptunaWriter: ~Copyable {
    private static let purpose = "write Optuna's database"
    private var connection: Connection

    init(_ path: String) throws(SQLiteError) {
        var created = try Connection(opening: path, access: .create, patience: 0)
        try created.script(Self.tables, for: Self.purpose)
        connection = created
    }

    mutating func write(_ study: OptunaStudy) throws(SQLiteError) {
        try connection.begin(.immediate, for: Self.purpose)
        try run("INSERT INTO version_info VALUES (1, 12, '5.0.0')")
        // What the tools that change Optuna's tables go by.
        try run("INSERT INTO alembic_version VALUES ('v3.2.0.a')")
        try run("INSERT INTO studies VALUES (1, ?)", study.name)
        for (index, direction) in study.directions.enumerated() {
            try run(
                "INSERT INTO study_directions (direction, study_id, objective) VALUES (?, 1, ?)",
                direction == .maximize ? "MAXIMIZE" : "MINIMIZE", index)
        }
        for (key, value) in study.userAttributes {
            try run(
                "INSERT INTO study_user_attributes (study_id, key, value_json) VALUES (1, ?, ?)", key, value.pythonText)
        }
        for (key, value) in study.systemAttributes {
            try run(
                "INSERT INTO study_system_attributes (study_id, key, value_json) VALUES (1, ?, ?)", key,
                value.pythonText)
        }
        for (index, trial) in study.trials.enumerated() { try write(trial, as: index + 1) }
        try connection.commit(for: Self.purpose)
    }

    private mutating func write(_ trial: OptunaTrial, as id: Int) throws(SQLiteError) {
        try run(
            "INSERT INTO trials VALUES (?, ?, 1, ?, ?, ?)", id, trial.number, trial.state.rawValue,
            trial.startedAt.flatMap(OptunaTime.text), trial.endedAt.flatMap(OptunaTime.text))
        for parameter in trial.parameters {
            try run(
                "INSERT INTO trial_params (trial_id, param_name, param_value, distribution_json) VALUES (?, ?, ?, ?)",
                id, parameter.name, parameter.stored, parameter.distribution.text)
        }
        for (index, value) in trial.values.enumerated() {
            try run(
                "INSERT INTO trial_values (trial_id, objective, value, value_type) VALUES (?, ?, ?, ?)", id, index,
                value.isFinite ? value : Double?.none, value.kind)
        }
        for (step, value) in trial.intermediate {
            try run(
                """
                INSERT INTO trial_intermediate_values (trial_id, step, intermediate_value, intermediate_value_type)
                VALUES (?, ?, ?, ?)
                """, id, step, value.isFinite ? value : Double?.none, value.kind)
        }
        for (key, value) in trial.userAttributes {
            try run(
                "INSERT INTO trial_user_attributes (trial_id, key, value_json) VALUES (?, ?, ?)", id, key,
                value.pythonText)
        }
        for (key, value) in trial.systemAttributes {
            try run(
                "INSERT INTO trial_system_attributes (trial_id, key, value_json) VALUES (?, ?, ?)", id, key,
                value.pythonText)
        }
    }

    private mutating func run(_ sql: String, _ parameters: any SQLiteConvertible...) throws(SQLiteError) {
        try connection.run(sql, parameters, for: Self.purpose)
    }

    private static let tables = """
        CREATE TABLE studies (study_id INTEGER NOT NULL, study_name VARCHAR(512) NOT NULL, PRIMARY KEY (study_id));
        CREATE UNIQUE INDEX ix_studies_study_name ON studies (study_name);
        CREATE TABLE version_info (
            version_info_id INTEGER NOT NULL, schema_version INTEGER, library_version VARCHAR(256),
            PRIMARY KEY (version_info_id), CHECK (version_info_id = 1));
        CREATE TABLE alembic_version (
            version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
        CREATE TABLE study_directions (
            study_direction_id INTEGER NOT NULL, direction VARCHAR(8) NOT NULL, study_id INTEGER NOT NULL,
            objective INTEGER NOT NULL, PRIMARY KEY (study_direction_id), UNIQUE (study_id, objective),
            FOREIGN KEY (study_id) REFERENCES studies (study_id));
        CREATE TABLE study_user_attributes (
            study_user_attribute_id INTEGER NOT NULL, study_id INTEGER, "key" VARCHAR(512), value_json TEXT,
            PRIMARY KEY (study_user_attribute_id), UNIQUE (study_id, "key"),
            FOREIGN KEY (study_id) REFERENCES studies (study_id));
        CREATE TABLE study_system_attributes (
            study_system_attribute_id INTEGER NOT NULL, study_id INTEGER, "key" VARCHAR(512), value_json TEXT,
            PRIMARY KEY (study_system_attribute_id), UNIQUE (study_id, "key"),
            FOREIGN KEY (study_id) REFERENCES studies (study_id));
        CREATE TABLE trials (
            trial_id INTEGER NOT NULL, number INTEGER, study_id INTEGER, state VARCHAR(8) NOT NULL,
            datetime_start DATETIME, datetime_complete DATETIME, PRIMARY KEY (trial_id),
            FOREIGN KEY (study_id) REFERENCES studies (study_id));
        CREATE INDEX ix_trials_study_id ON trials (study_id);
        CREATE TABLE trial_user_attributes (
            trial_user_attribute_id INTEGER NOT NULL, trial_id INTEGER, "key" VARCHAR(512), value_json TEXT,
            PRIMARY KEY (trial_user_attribute_id), UNIQUE (trial_id, "key"),
            FOREIGN KEY (trial_id) REFERENCES trials (trial_id));
        CREATE TABLE trial_system_attributes (
            trial_system_attribute_id INTEGER NOT NULL, trial_id INTEGER, "key" VARCHAR(512), value_json TEXT,
            PRIMARY KEY (trial_system_attribute_id), UNIQUE (trial_id, "key"),
            FOREIGN KEY (trial_id) REFERENCES trials (trial_id));
        CREATE TABLE trial_params (
            param_id INTEGER NOT NULL, trial_id INTEGER, param_name VARCHAR(512), param_value FLOAT,
            distribution_json TEXT, PRIMARY KEY (param_id), UNIQUE (trial_id, param_name),
            FOREIGN KEY (trial_id) REFERENCES trials (trial_id));
        CREATE TABLE trial_values (
            trial_value_id INTEGER NOT NULL, trial_id INTEGER NOT NULL, objective INTEGER NOT NULL, value FLOAT,
            value_type VARCHAR(7) NOT NULL, PRIMARY KEY (trial_value_id), UNIQUE (trial_id, objective),
            FOREIGN KEY (trial_id) REFERENCES trials (trial_id));
        CREATE TABLE trial_intermediate_values (
            trial_intermediate_value_id INTEGER NOT NULL, trial_id INTEGER NOT NULL, step INTEGER NOT NULL,
            intermediate_value FLOAT, intermediate_value_type VARCHAR(7) NOT NULL,
            PRIMARY KEY (trial_intermediate_value_id), UNIQUE (trial_id, step),
            FOREIGN KEY (trial_id) REFERENCES trials (trial_id));
        CREATE TABLE trial_heartbeats (
            trial_heartbeat_id INTEGER NOT NULL, trial_id INTEGER NOT NULL, heartbeat DATETIME NOT NULL,
            PRIMARY KEY (trial_heartbeat_id), UNIQUE (trial_id), FOREIGN KEY (trial_id) REFERENCES trials (trial_id));
        """
}

extension Double {
    /// What Optuna calls a number of its kind.
    fileprivate var kind: String {
        isNaN ? "NAN" : isFinite ? "FINITE" : self > 0 ? "INF_POS" : "INF_NEG"
    }
}
