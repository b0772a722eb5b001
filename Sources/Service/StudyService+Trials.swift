// Trials: asked about by conditions, in pages, or one with its epochs.

import Expressions
import JSON
import RPC
import Studies

extension StudyService {
    var trialProcedures: [Procedure] { [query, showTrial] }

    private static let pageLength = 100

    private var query: Procedure {
        Procedure(
            "query", title: "Query the trials",
            """
            The trials of a study for which a condition holds, such as "value > 0.8 and params.dropout < 0.2" or \
            "state == 'failed'", in pages. Fields: number, state, value, epoch, duration, reason, seed, stage, tags, params.NAME, \
            metrics.NAME.
            """,
            fields: [
                .study, Field("where", .string, "The condition; all trials without it."), .stage,
                Field("sort", .string, "A field to order by, least first; by number without it."),
                Field("descending", .bool, "With sort: greatest first."),
                Field("best_first", .bool, "In order of the objective."),
                Field("limit", .integer(1...10_000), "At most so many trials (\(Self.pageLength))."),
                Field("after", .integer(0...Int.max), "Only those behind this trial: \"next\" of the page before."),
                Field("columns", .strings, "These fields alone."),
            ],
            result: ResultSchema(
                [
                    "trials": Schemas.list(of: Schemas.object), "total": Schemas.whole, "next": Schemas.maybeWhole,
                ], required: ["trials", "total", "next"]), effect: .none
        ) { [self] parameters in
            let study = try study(parameters)
            var query = TrialQuery()
            if let condition = parameters.string("where") { query.condition = try Expression(parsing: condition) }
            query.stage = parameters.string("stage")
            query.limit = parameters.integer("limit") ?? Self.pageLength
            query.after = parameters.integer("after")
            query.columns = parameters.strings("columns")
            if parameters.isTrue("descending"), parameters.string("sort") == nil {
                throw RPCError.parameters("\"descending\" goes with \"sort\"")
            }
            switch (parameters.isTrue("best_first"), parameters.string("sort")) {
            case (true, _?): throw RPCError.parameters("\"best_first\" and \"sort\" exclude each other")
            case (true, nil): query.order = .bestFirst
            case (false, let field?): query.order = .field(field, descending: parameters.isTrue("descending"))
            case (false, nil): break
            }
            let page = try study.trials(query)
            return ["trials": page.json(in: study.record), "total": .int(page.total), "next": JSONValue(page.next)]
        }
    }

    private var showTrial: Procedure {
        var properties = Schemas.trialProperties
        properties["epochs"] = Schemas.list(of: Schemas.object)
        properties["reason"] = Schemas.maybeText
        return Procedure(
            "trial.show", title: "One trial",
            "One trial with all that is recorded of it, its epochs and their metrics.",
            fields: [.study, .trial],
            result: ResultSchema(properties, required: ["number", "state", "params", "epochs"]), effect: .none
        ) { [self] parameters in
            let study = try study(parameters)
            let number = parameters.integer("trial") ?? 0
            let trial = try study.trial(number)
            return trial.json(in: study.record, epochs: try study.epochs(of: number)).objectValue ?? [:]
        }
    }
}
