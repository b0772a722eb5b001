import Search
import Testing

@testable import Interchange

@Suite("Optuna's journal")
struct OptunaJournalTests {
    private static let distribution =
        #""{\"name\": \"FloatDistribution\", \"attributes\": {\"step\": null, \"low\": 0.0, \"high\": 1.0, \"log\": false}}""#
    private static let begin = [
        #"{"op_code":0,"worker_id":"w","study_name":"first","directions":[1]}"#,
        #"{"op_code":0,"worker_id":"w","study_name":"second","directions":[2]}"#,
        #"{"op_code":4,"worker_id":"w","study_id":1,"datetime_start":"2026-11-29T01:19:23.273167+00:00"}"#,
        #"{"op_code":5,"worker_id":"w","trial_id":0,"param_name":"x","param_value_internal":0.75,"distribution":\#(distribution)}"#,
        #"{"op_code":7,"worker_id":"w","trial_id":0,"step":4,"intermediate_value":0.5}"#,
        #"{"op_code":7,"worker_id":"w","trial_id":0,"step":3,"intermediate_value":NaN}"#,
    ]

    private func replay(_ lines: [String]) -> JournalReplay {
        var replay = JournalReplay()
        for line in lines { replay.read(Array(line.utf8)[...]) }
        return replay
    }

    @Test("studies and trials are numbered in the order in which they were made")
    func numbers() throws {
        let replay = replay(
            Self.begin + [
                #"{"op_code":6,"worker_id":"w","trial_id":0,"state":1,"values":[Infinity],"datetime_complete":"2026-11-29T01:19:24+00:00"}"#
            ])
        #expect(replay.studies.map { $0?.name } == ["first", "second"])
        let study = try #require(replay.studies[1])
        #expect(replay.studies[0]?.trials.isEmpty == true)
        #expect(study.directions == [.maximize])
        let trial = try #require(study.trials.first)
        #expect(trial.state == .complete)
        #expect(trial.values == [.infinity])
        #expect(trial.parameters.map(\.stored) == [0.75])
        #expect(trial.intermediate.map(\.step) == [3, 4])
        #expect(trial.intermediate[0].value.isNaN)
        #expect(trial.startedAt == 1_795_915_163.273167)
        #expect(replay.torn == 0)
    }

    @Test("a value is told that cannot be read, and why", arguments: [true, false])
    func unread(isKnown: Bool) {
        let distribution = isKnown ? Self.distribution : #""{\"name\": \"Beta\"}""#
        let line =
            #"{"op_code":5,"worker_id":"w","trial_id":0,"param_name":"y","param_value_internal":7,"distribution":\#(distribution)}"#
        let replay = replay(Self.begin + [line])
        #expect(replay.studies[1]?.trials.first?.parameters.map(\.name) == ["x"])
        #expect(replay.unknown == 0)
        #expect(
            replay.parameters.notes == [
                isKnown
                    ? "1 parameters' values outside of their distributions"
                    : #"1 values of the parameter y, whose distribution is not known here ({"name": "Beta"}),"#
            ])
    }

    @Test("what is told of a trial that has ended changes nothing")
    func ended() {
        let end = #"{"op_code":6,"worker_id":"w","trial_id":0,"state":2,"values":null,"datetime_complete":null}"#
        let late = #"{"op_code":7,"worker_id":"w","trial_id":0,"step":9,"intermediate_value":1.0}"#
        let trial = replay(Self.begin + [end, late]).studies[1]?.trials.first
        #expect(trial?.state == .pruned)
        #expect(trial?.intermediate.map(\.step) == [3, 4])
    }

    @Test(
        "a torn line is counted, and what was written behind it is read",
        arguments: [
            (#"{"op_code":9,"worker_"#, 1, 2),
            (
                #"{"op_code":9,"worker_"#
                    + #"{"op_code":7,"worker_id":"w","trial_id":0,"step":5,"intermediate_value":1.0}"#, 1, 3
            ),
            ("", 0, 2), ("not JSON at all", 1, 2), ("[1, 2]", 1, 2),
        ])
    func torn(line: String, torn: Int, steps: Int) {
        let replay = replay(Self.begin + [line])
        #expect(replay.torn == torn)
        #expect(replay.studies[1]?.trials.first?.intermediate.count == steps)
    }

    @Test(
        "operations on what is not there change nothing",
        arguments: [
            #"{"op_code":4,"study_id":7}"#, #"{"op_code":7,"trial_id":-1,"step":0,"intermediate_value":1}"#,
            #"{"op_code":99}"#,
            #"{"op_code":5,"trial_id":0,"param_name":"y","param_value_internal":7,"distribution":"{}"}"#,
            #"{"op_code":1,"study_id":0}"#,
        ])
    func strange(line: String) {
        let study = replay(Self.begin + [line]).studies[1]
        #expect(study?.trials.count == 1)
        #expect(study?.trials.first?.parameters.count == 1)
    }
}
