import Foundation
import JSON
import Testing

@Suite("The README's examples")
struct ReadmeTests {
    private static let text =
        (try? String(
            contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
                "../../README.md"),
            encoding: .utf8)) ?? ""

    /// The first fenced block of a language.
    private static func example(_ language: String) throws -> String {
        let start = try #require(text.range(of: "```\(language)\n"))
        let end = try #require(text.range(of: "```\n", range: start.upperBound..<text.endIndex))
        return String(text[start.upperBound..<end.lowerBound])
    }

    @Test("the Python program in ten lines and its study run as they stand", .enabled(if: hasPython))
    func program() throws {
        let sandbox = try Sandbox()
        let program = try Self.example("python")
        #expect(program.split(separator: "\n").count <= 10)
        try sandbox.write(program, to: "train.py")
        try sandbox.write(try Self.example("json5"), to: "studies/descent.json5")
        try sandbox.output("study create descent")
        try sandbox.output("study run --trials 12 --jobs 2")
        #expect(try sandbox.query("SELECT count(*) FROM trials WHERE state IN ('completed', 'pruned')") == ["12"])
        #expect(try sandbox.output("study verify").contains("all as recorded"))
        let asked = try sandbox.json("ask descent")["number"]
        #expect(asked == 12)
        #expect(try sandbox.output("tell descent 12 --epoch 1 --metric val_loss=3.2") == "continue\n")
        try sandbox.output("tell descent 12 --completed")
    }

    private static let hasPython =
        FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")
        || (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
            .contains { FileManager.default.isExecutableFile(atPath: "\($0)/python3") }
}
