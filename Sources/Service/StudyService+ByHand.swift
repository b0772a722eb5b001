// Trials that a program asks for and tells of, one after another or several at once.

import Definitions
import JSON
import RPC
import Search
import Storage
import Studies

extension StudyService {
    var handProcedures: [Procedure] { [ask, report, tell, enqueue] }

    private var ask: Procedure {
        Procedure(
            "ask", title: "Begin a trial",
            "Begins a trial: the next that waits, or else a new one by the study's sampler. It runs until tell says how it ended.",
            fields: [.study],
            result: ResultSchema(
                ["number": Schemas.whole, "params": Schemas.object, "seed": Schemas.whole, "stage": Schemas.text],
                required: ["number", "params", "seed"]), effect: .adds
        ) { [self] parameters in
            let (_, journal) = try journal(parameters)
            let trial = try journal.ask()
            var object: JSONObject = ["number": .int(trial.attempt.number)]
            let definition = try journal.definition(made: trial.definitionRevision, in: nil)
            object["params"] = definition.json(trial.parameters.resolved)
            object["seed"] = .int(trial.seed)
            return object
        }
    }

    private var report: Procedure {
        Procedure(
            "report", title: "Report an epoch",
            """
            Records an epoch of a running trial. "verdict" is continue or stop, as the study's pruner decides; after stop the \
            trial has ended as pruned, "reason" says why, and nothing more is to be told of it.
            """,
            fields: [
                .study, .trial,
                Field("epoch", .integer(0...EpochReport.largestEpoch), required: true, "Counted from 0 or 1."),
                Field("metrics", .numbers, required: true, "The epoch's metrics by name, the objective among them."),
            ],
            result: ResultSchema(
                [
                    "number": Schemas.whole, "epoch": Schemas.whole,
                    "verdict": ["type": "string", "enum": ["continue", "stop"]], "reason": Schemas.maybeText,
                    "receipt": ["type": "string", "enum": ["recorded", "merged", "repeated"]],
                    "lacking": Schemas.texts,
                ], required: ["number", "epoch", "verdict", "reason", "receipt"]), effect: .adds
        ) { [self] parameters in
            let (study, journal) = try journal(parameters)
            let number = parameters.integer("trial") ?? 0
            let report = EpochReport(
                epoch: parameters.integer("epoch") ?? 0,
                metrics: (parameters.numbers("metrics") ?? []).map { Metric($0.name, $0.value) })
            try journal.checkIsByHand(number)
            let (verdict, receipt) = try journal.told(report, of: number)
            var object: JSONObject = ["number": .int(number), "epoch": .int(report.epoch)]
            object["verdict"] = .string(verdict.rawValue)
            object["reason"] =
                verdict == .continue ? .null : .string(try reason(of: report, number, in: study, journal))
            object["receipt"] = .string(receipt.word)
            if case .recorded(let recorded) = receipt, recorded.score == nil {
                let names = Set(report.metrics.map(\.name))
                object["lacking"] = .array(journal.definition.goals.lacking(among: names).map { .string($0) })
            }
            return object
        }
    }

    private func reason(
        of report: EpochReport, _ number: Int, in study: OpenStudy, _ journal: StudyJournal
    ) throws -> String {
        let trial = try journal.begunTrial(number)
        let definition = try journal.definition(made: trial.definitionRevision, in: trial.stage)
        let metric = study.record.metric
        let value = report[metric].map { " with \(metric) \(JSONValue.double($0).text())" } ?? ""
        return "the pruner (\(definition.pruner.name)) ends trial \(number) at epoch \(report.epoch)\(value)"
    }

    private var tell: Procedure {
        Procedure(
            "tell", title: "End a trial",
            """
            Says how a running trial ended. One of: value (the objective's), metrics (those of a last epoch, for any number of \
            objectives), completed (it counts with the epochs that were reported), failed (why).
            """,
            fields: [
                .study, .trial, Field("value", .number, "The objective's value."),
                Field("metrics", .numbers, "The metrics of a last epoch; the pruner has no say in it."),
                Field(
                    "epoch", .integer(0...EpochReport.largestEpoch),
                    "With metrics: the last epoch's number, by default the next."),
                Field("completed", .bool, "It has ended, and counts with the epochs that were reported."),
                Field("failed", .string, "It has failed, for this reason."),
            ],
            result: ResultSchema(
                [
                    "number": Schemas.whole, "state": ["type": "string", "enum": ["completed", "failed"]],
                    "value": Schemas.maybeFigure, "values": Schemas.object, "violation": Schemas.figure,
                    "reason": Schemas.text, "receipt": ["type": "string", "enum": ["recorded", "repeated"]],
                ], required: ["number", "state", "receipt"]), effect: .adds
        ) { [self] parameters in
            let (study, journal) = try journal(parameters)
            let number = parameters.integer("trial") ?? 0
            let ways = [
                parameters["value"] != nil, parameters["metrics"] != nil, parameters.isTrue("completed"),
                parameters["failed"] != nil,
            ]
            guard ways.count(where: { $0 }) == 1 else {
                throw RPCError.parameters("one of \"value\", \"metrics\", \"completed\" and \"failed\" is expected")
            }
            if parameters["epoch"] != nil, parameters["metrics"] == nil {
                throw RPCError.parameters("\"epoch\" goes with \"metrics\"")
            }
            try journal.checkIsByHand(number)
            let end: ToldEnd
            if let value = parameters.number("value") {
                end = .value(value)
            } else if let metrics = parameters.numbers("metrics") {
                end = .lastEpoch(
                    metrics.map { Metric($0.name, $0.value) }, epoch: parameters.integer("epoch"))
            } else if let why = parameters.string("failed") {
                end = .failure(why)
            } else {
                end = .epochs
            }
            let (outcome, isRepeated) = try journal.tell(end, of: number)
            var answer = Self.json(outcome, of: number, in: study.record)
            answer["receipt"] = isRepeated ? "repeated" : "recorded"
            return answer
        }
    }

    private static func json(_ outcome: Outcome, of number: Int, in study: Study) -> JSONObject {
        var object: JSONObject = ["number": .int(number)]
        switch outcome {
        case .completed(let score):
            object["state"] = "completed"
            if let value = score.value {
                object["value"] = .double(value)
            } else {
                object["values"] = study.objectives.json(score.values)
                object["violation"] = .double(score.violation)
            }
        case .failed(let reason):
            object["state"] = "failed"
            object["reason"] = .string(reason)
        case .pruned, .paused, .stopped: break
        }
        return object
    }

    private var enqueue: Procedure {
        Procedure(
            "enqueue", title: "Put a configuration into the queue",
            "Puts a configuration into a study's queue: the next ask gives it out. Parameters that are not named are drawn at random.",
            fields: [
                .study,
                Field("params", .object, required: true, "The configuration's values, by the parameters' names."),
            ],
            result: Schemas.trial, effect: .adds
        ) { [self] parameters in
            let (study, journal) = try journal(parameters)
            let values = parameters["params"]?.objectValue ?? [:]
            let written = try WrittenConfiguration.read(values: values, place: "params")
            let definition = try journal.presentDefinition()
            let numbers = try journal.enqueue([try definition.given(in: written.values)])
            guard let number = numbers.first else { return [:] }
            return try study.trial(number).json(in: study.record)
        }
    }
}

extension StudyJournal.Receipt {
    fileprivate var word: String {
        switch self {
        case .recorded: "recorded"
        case .merged: "merged"
        case .repeated, .unwanted, .refused: "repeated"
        }
    }
}
