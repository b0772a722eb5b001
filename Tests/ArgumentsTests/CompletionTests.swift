import Foundation
import Testing
import Words

@testable import Arguments

@Suite("Completion scripts")
struct CompletionTests {
    @Test(
        "bash offers what may come next",
        arguments: [
            (["tool", ""], ["box", "status"]),
            (["tool", "b"], ["box"]),
            (["tool", "box", ""], ["take", "put"]),
            (["tool", "--store", "x", "box", "t"], ["take"]),
            (["tool", "box", "take", "--co"], ["--count", "--colour"]),
            (["tool", "box", "take", "--colour", ""], ["red", "green", "blue"]),
            (["tool", "box", "take", "--colour", "=", "g"], ["green"]),
            (["tool", "box", "take", "--count", ""], []),
            (["tool", "box", "take", "--ver"], ["--verbose"]),
        ])
    func bash(words: [String], offered: [String]) throws {
        let script =
            SampleTool.root.completionScript(for: .bash) + """

                COMP_WORDS=(\(words.map(shellQuoted).joined(separator: " "))); COMP_CWORD=\(words.count - 1)
                _tool; printf '%s\\n' "${COMPREPLY[@]}"
                """
        let output = try run("bash", script)
        #expect(output.split(separator: "\n").map(String.init) == offered)
    }

    @Test("bash offers what a command prints and what files are called, quoted, and expands nothing of it")
    func hostile() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hpo-bash-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try "".write(to: folder.appendingPathComponent("a $(touch P) b"), atomically: true, encoding: .utf8)
        let script =
            SampleTool.root.completionScript(for: .bash) + """

                cd \(shellQuoted(folder.path))
                tool() { printf '%s\\n' toys '$(touch P)' '`touch P`' 'two words' '*'; }
                COMP_WORDS=(tool box take ''); COMP_CWORD=3
                _tool; printf '%s\\n' "${COMPREPLY[@]}"
                COMP_WORDS=(tool box put 'a'); COMP_CWORD=3
                _tool; printf '%s\\n' "${COMPREPLY[@]}"
                ls
                """
        let offered = try run("bash", script).split(separator: "\n").map(String.init)
        #expect(
            offered == [
                "toys", #"\$\(touch\ P\)"#, #"\`touch\ P\`"#, #"two\ words"#, #"\*"#, "a $(touch P) b",
                "a $(touch P) b",
            ])
    }

    @Test("each shell that is here accepts its script", arguments: Shell.allCases)
    func syntax(_ shell: Shell) throws {
        let path = ["/bin", "/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"].map { "\($0)/\(shell.rawValue)" }
            .first(where: FileManager.default.isExecutableFile)
        guard let path else { return }
        #expect(try run(path, SampleTool.root.completionScript(for: shell), options: ["-n"]) == "")
    }

    @Test("every verb and option is in every script", arguments: Shell.allCases)
    func complete(_ shell: Shell) {
        let script = SampleTool.root.completionScript(for: shell)
        for node in SampleTool.root.completionNodes {
            for word in node.subcommands.map(\.name) + node.options.map(\.name) { #expect(script.contains(word)) }
        }
    }

    /// Runs `script` from standard input; what it printed, errors included.
    private func run(_ shell: String, _ script: String, options: [String] = []) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [shell] + options + ["/dev/stdin"]
        let input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(script.utf8))
        try input.fileHandleForWriting.close()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}
