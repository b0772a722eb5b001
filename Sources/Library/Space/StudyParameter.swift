import JSON

/// A ``Parameter`` of whatever type, as a ``Definition`` lists them.
public protocol StudyParameter: Sendable {
    /// The name.
    var name: String { get }
    /// What it is declared as.
    var declaration: ParameterDeclaration { get }
}

/// What is declared of a parameter; made by ``Parameter`` alone.
public struct ParameterDeclaration: Sendable {
    enum Section: Sendable { case space, fixed, elsewhere }

    let section: Section
    var entry: JSONObject
    let expected: String
    var mayBeAbsent = false
    /// Whether a trial's value can be read in Swift; nil is none at all.
    var accepts: @Sendable (ParameterValue?) -> Bool = { _ in true }

    init(section: Section, entry: JSONObject, expected: String) {
        (self.section, self.entry, self.expected) = (section, entry, expected)
    }
}

/// A value of a parameter: `layers.set(4)`.
public struct Setting: Sendable, Hashable {
    /// The parameter's name.
    public let name: String
    /// The value; nil where the parameter has none.
    public let value: ParameterValue?

    /// The value `value` of the parameter `name`.
    public init(name: String, value: ParameterValue?) { (self.name, self.value) = (name, value) }
}
