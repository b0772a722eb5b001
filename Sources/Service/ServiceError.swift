// What a client is told of an error: a code and a kind for programs, a sentence for people, and the error's own data.

import Definitions
import Expressions
import JSON
public import RPC
import SQLite
import Search
import Storage
import Studies
import System

extension StudyService {
    /// What an error of a procedure is to a client.
    public func failure(_ error: any Error) -> RPCError {
        let kind = Kind(error)
        var data = kind.data
        data["kind"] = .string(kind.name)
        return RPCError(code: kind.code, place.explain(error), data: .object(data))
    }
}

/// What sort of error it is.
private struct Kind {
    var code = 1
    var name = "failed"
    var data: JSONObject = [:]

    init(_ code: Int, _ name: String, _ data: JSONObject = [:]) {
        (self.code, self.name, self.data) = (code, name, data)
    }

    init(_ error: any Error) {
        switch error {
        case let error as StudyError: self = Kind.of(error)
        case let error as StorageError: self = Kind.of(error)
        case let error as DefinitionErrors: self = Kind.of(error)
        case is WrittenConfigurationError, is ConfigurationProblems: self = Kind(13, "bad_configuration")
        case let error as ExpressionError:
            self = Kind(8, "bad_condition", ["column": .int(error.column)])
        default: self = Kind(1, "failed")
        }
    }

    private static func of(_ error: StudyError) -> Kind {
        switch error {
        case .storage(let error): of(error)
        case .definition(let errors): of(errors)
        case .noTrial(let number, let study):
            Kind(4, "unknown_trial", ["trial": .int(number), "study": .string(study)])
        case .allTried(let count): Kind(6, "nothing_left", ["count": .int(count)])
        case .stagesDone: Kind(6, "nothing_left")
        case .stageIsFull(let stage, let open):
            Kind(6, "nothing_left", ["stage": .string(stage), "open": .int(open)])
        case .search, .stageIsEmpty, .stageSpace, .nothingToStartFrom: Kind(6, "nothing_left")
        case .nothingCompleted(let study, _, let trials):
            Kind(7, "no_result", ["study": .string(study), "trials": .int(trials)])
        case .nothingFeasible(let study, let nearest, let violation):
            Kind(
                7, "no_result",
                ["study": .string(study), "nearest": .int(nearest), "violation": .double(violation)])
        case .nothingCounts(let study): Kind(7, "no_result", ["study": .string(study)])
        case .condition(let condition, let error):
            Kind(8, "bad_condition", ["condition": .string(condition), "column": .int(error.column)])
        case .noCondition(let condition): Kind(8, "bad_condition", ["condition": .string(condition)])
        case .noField(let name, let known):
            Kind(8, "bad_condition", ["field": .string(name), "known": .array(known.map { .string($0) })])
        case .noPage(let after): Kind(8, "bad_condition", ["after": .int(after)])
        case .noStage(let stage, let study, let known):
            Kind(
                8, "bad_condition",
                [
                    "stage": .string(stage), "study": .string(study), "known": .array(known.map { .string($0) }),
                ])
        case .runByProcess(let trial, _, let owner):
            Kind(
                5, "not_running",
                ["trial": .int(trial), "pid": .int(owner.process.pid), "host": .string(owner.host)])
        case .unusableReport: Kind(9, "unusable_report")
        case .noObjective(let trial, let metric):
            Kind(9, "unusable_report", ["trial": .int(trial), "metric": .string(metric)])
        case .valueAlone(let trial): Kind(9, "unusable_report", ["trial": .int(trial)])
        case .usedElsewhere(let run): Kind(10, "database", ["host": .string(run.owner.host)])
        default: Kind(1, "failed")
        }
    }

    private static func of(_ error: StorageError) -> Kind {
        switch error {
        case .unknownStudy(let name, let known):
            Kind(2, "unknown_study", ["study": .string(name), "known": .array(known.map { .string($0) })])
        case .unusableName(let name, _): Kind(14, "unusable_name", ["name": .string(name)])
        case .studyGone: Kind(2, "unknown_study")
        case .studyExists(let name): Kind(3, "study_exists", ["study": .string(name)])
        case .unknownTrial(let number), .deletedTrial(let number): Kind(4, "unknown_trial", ["trial": .int(number)])
        case .notRunning(let number, let state):
            Kind(5, "not_running", ["trial": .int(number), "state": .string(state)])
        case .superseded(let number, _, _): Kind(5, "not_running", ["trial": .int(number)])
        case .unusableEpoch(let epoch): Kind(9, "unusable_report", ["epoch": .int(epoch)])
        case .database(.busy): Kind(10, "database", ["busy": true])
        case .database(.question): Kind(8, "bad_condition")
        case .database, .moved: Kind(10, "database")
        default: Kind(1, "failed")
        }
    }

    private static func of(_ errors: DefinitionErrors) -> Kind {
        Kind(
            11, "bad_definition",
            ["mistakes": .array(errors.problems.map { .string("\($0)") }), "unlisted": .int(errors.unlisted)])
    }
}
