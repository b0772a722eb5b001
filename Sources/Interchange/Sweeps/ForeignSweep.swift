// Files that define a search for other programs: what they are is recognised, so that people are told what to write instead.
//
//     ForeignSweep(text, file: "sweep.yaml")      // .weightsAndBiases

import JSON

/// Whose file of a search it is.
public enum ForeignSweep: Sendable, Hashable {
    /// A sweep of Weights & Biases.
    case weightsAndBiases
    /// A configuration of Hydra's, with a sweeper or without.
    case hydra
    /// YAML of neither.
    case yaml

    /// nil for a text that may be a definition here.
    ///
    /// - Parameter file: its name, by which YAML is known.
    public init?(_ text: String, file: String) {
        let isYAML = [".yaml", ".yml"].contains { file.lowercased().hasSuffix($0) }
        let keys: Set<String>
        if isYAML {
            keys = Set(text.split(separator: "\n").compactMap { Self.key(of: $0) })
        } else if let object = (try? JSONValue(parsing: text, syntax: .json5))?.objectValue {
            keys = Set(object.members.map(\.key))
        } else {
            return nil
        }
        if keys.contains("parameters"), !keys.isDisjoint(with: ["method", "program", "metric"]) {
            self = .weightsAndBiases
        } else if isYAML, keys.contains("hydra") || keys.contains("defaults") {
            self = .hydra
        } else if isYAML {
            self = .yaml
        } else {
            return nil
        }
    }

    /// The key of a line that begins at the margin.
    private static func key(of line: Substring) -> String? {
        guard let first = line.first, first.isLetter || "\"'_".contains(first), let colon = line.firstIndex(of: ":")
        else { return nil }
        return line[..<colon].filter { !"\"' ".contains($0) }
    }
}
