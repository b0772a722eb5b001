import Foundation
import JSON
import TestSupport
import Testing

@Suite("Simulated histories")
struct SimulationTests {
    private struct Answer {
        let status: Int32
        /// Its line, without how long it took.
        let line: JSONObject
        let errors: String
    }

    private func simulate(_ words: String...) throws -> Answer {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: BuiltProgram.benchmarks)
        process.arguments = ["simulate"] + words
        let folder = try TemporaryFolder()
        let (output, errors) = (try folder.write("", to: "output"), try folder.write("", to: "errors"))
        process.standardOutput = FileHandle(forWritingAtPath: output)
        process.standardError = FileHandle(forWritingAtPath: errors)
        try process.run()
        process.waitUntilExit()
        let line = try JSONValue(parsing: try folder.read("output"), syntax: .json)
        guard case .object(let members) = line else { throw CocoaError(.coderReadCorrupt) }
        return Answer(
            status: process.terminationStatus, line: JSONObject(members.members.filter { $0.key != "seconds" }),
            errors: try folder.read("errors"))
    }

    @Test("whatever dies when, what must hold holds")
    func holds() throws {
        let answer = try simulate("--seeds", "40", "--jobs", "2")
        #expect(answer.status == 0 && answer.errors == "")
        #expect(answer.line["seeds"] == .int(40) && answer.line["failures"] == .int(0))
        for name in ["steps", "deaths", "epochs", "trials"] {
            #expect(answer.line[name]?.intValue ?? 0 > 10, "\(name)")
        }
    }

    @Test("a seed is one history, however many run beside it")
    func same() throws {
        #expect(
            try simulate("--seeds", "12", "--seed", "100").line
                == simulate("--seeds", "12", "--seed", "100", "--jobs", "3").line)
    }

    @Test(
        "what is broken is found, and the command that shows it again is said",
        arguments: ["drop-line", "lose-epoch", "begin-twice"])
    func broken(sabotage: String) throws {
        let answer = try simulate("--seeds", "12", "--sabotage", sabotage)
        #expect(answer.status == 1 && answer.line["failures"]?.intValue ?? 0 > 0)
        let command = try #require(
            answer.errors.split(separator: "\n").first { $0.contains("again with: ") }?
                .components(separatedBy: "again with: hpo-bench simulate ").last)
        let words = command.split(separator: " ").map(String.init)
        #expect(words.count == 6)
        let again = try simulate(words[0], words[1], words[2], words[3], words[4], words[5])
        #expect(again.status == 1 && again.line["failures"] == .int(1) && answer.errors.hasPrefix("seed \(words[3]): "))
    }
}
