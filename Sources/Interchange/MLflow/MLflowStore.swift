// A new SQLite file as MLflow keeps its runs in. The tables are those of its revision 89d4b8295536 (MLflow 1.3): whoever lacks
// tables of the later ones is brought up to date by MLflow itself when it opens the file, whichever version that is; a file of
// the newest revision would be opened by one version alone.

internal import SQLite
internal import System

/// Runs as MLflow stores them.
struct MLflowStore: ~Copyable {
    private static let purpose = "write MLflow's database"
    private var connection: Connection

    init(_ path: String) throws(SQLiteError) {
        var created = try Connection(opening: path, access: .create, patience: 0)
        try created.script(Self.tables, for: Self.purpose)
        connection = created
    }

    /// Begins to write, with the experiment that MLflow logs to where none is named: it makes it only where there is none at all.
    ///
    /// - Parameter artifacts: the folder of what is logged to the file later on.
    mutating func begin(artifacts: String) throws(SQLiteError) {
        try connection.begin(.immediate, for: Self.purpose)
        try run("INSERT INTO alembic_version VALUES ('89d4b8295536')")
        try addExperiment(0, "Default", artifacts: "\(artifacts)/0")
    }

    mutating func commit() throws(SQLiteError) { try connection.commit(for: Self.purpose) }

    mutating func addExperiment(_ id: Int, _ name: String, artifacts: String) throws(SQLiteError) {
        try run("INSERT INTO experiments VALUES (?, ?, ?, 'active')", id, name, artifacts)
    }

    mutating func add(_ added: MLflowRun, to experiment: Int) throws(SQLiteError) {
        try run(
            "INSERT INTO runs VALUES (?, ?, 'LOCAL', ?, '', ?, ?, ?, ?, ?, 'active', ?, ?)", added.id, added.name,
            added.source, added.user, added.status.rawValue, added.startedAt.map(Self.milliseconds),
            added.endedAt.map(Self.milliseconds), added.commit, added.artifacts, experiment)
        for (key, value) in added.parameters { try run("INSERT INTO params VALUES (?, ?, ?)", key, value, added.id) }
        for (key, value) in added.tags { try run("INSERT INTO tags VALUES (?, ?, ?)", key, value, added.id) }
        var latest: [String: MLflowRun.Number] = [:]
        for metric in added.metrics {
            try run(
                "INSERT OR IGNORE INTO metrics VALUES (?, ?, ?, ?, ?, ?)", metric.name, metric.stored,
                Self.milliseconds(metric.time), added.id, metric.step, metric.value.isNaN)
            if let known = latest[metric.name], !known.isBefore(metric) { continue }
            latest[metric.name] = metric
        }
        for metric in latest.values.sorted(by: { $0.name < $1.name }) {
            try run(
                "INSERT INTO latest_metrics VALUES (?, ?, ?, ?, ?, ?)", metric.name, metric.stored,
                Self.milliseconds(metric.time), metric.step, metric.value.isNaN, added.id)
        }
    }

    private mutating func run(_ sql: String, _ parameters: any SQLiteConvertible...) throws(SQLiteError) {
        try connection.run(sql, parameters, for: Self.purpose)
    }

    private static func milliseconds(_ seconds: Double) -> Int { Int(exactly: (seconds * 1000).rounded(.down)) ?? 0 }

    private static let tables = """
        CREATE TABLE alembic_version (
            version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
        CREATE TABLE experiments (
            experiment_id INTEGER NOT NULL, name VARCHAR(256) NOT NULL, artifact_location VARCHAR(256),
            lifecycle_stage VARCHAR(32), CONSTRAINT experiment_pk PRIMARY KEY (experiment_id),
            CONSTRAINT experiments_lifecycle_stage CHECK (lifecycle_stage IN ('active', 'deleted')), UNIQUE (name));
        CREATE TABLE experiment_tags (
            "key" VARCHAR(250) NOT NULL, value VARCHAR(5000), experiment_id INTEGER NOT NULL,
            CONSTRAINT experiment_tag_pk PRIMARY KEY ("key", experiment_id),
            FOREIGN KEY (experiment_id) REFERENCES experiments (experiment_id));
        CREATE TABLE runs (
            run_uuid VARCHAR(32) NOT NULL, name VARCHAR(250), source_type VARCHAR(20), source_name VARCHAR(500),
            entry_point_name VARCHAR(50), user_id VARCHAR(256), status VARCHAR(20), start_time BIGINT, end_time BIGINT,
            source_version VARCHAR(50), lifecycle_stage VARCHAR(20), artifact_uri VARCHAR(200), experiment_id INTEGER,
            CONSTRAINT run_pk PRIMARY KEY (run_uuid),
            CONSTRAINT source_type CHECK (source_type IN ('NOTEBOOK', 'JOB', 'LOCAL', 'UNKNOWN', 'PROJECT')),
            CONSTRAINT status CHECK (status IN ('SCHEDULED', 'FAILED', 'FINISHED', 'RUNNING', 'KILLED')),
            CONSTRAINT runs_lifecycle_stage CHECK (lifecycle_stage IN ('active', 'deleted')),
            FOREIGN KEY (experiment_id) REFERENCES experiments (experiment_id));
        CREATE TABLE params (
            "key" VARCHAR(250) NOT NULL, value VARCHAR(250) NOT NULL, run_uuid VARCHAR(32) NOT NULL,
            CONSTRAINT param_pk PRIMARY KEY ("key", run_uuid), FOREIGN KEY (run_uuid) REFERENCES runs (run_uuid));
        CREATE TABLE tags (
            "key" VARCHAR(250) NOT NULL, value VARCHAR(5000), run_uuid VARCHAR(32) NOT NULL,
            CONSTRAINT tag_pk PRIMARY KEY ("key", run_uuid), FOREIGN KEY (run_uuid) REFERENCES runs (run_uuid));
        CREATE TABLE metrics (
            "key" VARCHAR(250) NOT NULL, value FLOAT NOT NULL, timestamp BIGINT NOT NULL, run_uuid VARCHAR(32) NOT NULL,
            step BIGINT DEFAULT '0' NOT NULL, is_nan BOOLEAN DEFAULT '0' NOT NULL,
            CONSTRAINT metric_pk PRIMARY KEY ("key", timestamp, step, run_uuid, value, is_nan),
            FOREIGN KEY (run_uuid) REFERENCES runs (run_uuid));
        CREATE TABLE latest_metrics (
            "key" VARCHAR(250) NOT NULL, value FLOAT NOT NULL, timestamp BIGINT, step BIGINT NOT NULL,
            is_nan BOOLEAN NOT NULL, run_uuid VARCHAR(32) NOT NULL,
            CONSTRAINT latest_metric_pk PRIMARY KEY ("key", run_uuid),
            FOREIGN KEY (run_uuid) REFERENCES runs (run_uuid));
        """
}
