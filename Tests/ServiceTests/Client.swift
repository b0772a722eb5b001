import Definitions
import Foundation
import JSON
import RPC
import Service
import Storage
import Studies
import TestSupport
import Testing

/// A service on a database of its own, asked without a stream.
final class Client {
    let folder: TemporaryFolder
    private(set) var orders: [ServicePlace.RunOrder] = []
    private var count = 0

    init() throws { folder = try TemporaryFolder() }

    private var database: String { "\(folder.path)/hpo.sqlite" }

    private lazy var peer = makePeer()

    private func makePeer(study: String? = nil) -> Peer {
        let (path, directory) = (database, folder.path)
        let place = ServicePlace(
            directory: directory, study: study,
            open: { creating in
                do { return try StudyStore(opening: path, creating: creating) } catch {
                    if creating { throw error }
                    return nil
                }
            },
            text: { named in (#"{ name: "\#(named)" }"#, "\(named).json5") },
            parse: { text, file throws(DefinitionErrors) in
                try StudyDefinition.parse(text, file: file, workloads: [])
            },
            run: { [unowned self] study, order in
                orders.append(order)
                return ["study": .string(study), "pid": 1, "log": "run.log"]
            },
            stop: { study in ["study": .string(study), "stopping": [], "elsewhere": []] },
            explain: { "\($0)" })
        let service = StudyService(place)
        return Peer(
            service.procedures,
            server: ServerDescription(name: "hpo", title: "hpo", version: "1", instructions: ""),
            failure: service.failure, note: { _ in })
    }

    /// The study that is meant from now on where none is named; all that was kept between calls goes.
    func begin(study: String) { peer = makePeer(study: study) }

    /// The answer to a request.
    func answer(_ method: String, _ params: JSONValue = .object([:])) throws -> JSONValue {
        count += 1
        let request: JSONValue = ["jsonrpc": "2.0", "id": .int(count), "method": .string(method), "params": params]
        let answer = try #require(peer.answer(to: Array(request.text().utf8)))
        let value = try JSONValue(parsing: Array(answer))
        #expect(value["id"] == .int(count))
        return value
    }

    /// The result of a call that must succeed.
    @discardableResult
    func call(_ method: String, _ params: JSONValue = .object([:])) throws -> JSONValue {
        let answer = try answer(method, params)
        return try #require(answer["result"], "\(method): \(answer.text())")
    }

    /// Makes the study `s`.
    func create(_ more: JSONObject = [:]) throws {
        var definition: JSONObject = [
            "name": "s", "objective": ["minimize": "loss"],
            "space": ["x": ["float": [-3, 3]], "kind": ["choice": ["a", "b"]]], "sampler": ["random": [:] as JSONValue],
            "pruner": ["median": ["startup_trials": 1, "warmup_epochs": 0]], "seed": 5,
        ]
        for (key, value) in more { definition[key] = value }
        try call("study.create", ["definition": .object(definition)])
    }

    /// The database's file goes, with what lies beside it.
    func removeDatabase() throws {
        for ending in ["", "-wal", "-shm"] { try FileManager.default.removeItem(atPath: database + ending) }
    }

    func store() throws -> StudyStore { try StudyStore(opening: database, creating: false) }
}
