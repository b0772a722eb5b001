import JSON
import SQLite
import Search
import TestSupport
import Testing

@testable import Interchange

@Suite("Optuna's files")
struct OptunaFileTests {
    private var example: OptunaStudy {
        var study = OptunaStudy(name: "two words", directions: [.minimize])
        study.userAttributes["who"] = ["a", nil]
        study.systemAttributes["study:metric_names"] = ["loss"]
        var trial = OptunaTrial(number: 0, state: .complete)
        trial.values = [-.infinity]
        trial.parameters = [
            .init(name: "x", stored: 0.1, distribution: .float(low: 0, high: 1, step: nil, log: false)),
            .init(name: "k", stored: 1, distribution: .categorical([nil, "b"])),
        ]
        trial.intermediate = [(0, 0.5), (1, .nan), (5, .infinity)]
        trial.userAttributes["note"] = "fine"
        trial.systemAttributes["constraints"] = [0.5, .double(.infinity)]
        (trial.startedAt, trial.endedAt) = (1_795_915_163.273167, 1_795_915_203.5)
        study.trials = [trial, OptunaTrial(number: 1, state: .waiting), OptunaTrial(number: 2, state: .failed)]
        return study
    }

    @Test("what is written is read again, to the microsecond and with NaN and infinities")
    func writtenAndRead() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/optuna.db"
        try OptunaFile.write(example, to: path, replacing: false)
        let study = try OptunaFile.study(named: nil, in: path)
        #expect(study.name == "two words")
        #expect(study.directions == [.minimize])
        #expect(JSONValue.object(study.userAttributes) == .object(example.userAttributes))
        #expect(study.trials.map(\.state) == [.complete, .waiting, .failed])
        let (read, written) = (study.trials[0], example.trials[0])
        #expect(read.values == written.values)
        #expect(read.parameters.map(\.distribution) == written.parameters.map(\.distribution))
        #expect(read.parameters.map(\.stored) == [0.1, 1])
        #expect(read.intermediate.map(\.step) == [0, 1, 5])
        #expect(read.intermediate.map { "\($0.value)" } == ["0.5", "nan", "inf"])
        #expect(JSONValue.object(read.systemAttributes) == .object(written.systemAttributes))
        #expect(read.startedAt == written.startedAt)
        #expect(read.endedAt == written.endedAt)
        #expect(study.unread.isEmpty)
    }

    @Test("a file that is there is replaced only when that is asked for")
    func replaced() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/optuna.db"
        try OptunaFile.write(example, to: path, replacing: false)
        #expect(throws: OptunaError.place(.exists(path: path))) {
            try OptunaFile.write(OptunaStudy(name: "b", directions: [.maximize]), to: path, replacing: false)
        }
        #expect(try OptunaFile.study(named: nil, in: path).name == "two words")
        try OptunaFile.write(OptunaStudy(name: "b", directions: [.maximize]), to: path, replacing: true)
        #expect(try OptunaFile.study(named: nil, in: path).name == "b")
    }

    @Test(
        "a database that is not as Optuna's is refused",
        arguments: [
            "UPDATE version_info SET schema_version = 11",
            "DROP TABLE trial_values",
            "DROP TABLE trial_values; CREATE VIEW trial_values AS SELECT 1 AS trial_id",
            "DROP TABLE version_info",
            "UPDATE trials SET number = 'x'",
            "DELETE FROM study_directions",
        ])
    func refused(statement: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/optuna.db"
        try OptunaFile.write(example, to: path, replacing: false)
        var connection = try Connection(opening: path)
        try connection.script(statement, for: "spoil it")
        #expect(throws: OptunaError.self) { try OptunaFile.study(named: nil, in: path) }
    }

    @Test("rows that say nothing of a known kind are left out and counted")
    func leftOut() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/optuna.db"
        try OptunaFile.write(example, to: path, replacing: false)
        var connection = try Connection(opening: path)
        try connection.script(
            """
            UPDATE trial_params SET param_value = 7 WHERE param_name = 'k';
            UPDATE trial_intermediate_values SET intermediate_value_type = 'HUGE' WHERE step = 5;
            """, for: "spoil it")
        let study = try OptunaFile.study(named: nil, in: path)
        #expect(study.trials[0].parameters.map(\.name) == ["x"])
        #expect(study.trials[0].intermediate.map(\.step) == [0, 1])
        #expect(
            study.unread == [
                "1 intermediate values that are no numbers", "1 parameters' values outside of their distributions",
            ])
    }

    @Test("a distribution that is none that is known is what is said of its values")
    func unknownDistribution() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/optuna.db"
        try OptunaFile.write(example, to: path, replacing: false)
        var connection = try Connection(opening: path)
        try connection.script(
            "UPDATE trial_params SET distribution_json = '{\"name\": \"Beta\"}' WHERE param_name = 'k'", for: "spoil it"
        )
        let study = try OptunaFile.study(named: nil, in: path)
        #expect(study.trials[0].parameters.map(\.name) == ["x"])
        #expect(
            study.unread == [
                #"1 values of the parameter k, whose distribution is not known here ({"name": "Beta"}),"#
            ])
    }

    @Test("a study is chosen by its name, and the names are told where there are others")
    func chosen() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/optuna.db"
        try OptunaFile.write(example, to: path, replacing: false)
        #expect(throws: OptunaError.unknownStudy("x", path: path, known: ["two words"])) {
            try OptunaFile.study(named: "x", in: path)
        }
    }
}
