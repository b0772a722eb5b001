public import JSON

/// One part of a definition that an edit changes: `space.layers` from `{"int": [1, 4]}` to `{"int": [1, 8]}`.
public struct DefinitionChange: Sendable, Hashable {
    /// `space.layers`, `pruner`, `train.epochs`.
    public let path: String
    /// What stood there; nil where nothing did.
    public let old: JSONValue?
    /// What stands there now; nil where it was taken out.
    public let new: JSONValue?

    /// The sections whose members are compared one by one.
    private static let open = ["train", "fixed", "space"]

    /// What differs between two definitions, in the order of `new`.
    static func changes(from old: JSONValue, to new: JSONValue) -> [DefinitionChange] {
        changes(from: old, to: new, below: "") { open.contains($0) }
    }

    private static func changes(
        from old: JSONValue?, to new: JSONValue?, below path: String, opening isOpen: (String) -> Bool
    ) -> [DefinitionChange] {
        let keys = new?.objectValue?.keys ?? []
        let gone = (old?.objectValue?.keys ?? []).filter { new?[$0] == nil }
        return (keys + gone).flatMap { key -> [DefinitionChange] in
            let (before, after) = (old?[key], new?[key])
            let place = path.isEmpty ? key : "\(path).\(key)"
            if isOpen(key) { return changes(from: before, to: after, below: place) { _ in false } }
            return before == after ? [] : [DefinitionChange(path: place, old: before, new: after)]
        }
    }

    /// The section, and within it the member.
    var key: (section: String, member: String?) {
        let parts = path.split(separator: ".", maxSplits: 1).map(String.init)
        return (parts[0], parts.count > 1 ? parts[1] : nil)
    }
}
