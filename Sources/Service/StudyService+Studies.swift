// Studies: made, listed, looked at, and what to search next.

import Definitions
import JSON
import RPC
import Storage
import Studies
import Words

extension StudyService {
    var studyProcedures: [Procedure] { [createStudy, listStudies, showStudy, best, suggest] }

    private var createStudy: Procedure {
        Procedure(
            "study.create", title: "Create a study",
            """
            Makes a study from its definition: {"name", "objective": {"minimize": "loss"}, "space": {"lr": {"float": \
            [1e-4, 1], "log": true}, "layers": {"int": [1, 6]}, "kind": {"choice": ["a", "b"]}}, "sampler": {"tpe": {}}, \
            "pruner": {"median": {}}, "seed": 1}. Without "train" its trials are asked for and told; with \
            "train": {"command": ["python3", "train.py", "--lr", "{lr}"]} it can be run too.
            """,
            fields: [
                Field("definition", .stringOrObject, "The definition, as an object or as its text in JSON5."),
                Field("file", .string, "A definition's file, or the name of one in studies/, in place of it."),
                Field("name", .string, "Another name than the definition's."),
                Field(
                    "load_if_exists", .bool,
                    "Take the study of that name where it was made of the same definition, instead of refusing."),
            ],
            result: ResultSchema(
                [
                    "name": Schemas.text, "created": Schemas.truth, "objective": Schemas.objective,
                    "sampler": Schemas.text, "pruner": Schemas.text, "parameters": Schemas.texts,
                    "warnings": Schemas.texts, "directory": Schemas.text, "epochs": Schemas.maybeWhole,
                ], required: ["name", "created", "objective", "parameters", "warnings"]),
            effect: .adds
        ) { [self] parameters in
            let definition = try definition(parameters)
            let name = parameters.string("name") ?? definition.name
            guard let store = try openStore(creating: true) else { return [:] }
            let study: OpenStudy
            var isCreated = true
            do {
                study = try store.create(definition, name: name, directory: place.directory)
            } catch StudyError.storage(.studyExists) where parameters.isTrue("load_if_exists") {
                study = try store.study(named: name)
                isCreated = false
                let differences = try study.differences(to: definition)
                guard differences.isEmpty else {
                    throw RPCError(
                        code: 3,
                        "the study \"\(name)\" was made of another definition; give the new one another name. "
                            + differences.prefix(5).joined(separator: "; "),
                        data: [
                            "kind": "study_exists", "study": .string(name),
                            "differences": .array(differences.map { .string($0) }),
                        ])
                }
            }
            var object = definition.json(of: study.record).objectValue ?? [:]
            object["created"] = .bool(isCreated)
            return object
        }
    }

    private func definition(_ parameters: CallParameters) throws -> StudyDefinition {
        switch (parameters["definition"], parameters.string("file")) {
        case (let given?, nil):
            var name = parameters.string("name") ?? "definition"
            if problem(withName: name) != nil { name = "definition" }
            return try place.parse(Self.text(of: given), "\(name).json5")
        case (nil, let file?):
            let found = try place.text(file)
            return try place.parse(found.text, found.file)
        default: throw RPCError.parameters("one of \"definition\" and \"file\" is expected")
        }
    }

    /// Of a definition that says nothing of a program trials are asked for.
    private static func text(of definition: JSONValue) -> String {
        if var object = definition.objectValue {
            if object["train"] == nil { object["train"] = ["ask": true] }
            return JSONValue.object(object).text(pretty: true) + "\n"
        }
        let text = definition.stringValue ?? ""
        guard let node = try? JSONNode(parsing: text), node.members != nil, node["train"] == nil else { return text }
        guard var editor = try? JSONEditor(text), (try? editor.set(["train"], to: ["ask": true])) != nil else {
            return text
        }
        return editor.text
    }

    private var listStudies: Procedure {
        Procedure(
            "study.list", title: "List the studies",
            "All studies of the database: how many trials each has, and its best.",
            fields: [], result: ResultSchema(["studies": Schemas.list(of: Schemas.object)], required: ["studies"]),
            effect: .none
        ) { [self] _ in
            let summaries = try openStore()?.summaries() ?? []
            return ["studies": .array(summaries.map { .object($0.json) })]
        }
    }

    private var showStudy: Procedure {
        var properties = Schemas.counts
        properties["study"] = Schemas.text
        properties["trials"] = Schemas.whole
        properties["objective"] = Schemas.objective
        properties["best"] = Schemas.maybeObject
        properties["running"] = Schemas.list(of: Schemas.object)
        properties["repetitions"] = Schemas.whole
        return Procedure(
            "study.status", title: "How a study stands",
            "What of a study runs, since when and at which epoch; how many trials are in each state; the best so far.",
            fields: [.study],
            result: ResultSchema(properties, required: ["study", "trials", "running", "waiting", "completed", "best"]),
            effect: .none
        ) { [self] parameters in
            let study = try study(parameters)
            let summary = try study.summary()
            var object = try study.status().json
            object["trials"] = .int(summary.trials)
            object["objective"] = study.record.objectivesJSON
            object["best"] = summary.json["best"]
            return object
        }
    }

    private var best: Procedure {
        Procedure(
            "best", title: "The best trial",
            """
            The best completed trial of a study with its parameters; of several objectives "trials", those that no other one \
            surpasses in every objective.
            """,
            fields: [.study, .stage], result: ResultSchema(Schemas.bestProperties), effect: .none
        ) { [self] parameters in
            let study = try study(parameters)
            let best = try study.completedBest(stage: parameters.string("stage")).json(in: study.record)
            return best.objectValue ?? ["trials": best]
        }
    }

    private var suggest: Procedure {
        Procedure(
            "study.suggest", title: "What to search next",
            """
            What a study's trials say of its search (ranges that end too soon, parameters that do not matter, failures that \
            share a value, …), and the definition of the study that follows, as text for study.create. Writes nothing.
            """,
            fields: [.study],
            result: ResultSchema(
                [
                    "study": Schemas.text, "findings": Schemas.list(of: Schemas.object),
                    "gaps": Schemas.list(of: Schemas.object), "best": Schemas.maybeObject, "next": Schemas.maybeObject,
                    "reason": Schemas.maybeText,
                ], required: ["study", "findings", "next"]), effect: .none
        ) { [self] parameters in
            let study = try study(parameters)
            if try study.definition().isTracked { throw StudyError.onlyTracks(study: study.name) }
            let advice = try study.advice()
            var object = advice.json.objectValue ?? [:]
            let name = NextDefinition.name(after: study.name)
            let parse = place.parse
            do {
                let next = try study.nextDefinition(named: name, after: advice) { text throws(DefinitionErrors) in
                    try parse(text, "\(name).json5")
                }
                var json = next.json.objectValue ?? [:]
                json["definition"] = .string(next.text)
                object["next"] = .object(json)
            } catch {
                object["next"] = .null
                object["reason"] = .string(place.explain(error))
            }
            return object
        }
    }
}
