import Foundation
import JSON
import Testing

/// `hpo serve --stdio` at the other end of two pipes.
final class Conversation {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let errors: URL
    private var rest = Data()
    private let sandbox: Sandbox

    init(in sandbox: Sandbox, _ more: [String] = []) throws {
        self.sandbox = sandbox
        errors = sandbox.folder.appendingPathComponent("serve-\(UUID().uuidString.prefix(6)).err")
        try Data().write(to: errors)
        process.executableURL = Running.binary
        process.arguments = ["serve", "--stdio"] + more
        process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("HPO_") }
        process.currentDirectoryURL = sandbox.folder
        process.standardInput = input
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: errors)
        _ = Foundation.signal(SIGPIPE, SIG_IGN)
        try process.run()
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    /// Sends bytes as they are.
    func send(_ text: String) throws { try input.fileHandleForWriting.write(contentsOf: Data(text.utf8)) }

    /// Sends one request.
    func send(_ id: Int, _ method: String, _ params: JSONValue = .object([:])) throws {
        let request: JSONValue = ["jsonrpc": "2.0", "id": .int(id), "method": .string(method), "params": params]
        try send(request.text() + "\n")
    }

    /// The next line; nil where the output has ended.
    func line() -> JSONValue? {
        while true {
            if let end = rest.firstIndex(of: 0x0A) {
                let line = Array(rest[..<end])
                rest = Data(rest[(end + 1)...])
                return try? JSONValue(parsing: line)
            }
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { return nil }
            rest += more
        }
    }

    /// The result of a call that must succeed.
    @discardableResult
    func call(_ method: String, _ params: JSONValue = .object([:])) throws -> JSONValue {
        try send(1, method, params)
        let answer = try #require(line())
        return try #require(answer["result"], "\(method): \(answer.text())")
    }

    /// Ends its input.
    func close() throws { try input.fileHandleForWriting.close() }

    /// Reads no more, and says so: whoever writes finds the pipe without a reader.
    func hangUp() throws { try output.fileHandleForReading.close() }

    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// How many bytes of its answers wait to be read.
    var unread: Int {
        var count: Int32 = 0
        return ioctl(output.fileHandleForReading.fileDescriptor, UInt(FIONREAD), &count) == 0 ? Int(count) : 0
    }

    /// Waits for its end, having read nothing more: its status, or minus the signal, and what went to standard error.
    func end() -> (status: Int32, errors: String) {
        for _ in 0..<6_000 where process.isRunning { Thread.sleep(forTimeInterval: 0.01) }
        if process.isRunning { signal(SIGKILL) }
        process.waitUntilExit()
        let status = process.terminationStatus
        return (
            process.terminationReason == .exit ? status : -status,
            (try? String(contentsOf: errors, encoding: .utf8)) ?? ""
        )
    }
}
