// keep: { checkpoints: "best 3", weights: "best", logs: "all", artifacts: { "*.png": "none" } }

import JSON

struct KeepSection {
    let value: Keeping

    private static let keys = ["checkpoints", "weights", "logs", "artifacts"]

    /// What is kept by the section; nothing is said where there is none.
    init(_ reader: NodeReader?) {
        var keeping = Keeping()
        let members = reader?.members(among: Self.keys) ?? [:]
        keeping.checkpoints = members["checkpoints"].flatMap(Self.share)
        keeping.weights = members["weights"].flatMap(Self.share)
        keeping.logs = members["logs"].flatMap(Self.share)
        for (pattern, reader) in members["artifacts"]?.members ?? [] {
            if pattern.isEmpty || pattern.hasPrefix("/") || pattern.split(separator: "/").contains("..") {
                reader.error("this leads out of the trial's folder, expected a pattern such as \"*.png\" or \"runs/*\"")
            }
            if let share = Self.share(reader) { keeping.artifacts.append((pattern, share)) }
        }
        value = keeping
    }

    private static func share(_ reader: NodeReader) -> Keeping.Share? {
        if let words = reader.node.value.stringValue, let share = Keeping.Share(words) { return share }
        reader.mismatch("\"all\", \"none\", \"best\", or \"best 3\" for those of the three best trials")
        return nil
    }
}
