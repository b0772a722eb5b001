// Whether a definition is the one that a study was made of: by what it says, not by how it is written.

public import Definitions
import JSON

extension OpenStudy {
    /// In what `definition` differs from the study's, a line each; none where it says the same as the first or the newest
    /// revision. The order of keys, `1.0` for `1`, comments and the definition's name make no difference.
    public func differences(to definition: StudyDefinition) throws(StudyError) -> [String] {
        let written = Sections(of: definition.source)
        let newest = try definitionText()
        for text in [newest, try definitionText(revision: 1)] where text == definition.source { return [] }
        for text in [newest, try definitionText(revision: 1)] where written != nil && Sections(of: text) == written {
            return []
        }
        let lines = try self.definition().differences(to: definition)
        if !lines.isEmpty { return lines }
        return Sections(of: newest)?.differences(to: written) ?? []
    }
}

/// The sections of a definition as plain values: what says the same is equal.
private struct Sections: Equatable {
    /// What `StudyDefinition.differences` compares by its meaning.
    private static let compared: Set<String> = [
        "objective", "objectives", "feasible", "space", "fixed", "where", "stages", "sampler", "pruner", "seed",
    ]
    private let values: [String: JSONValue]

    init?(of text: String) {
        guard let object = (try? JSONValue(parsing: text, syntax: .json5))?.objectValue else { return nil }
        values = Dictionary(object.map { ($0.key, Self.plain($0.value)) }) { $1 }
            .filter { $0.key != "name" }
    }

    private static func plain(_ value: JSONValue) -> JSONValue {
        switch value {
        case .int(let number): Int(exactly: Double(number)) == number ? .double(Double(number)) : value
        case .array(let elements): .array(elements.map(plain))
        case .object(let object):
            .object(JSONObject(object.sorted { $0.key < $1.key }.map { ($0.key, plain($0.value)) }))
        default: value
        }
    }

    /// A line for each section that says something else beside the search.
    func differences(to other: Sections?) -> [String] {
        let others = other?.values ?? [:]
        return Set(values.keys).union(others.keys).subtracting(Self.compared).sorted().compactMap { key in
            guard values[key] != others[key] else { return nil }
            let (mine, theirs) = (values[key]?.text() ?? "not there", others[key]?.text() ?? "without it")
            return "\(key): it is \(mine), and not \(theirs)"
        }
    }
}
