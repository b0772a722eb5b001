import Arguments
import Dashboard
import HTTP
import JSON
import System

extension Tool {
    private static let port = Option(
        "port", short: "p", .integer(in: 0...), placeholder: "N",
        help: "Listen at this port; 0 is a free one (8180, or a free one where that is taken).")
    private static let host = Option(
        "host", .string, placeholder: "ADDR",
        help: "Listen on this address, such as 0.0.0.0, and ask for a token (127.0.0.1, without one).")

    static let dashboard: Command = Command(
        "dashboard", summary: "Show the studies in a browser, live while they run.",
        details: [
            """
            It prints its address and serves until Ctrl-C, which ends it with status 0. Trials can be stopped, \
            gone on with, run again and put into the queue in it, and their tags and notes be changed: whoever runs the study \
            sees to it. It reads the database through connections of its own, and no run waits for it.
            """,
            """
            Only this machine can reach it. With --host another one may, without encryption: then it asks for the token that \
            is part of the address it prints. From elsewhere, ssh -L 8180:127.0.0.1:8180 MACHINE does without.
            """,
            "--json prints {\"address\", \"host\", \"port\", \"token\"} on one line once it serves.",
        ],
        examples: [
            Example("hpo dashboard"), Example("hpo dashboard --port 9000"),
            Example("hpo dashboard --host 0.0.0.0", "for a network that you trust"),
        ],
        inputs: [port, host]
    ) { arguments in
        let workspace = try Workspace(arguments)
        // An older database is brought up first: what only reads cannot do that.
        do { _ = try workspace.open() }
        let pages = try Dashboard(reading: workspace.databasePath, present: workspace.root)
        let address = arguments[host] ?? "127.0.0.1"
        let isOurs = ["127.0.0.1", "::1"].contains(address)
        let server = try server(on: address, port: arguments[port])
        let token = isOurs ? nil : (0..<4).map { _ in hexadecimal(UInt32.random(in: 0...(.max))) }.joined()
        let admission =
            token.map { Admission(port: server.port, address: address, machine: Machine.name, token: $0) }
            ?? Admission(port: server.port)
        let shown = ["0.0.0.0", "::"].contains(address) ? Machine.name : address
        let place = shown.utf8.contains(UInt8(ascii: ":")) ? "[\(shown)]" : shown
        let link = "http://\(place):\(server.port)/" + (token.map { "?token=\($0)" } ?? "")
        DescriptorLimit.raise()
        let interrupts = try Pipe()
        Signals.unblockInterrupts()
        Signals.deliverInterrupts(to: interrupts.writing.number)
        if arguments.wantsJSON {
            try Console.print(
                [
                    "address": .string(link), "host": .string(address), "port": .int(server.port),
                    "token": JSONValue(token),
                ], pretty: false)
        } else {
            try Console.print(link)
            Console.note("Ctrl-C ends it.")
        }
        try server.run(pages.site(admission), until: interrupts.reading)
        Signals.releaseInterrupts(to: interrupts.writing.number)
    }

    /// At `port`; where none is named, at the usual one or, where that is taken, at a free one.
    private static func server(on address: String, port: Int?) throws -> Server {
        if let port, port > 65535 { throw Failure("there is no port \(port): they go up to 65535") }
        do throws(SystemError) { return try Server(on: address, port: port ?? 8180) } catch {
            if port == nil, error.isTaken { return try Server(on: address, port: 0) }
            throw Failure(
                "cannot listen on \(error.subject): \(error.reason)"
                    + (error.isTaken ? "; name another --port" : "; --host takes an address of this machine"))
        }
    }

    private static func hexadecimal(_ word: UInt32) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
