import Definitions
import Expressions
import Search

/// A definition that is right, with sections in place of its own: `text(replacing: ["space": "{ … }"])`. Each section
/// stands on a line of its own, `name` on line 2, in the order of `sections`.
enum Definitions {
    static let sections: [(key: String, text: String)] = [
        ("name", "\"test\""),
        ("objective", "{ maximize: \"score\" }"),
        ("train", "{ command: [\"train\", \"--lr={lr}\"] }"),
        ("fixed", "{ batch_size: 32 }"),
        ("space", "{ lr: { float: [1e-4, 1e-1], log: true }, heads: { choice: [2, 4, 8] } }"),
        ("where", "[]"),
        ("start", "[]"),
        ("sampler", "{ random: {} }"),
        ("pruner", "{ none: {} }"),
        ("seed", "1"),
    ]

    static func text(replacing replacements: [String: String?]) -> String {
        var lines = ["{"]
        for (key, text) in sections {
            guard let text = replacements[key, default: text] else {
                lines.append("")
                continue
            }
            lines.append("  \(key): \(text),")
        }
        for (key, text) in replacements.sorted(by: { $0.key < $1.key }) {
            if let text, !sections.contains(where: { $0.key == key }) { lines.append("  \(key): \(text),") }
        }
        return (lines + ["}"]).joined(separator: "\n")
    }

    static func parse(
        replacing replacements: [String: String?], workloads: [WorkloadDescription]? = nil
    ) throws(DefinitionErrors) -> StudyDefinition {
        try StudyDefinition.parse(text(replacing: replacements), file: "s.json5", workloads: workloads)
    }

    /// The problems as lines, nothing when the definition is right.
    static func problems(
        replacing replacements: [String: String?], workloads: [WorkloadDescription]? = nil
    ) -> [String] {
        do throws(DefinitionErrors) {
            _ = try parse(replacing: replacements, workloads: workloads)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }
}
