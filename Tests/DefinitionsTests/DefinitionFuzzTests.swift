import Definitions
import Foundation
import Search
import TestSupport
import Testing

@Suite("hostile definitions")
struct DefinitionFuzzTests {
    @Test("mutated definitions are read or refused, never a crash, and a refusal always says why", arguments: 0..<8)
    func survivesMutations(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "{", "}", "[", "]", ":", ",", "null", "true", "-1", "0", "1e308", "9223372036854775807", "NaN", "Infinity",
            "'a'", "''", "int", "float", "choice", "equals", "when", "log", "lr", "heads", "'lr'",
            "'lr / 0 > 1'", "'{x}'", "{}", "[]", "step", "0.1",
        ]
        let text = Definitions.text(replacing: [
            "where": "['heads % 2 == 0', 'lr < 1']", "start": "[{ lr: 0.01, heads: 2 }]",
            "space":
                "{ lr: { float: [1e-4, 1e-1], log: true }, heads: { choice: [2, 4, 8] }, b: { int: [1, 9], step: 2, when: 'heads > 2' }, c: { equals: '4 * b' } }",
        ])
        // Tokens are words, numbers and single signs: mutants stay near enough to JSON5 to reach the sections.
        let tokens = text.matches(of: /'[^']*'|"[^"]*"|[\w.]+|\s+|./).map { String($0.output) }
        for _ in 0..<150 {
            var mutant = tokens
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let index = Int.random(in: 0..<mutant.count, using: &generator)
                switch generator.next() % 3 {
                case 0: mutant[index] = pieces.randomElement(using: &generator) ?? ""
                case 1: mutant.remove(at: index)
                default: mutant.insert(mutant.randomElement(using: &generator) ?? "", at: index)
                }
            }
            do {
                let definition = try StudyDefinition.parse(mutant.joined(), file: "f.json5")
                for start in definition.start { #expect(definition.space.contains(start)) }
            } catch {
                #expect(!error.problems.isEmpty, "\(mutant.joined())")
            }
        }
    }

    @Test("a thousand parameters, a long circle and a megabyte of text are taken or refused in order")
    func isBounded() {
        let chain = (0..<999).map { "p\($0): { equals: 'p\($0 + 1)' }" }.joined(separator: ",\n")
        #expect(
            Definitions.problems(replacing: ["space": "{ \(chain), p999: { equals: 'p0' }, lr: { int: [1, 2] } }"])
                .isEmpty == false)
        let many = (0..<1100).map { "p\($0): { int: [1, 2] }" }.joined(separator: ",")
        #expect(
            Definitions.problems(replacing: ["space": "{ lr: { int: [1, 2] }, \(many) }"]).first?.contains(
                "at most 1000") == true)
        let long = "{ name: '" + String(repeating: "a", count: 2 << 20) + "' }"
        let error = #expect(throws: DefinitionErrors.self) { try StudyDefinition.parse(long, file: "f") }
        #expect(error?.problems.first?.message.contains("longer than 1048576 bytes") == true)
    }
}
