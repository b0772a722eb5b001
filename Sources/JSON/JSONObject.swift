/// The members of a JSON object, in the order in which they were added; each key once.
///
/// Small objects are searched from the front; from 16 members on an index is kept, so that an object of
/// 100,000 keys from a hostile program costs no more than it should.
public struct JSONObject: Sendable, ExpressibleByDictionaryLiteral, Sequence {
    /// The members in order.
    public private(set) var members: [(key: String, value: JSONValue)] = []
    private var index: [String: Int] = [:]

    private static let indexedFrom = 16

    /// An object without members.
    public init() {}

    /// An object with the members of the literal, in its order; of a repeated key the last value counts.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        for (key, value) in elements { self[key] = value }
    }

    /// An object with `members`, in their order; of a repeated key the last value counts.
    public init(_ members: some Sequence<(String, JSONValue)>) {
        for (key, value) in members { self[key] = value }
    }

    /// The number of members.
    public var count: Int { members.count }

    /// Whether there is no member.
    public var isEmpty: Bool { members.isEmpty }

    /// The keys in order.
    public var keys: [String] { members.map(\.key) }

    /// The value of `key`; a new key goes to the end, nil takes the member away.
    public subscript(key: String) -> JSONValue? {
        get { position(of: key).map { members[$0].value } }
        set {
            switch (position(of: key), newValue) {
            case (let position?, let value?):
                members[position].value = value
            case (let position?, nil):
                members.remove(at: position)
                index = [:]
                if members.count >= Self.indexedFrom { rebuildIndex() }
            case (nil, let value?):
                members.append((key, value))
                if members.count == Self.indexedFrom {
                    rebuildIndex()
                } else if members.count > Self.indexedFrom {
                    index[key] = members.count - 1
                }
            case (nil, nil):
                break
            }
        }
    }

    /// The members in order.
    public func makeIterator() -> IndexingIterator<[(key: String, value: JSONValue)]> { members.makeIterator() }

    private func position(of key: String) -> Int? {
        if members.count >= Self.indexedFrom { return index[key] }
        return members.firstIndex { $0.key == key }
    }

    private mutating func rebuildIndex() {
        for (position, member) in members.enumerated() { index[member.key] = position }
    }
}

extension JSONObject: Hashable {
    /// Whether both have the same members in the same order.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.members.count == right.members.count && zip(left.members, right.members).allSatisfy { $0 == $1 }
    }

    /// Feeds the members in order.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(members.count)
        for (key, value) in members {
            hasher.combine(key)
            hasher.combine(value)
        }
    }
}
