// Studies whose trials are programs: run in the background, and stopped.

import JSON
import RPC
import Studies

extension StudyService {
    var runProcedures: [Procedure] { [run, stop] }

    private var run: Procedure {
        Procedure(
            "study.run", title: "Run a study in the background",
            """
            Starts the study's program for trial after trial in a process of its own, which goes on when this stream has ended. \
            study.status says how it stands, study.stop ends it.
            """,
            fields: [
                .study,
                Field("trials", .integer(0...1_000_000_000), "How many new trials; without it, until it is stopped."),
                Field("jobs", .integer(1...100_000), "How many at once."),
                Field("timeout", .string, "How long at most: 45s, 10m, 2h, 1h30m."),
            ],
            result: ResultSchema(
                [
                    "study": Schemas.text, "pid": Schemas.maybeWhole, "log": Schemas.maybeText,
                    "job": Schemas.maybeText,
                ], required: ["study"]), effect: .adds
        ) { [self] parameters in
            let study = try study(parameters)
            let order = ServicePlace.RunOrder(
                trials: parameters.integer("trials"), jobs: parameters.integer("jobs"),
                timeout: parameters.string("timeout"))
            return try place.run(study.name, order)
        }
    }

    private var stop: Procedure {
        Procedure(
            "study.stop", title: "Stop the runs of a study",
            "Ends the runs of a study on this machine: their trials stop at their next epoch, and the next run goes on with them.",
            fields: [.study],
            result: ResultSchema(
                [
                    "study": Schemas.text, "stopping": Schemas.list(of: Schemas.whole),
                    "elsewhere": Schemas.list(of: Schemas.object),
                ], required: ["study", "stopping"]), effect: .changes
        ) { [self] parameters in try place.stop(try study(parameters).name) }
    }
}
