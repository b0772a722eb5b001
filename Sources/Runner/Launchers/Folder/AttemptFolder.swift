// The folder through which an attempt in another place is run: what it is to do, what it says, what it is told.
//
//     job.json        what to run; written before the job is submitted
//     started.json    by whom and where it runs
//     output          what it prints, in frames (`OutputFrames`)
//     said            a line for each verdict and order: continue, stop, pause, terminate, kill
//     end.json        how it ended; written beside and renamed, last of all
//
// Both sides may be many machines apart, and others may be able to write there: what is read is held to the attempt's token
// and to limits, and counts for nothing where it is not whole.

import JSON
import System

/// The files of one attempt.
struct AttemptFolder: Sendable, Hashable {
    let path: String

    var order: String { "\(path)/job.json" }
    var script: String { "\(path)/job.sh" }
    var submission: String { "\(path)/submitted.json" }
    var start: String { "\(path)/started.json" }
    var output: String { "\(path)/output" }
    var said: String { "\(path)/said" }
    var end: String { "\(path)/end.json" }
    /// What the scheduler has to say, and what the shell says where the program cannot even begin.
    var schedulerLog: String { "\(path)/scheduler.txt" }

    /// A small file of JSON that bears the attempt's token; nil while it is not there whole, or is another's.
    func read(_ file: String, token: String) -> JSONValue? {
        guard let bytes = try? Files.contents(file, limit: 1 << 20),
            let value = try? JSONValue(parsing: String(decoding: bytes, as: UTF8.self), syntax: .json),
            value["token"]?.stringValue == token
        else { return nil }
        return value
    }

    /// Says something to the job, each on a line.
    func say(_ words: [String]) throws(SystemError) {
        let file = try Descriptor(writing: said, appending: true)
        _ = try file.send(ArraySlice(words.map { "\($0)\n" }.joined().utf8))
    }

    /// How many answers the job was given by now, orders aside.
    var answers: Int {
        guard let bytes = try? Files.contents(said, limit: 1 << 26) else { return 0 }
        return bytes.split(separator: UInt8(ascii: "\n")).count { !JobOrder.orders.contains(Array($0)) }
    }
}

/// What an attempt's job is to run.
struct JobOrder: Sendable, Hashable {
    /// What its files are known by.
    let token: String
    /// The program and its arguments.
    let command: [String]
    /// Where it runs.
    let workingDirectory: String
    /// What its environment has beside that of the place where it runs.
    let environment: [String: String]
    /// The file that keeps what it prints.
    let log: String
    /// Whether it reads answers.
    let sync: Bool
    /// Seconds that it may take to end after SIGTERM.
    let grace: Double
    /// The most bytes that are kept of what it prints.
    let logLimit: Int
    /// Bytes of memory that it may use, nil where there is no limit.
    var memory: Int?
    /// By how much its priority is lowered.
    var nice = 0

    /// The words that are no answers.
    static let terminate = "terminate"
    static let kill = "kill"
    static let orders: Set<[UInt8]> = [Array(terminate.utf8), Array(kill.utf8)]

    /// As it is written.
    var json: JSONValue {
        var object: JSONObject = [
            "token": .string(token), "command": .array(command.map { .string($0) }),
            "directory": .string(workingDirectory),
            "environment": .object(
                JSONObject(environment.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
            "log": .string(log), "log_limit": .int(logLimit), "sync": .bool(sync), "grace": .double(grace),
            "nice": .int(nice),
        ]
        object["memory"] = memory.map { .int($0) }
        return .object(object)
    }

    init(
        token: String, command: [String], workingDirectory: String, environment: [String: String], log: String,
        sync: Bool, grace: Double, logLimit: Int
    ) {
        self.token = token
        self.command = command
        self.workingDirectory = workingDirectory
        self.environment = environment
        self.log = log
        self.sync = sync
        self.grace = grace
        self.logLimit = logLimit
    }

    /// What was written; nil where something lacks.
    init?(_ json: JSONValue) {
        guard let token = json["token"]?.stringValue, let directory = json["directory"]?.stringValue,
            let words = json["command"]?.arrayValue, let variables = json["environment"]?.objectValue,
            let log = json["log"]?.stringValue, let sync = json["sync"]?.boolValue,
            let grace = json["grace"]?.doubleValue, let logLimit = json["log_limit"]?.intValue
        else { return nil }
        let command = words.compactMap(\.stringValue)
        guard command.count == words.count, !command.isEmpty else { return nil }
        var environment: [String: String] = [:]
        for (name, value) in variables {
            guard let text = value.stringValue else { return nil }
            environment[name] = text
        }
        self.init(
            token: token, command: command, workingDirectory: directory, environment: environment, log: log, sync: sync,
            grace: grace, logLimit: logLimit)
        memory = json["memory"]?.intValue
        nice = json["nice"]?.intValue ?? 0
    }
}
