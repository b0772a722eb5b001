import Definitions
import Foundation
import SQLite
import Studies
import System

/// A large study to look at, whose rows SQLite makes itself: 100,000 trials of 50 epochs take a minute.
struct LookStudy {
    static let name = "look"

    let folder: String
    let trials: Int
    let epochs: Int
    var database: String { "\(folder)/db/hpo.sqlite" }

    /// Makes the study in `folder`.
    init(in folder: String, trials: Int, epochs: Int) throws {
        (self.folder, self.trials, self.epochs) = (folder, trials, epochs)
        try Files.makeFolders("\(folder)/db")
        let ranges = (0..<Self.parameters).map { "x\($0): { float: [-3, 3] }" }.joined(separator: ", ")
        let text = """
            {
              name: "\(Self.name)", objective: { minimize: "loss" }, train: { command: ["train"], epochs: \(epochs) },
              space: { \(ranges) }, sampler: { tpe: {} }, seed: 1,
            }
            """
        _ = try StudyStore(opening: database).create(
            try StudyDefinition.parse(text, file: "\(Self.name).json5"), directory: folder)
        var connection = try Connection(opening: database, access: .readWrite)
        // Nothing of it is worth keeping when it is cut short, and rows that follow from each other need no checks.
        for setting in ["synchronous = OFF", "foreign_keys = OFF", "cache_size = -400000", "journal_mode = MEMORY"] {
            try connection.script("PRAGMA \(setting)", for: "make a study")
        }
        for sql in statements { try connection.script(sql, for: "make a study") }
    }

    /// A number for each parameter, whose multiples are spread over 2^32.
    private static let steps = [2_654_435_761, 2_246_822_519, 3_266_489_917, 668_265_263, 374_761_393, 2_147_483_659]
    private static let parameters = steps.count

    /// Every trial takes the changes of the history from `start` on: its start, its epochs, its end.
    private var statements: [String] {
        let distances = (0..<Self.parameters).map { "(x\($0) - 0.3 * \($0)) * (x\($0) - 0.3 * \($0))" }
        let columns = Self.steps.enumerated().map { "(n + 1) * \($1) % 4294967296 / 4294967296.0 * 6 - 3 AS x\($0)" }
        return [
            """
            CREATE TEMP TABLE drawn AS
            WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < \(trials)),
                ends AS (
                    SELECT n, iif(n % 50 = 7, 'failed', iif(n % 3 = 1, 'pruned', 'completed')) AS state,
                           iif(n % 3 = 1 AND n % 50 <> 7, \(epochs) / 4 + n % (\(epochs) / 2), \(epochs)) AS last
                    FROM numbers)
            SELECT n, state, last, sum(last + 2) OVER (ORDER BY n) - last - 1 AS start, \(columns.joined(separator: ", "))
            FROM ends
            """,
            "CREATE UNIQUE INDEX temp.drawn_by_number ON drawn (n)",
            """
            INSERT INTO trials (study, number, state, attempt, definition, seed, origin, sampler, saw_revision)
            SELECT 1, n, state, 1, 1, n, 'sampler', 'tpe', start - 1 FROM drawn
            """,
            """
            INSERT INTO attempts (study, trial, attempt, started_revision, started_at)
            SELECT 1, n, 1, start, 1.8e9 + n FROM drawn
            """,
        ]
            + (0..<Self.parameters).map {
                """
                INSERT INTO parameters (study, trial, name, kind, type, value)
                SELECT 1, n, 'x\($0)', 'sampled', 'float', x\($0) FROM drawn
                """
            } + [
                """
                INSERT INTO epochs (study, trial, epoch, attempt, revision, reported_at, objective, verdict, verdict_revision)
                WITH RECURSIVE numbers (e) AS (SELECT 1 UNION ALL SELECT e + 1 FROM numbers WHERE e < \(epochs))
                SELECT 1, n, e, 1, start + e, 1.8e9 + n + e * 0.01,
                       \(distances.joined(separator: " + ")) + 3.0 / e + (n * 31 + e * 17) % 97 / 2000.0,
                       iif(state = 'pruned' AND e = last, 'stop', 'continue'), start + e
                FROM drawn CROSS JOIN numbers WHERE e <= last
                """,
                """
                INSERT INTO metrics SELECT study, trial, epoch, name, share * objective
                FROM epochs CROSS JOIN (SELECT 'loss' AS name, 1.0 AS share UNION ALL SELECT 'train_loss', 0.8)
                """,
                """
                UPDATE trials SET (value, best_epoch) = (SELECT objective, epoch FROM epochs
                    WHERE epochs.study = 1 AND epochs.trial = number ORDER BY objective LIMIT 1)
                """,
                """
                UPDATE attempts SET ended_revision = start + last + 1, ended_at = 1.8e9 + trial + 1,
                    outcome = drawn.state,
                    pruned_epoch = iif(drawn.state = 'pruned', last, NULL),
                    reason = iif(drawn.state = 'failed', 'exit status 1', NULL),
                    value = iif(drawn.state = 'completed', trials.value, NULL)
                FROM drawn JOIN trials ON trials.study = 1 AND number = n WHERE attempts.study = 1 AND trial = n
                """,
                "UPDATE studies SET revision = (SELECT max(start + last + 1) FROM drawn)", "DROP TABLE drawn",
            ]
    }
}
