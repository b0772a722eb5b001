// One client's conversation: lines to answers, without a stream.
//
//     let peer = Peer(procedures, server: description, failure: { … }, note: { … })
//     peer.answer(to: Array(#"{"jsonrpc": "2.0", "id": 1, "method": "ping"}"#.utf8))     // {"jsonrpc":"2.0","id":1,"result":{}}

import JSON
import Words

/// Answers the messages of one client: JSON-RPC 2.0, and the Model Context Protocol once it has begun.
public final class Peer {
    /// Nothing that is asked for is nested deeper.
    public static let depth = 64
    /// Longer lines are refused, in bytes.
    public static let longestLine = 16 << 20
    /// Longer lists of requests are refused.
    public static let longestBatch = 10_000

    private let procedures: [Procedure]
    private let byName: [String: Procedure]
    private var dialect: ModelContext
    private let failure: (any Error) -> RPCError
    private let note: (String) -> Void

    /// - Parameters:
    ///   - failure: what an error of a procedure is to a client.
    ///   - note: takes what a client is not told: failures of what it wants no answer to.
    public init(
        _ procedures: [Procedure], server: ServerDescription, failure: @escaping (any Error) -> RPCError,
        note: @escaping (String) -> Void
    ) {
        self.procedures = procedures
        byName = Dictionary(procedures.map { ($0.name, $0) }) { first, _ in first }
        dialect = ModelContext(server)
        self.failure = { error in error as? RPCError ?? failure(error) }
        self.note = note
    }

    /// The answer to one line, with its line feed; nil where there is none.
    ///
    /// - Parameter goesOn: whether a request is still to be done, asked before each; it is told whether that wants an answer.
    public func answer(to line: [UInt8], while goesOn: (_ wantsAnswer: Bool) -> Bool = { _ in true }) -> [UInt8]? {
        reply(to: line, goesOn).map { Array(($0.text() + "\n").utf8) }
    }

    /// The answer to a line that was too long to be kept.
    public func answerToOverlongLine() -> [UInt8] {
        let error = RPCError.request("the line is longer than \(Self.longestLine) bytes; nothing of it was done")
        return Array((Self.answer(error, to: .null).text() + "\n").utf8)
    }

    private func reply(to line: [UInt8], _ goesOn: (Bool) -> Bool) -> JSONValue? {
        let (value, repeated): (JSONValue, String?)
        do throws(RPCError) { (value, repeated) = try Self.parsed(line) } catch { return Self.answer(error, to: .null) }
        if let repeated {
            // Which of the two was meant nobody can tell.
            let key = JSONValue.string(String(repeated.prefix(60))).text()
            return Self.answer(
                .parameters("the key \(key) is there twice; nothing was done"), to: Message.id(of: value))
        }
        guard case .array(let batch) = value else { return reply(to: value, goesOn) }
        if batch.isEmpty { return Self.answer(.request("the list of requests is empty"), to: .null) }
        if batch.count > Self.longestBatch {
            let why = "a list of \(batch.count) requests; \(Self.longestBatch) go at once, and nothing was done"
            return Self.answer(.request(why), to: .null)
        }
        let replies = batch.compactMap { reply(to: $0, inBatch: true, goesOn) }
        return replies.isEmpty ? nil : .array(replies)
    }

    private static func parsed(_ line: [UInt8]) throws(RPCError) -> (value: JSONValue, repeatedKey: String?) {
        guard String(validating: line, as: UTF8.self) != nil else { throw .parse("this is no UTF-8") }
        do throws(JSONError) {
            // Python writes NaN and Infinity, which JSON lacks.
            return try JSONValue.read(
                line, syntax: .lenient, limits: JSONLimits(depth: depth, bytes: longestLine))
        } catch {
            throw .parse("column \(error.column): \(error.message)")
        }
    }

    private func reply(to value: JSONValue, inBatch: Bool = false, _ goesOn: (Bool) -> Bool) -> JSONValue? {
        let message: Message
        do throws(RPCError) {
            guard let read = try Message.read(value) else {
                note("an answer came to what was never asked")
                return nil
            }
            message = read
        } catch {
            return Self.answer(error, to: Message.id(of: value))
        }
        do throws(RPCError) {
            guard goesOn(message.id != nil) else { throw .ending }
            if inBatch, message.method == "initialize" { throw .request("initialize comes by itself, in no list") }
            let result = try result(of: message)
            return message.id.map { ["jsonrpc": "2.0", "id": $0, "result": result] }
        } catch {
            if let id = message.id { return Self.answer(error, to: id) }
            note("\(message.method), which wants no answer, has failed: \(error.message)")
            return nil
        }
    }

    private func result(of message: Message) throws(RPCError) -> JSONValue {
        if let procedure = byName[message.method] {
            do { return .object(try procedure.call(message.params)) } catch { throw failure(error) }
        }
        if dialect.owns(message.method, isNotification: message.id == nil) {
            return try dialect.answer(message.method, message.params, among: procedures, failure: failure)
        }
        let name = JSONValue.string(String(message.method.prefix(60))).text()
        let near = nearestName(to: message.method, among: byName.keys).map { "did you mean \"\($0)\"?" }
        let known = procedures.map(\.name).joined(separator: ", ")
        throw .method("there is no \(name); \(near ?? "there are \(known)")")
    }

    private static func answer(_ error: RPCError, to id: JSONValue) -> JSONValue {
        ["jsonrpc": "2.0", "id": id, "error": error.json]
    }
}
