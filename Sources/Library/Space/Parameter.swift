// A parameter with its name, its values, and its type in Swift.
//
//     let rate = Parameter("lr", in: 1e-5...1e-1, scale: .log)              // Parameter<Double>
//     let layers = Parameter("layers", in: 1...6)                           // Parameter<Int>
//     let optimizer = Parameter("optimizer", choices: Optimizer.allCases)   // Parameter<Optimizer>
//     let momentum = Parameter("momentum", in: 0...0.99).when("optimizer == 'sgd'")   // Parameter<Double?>
//     let width = Parameter("dim_feedforward", equals: "4 * d_model", as: Int.self)
//
//     trial[rate]         // a Double
//     trial[momentum]     // a Double?, nil where the optimizer is another one

import JSON

/// One parameter of a study: what is declared of it, and how a trial's value of it is read.
public struct Parameter<Wrapped: Sendable>: StudyParameter {
    /// The name, by which expressions, records and other programs know it.
    public let name: String
    /// What it is declared as, for ``Definition``.
    public let declaration: ParameterDeclaration
    let read: @Sendable (ParameterValue?) -> Wrapped?
    let write: @Sendable (Wrapped) -> ParameterValue?

    /// The value `value` of it, to start from or to put into the queue.
    public func set(_ value: Wrapped) -> Setting { Setting(name: name, value: write(value)) }

    /// The same parameter where `condition` holds, an expression of others: `"optimizer == 'sgd'"`. It has no value elsewhere.
    public func when(_ condition: String) -> Parameter<Wrapped?> {
        var declared = declaration
        declared.entry["when"] = .string(condition)
        declared.mayBeAbsent = true
        let (read, write) = (read, write)
        return Parameter<Wrapped?>(
            name: name, declaration: declared, read: { $0 == nil ? .some(nil) : read($0).map { .some($0) } },
            write: { $0.flatMap { write($0) } })
    }

    init(
        name: String, declaration: ParameterDeclaration, read: @escaping @Sendable (ParameterValue?) -> Wrapped?,
        write: @escaping @Sendable (Wrapped) -> ParameterValue?
    ) {
        var declaration = declaration
        declaration.accepts = { read($0) != nil }
        (self.name, self.declaration, self.read, self.write) = (name, declaration, read, write)
    }
}

/// How a range is searched.
public enum Scale: Sendable, Hashable {
    /// Evenly.
    case linear
    /// Evenly in the logarithm, for what is right to an order of magnitude; the range has to be above 0.
    case log
}

extension Parameter where Wrapped: ParameterScalar {
    init(scalar name: String, _ section: ParameterDeclaration.Section, _ entry: JSONObject) {
        self.init(
            name: name,
            declaration: ParameterDeclaration(section: section, entry: entry, expected: Wrapped.kindOfParameter),
            read: { $0.flatMap(Wrapped.init(parameterValue:)) }, write: \.parameterValue)
    }

    /// One of `choices`, each once and at least one; `ordered` says that neighbours in the list are alike.
    public init(_ name: String, choices: [Wrapped], ordered: Bool = false) {
        var entry: JSONObject = ["choice": .array(choices.map(\.parameterValue.json))]
        if ordered { entry["ordered"] = true }
        self.init(scalar: name, .space, entry)
    }

    /// A value that is never sampled and follows from others: `"4 * d_model"`, or from the trial's `seed`.
    ///
    /// - Parameters:
    ///   - name: by which expressions and records know it.
    ///   - expression: of other parameters.
    ///   - type: what the expression gives; another kind of value is an error when the study is made.
    public init(_ name: String, equals expression: String, as type: Wrapped.Type = Wrapped.self) {
        self.init(scalar: name, .space, ["equals": .string(expression)])
    }

    /// A value that is the same for every trial, and on record with it.
    public init(_ name: String, fixed value: Wrapped) {
        self.init(scalar: name, .fixed, ["value": value.parameterValue.json])
    }

    /// A parameter that a definition's text declares, to read it by.
    public init(_ name: String, as type: Wrapped.Type = Wrapped.self) { self.init(scalar: name, .elsewhere, [:]) }
}

extension Parameter where Wrapped == Int {
    /// A whole number of `range`, both ends included: `low, low + step, …`.
    ///
    /// - Parameters:
    ///   - name: by which expressions and records know it.
    ///   - range: its ends.
    ///   - step: from 1; with a logarithmic scale there is none.
    ///   - scale: how the range is searched; a logarithmic one has to begin at 1 or above.
    public init(_ name: String, in range: ClosedRange<Int>, step: Int = 1, scale: Scale = .linear) {
        var entry: JSONObject = ["int": [.int(range.lowerBound), .int(range.upperBound)]]
        if step != 1 { entry["step"] = .int(step) }
        if scale == .log { entry["log"] = true }
        self.init(scalar: name, .space, entry)
    }
}

extension Parameter where Wrapped == Double {
    /// A number of `range`, both ends included.
    ///
    /// - Parameters:
    ///   - name: by which expressions and records know it.
    ///   - range: its ends.
    ///   - step: only `low + k * step`; nil for any number, and with a logarithmic scale.
    ///   - scale: how the range is searched; a logarithmic one has to be above 0.
    public init(_ name: String, in range: ClosedRange<Double>, step: Double? = nil, scale: Scale = .linear) {
        var entry: JSONObject = ["float": [.double(range.lowerBound), .double(range.upperBound)]]
        entry["step"] = step.map { .double($0) }
        if scale == .log { entry["log"] = true }
        self.init(scalar: name, .space, entry)
    }
}

extension Parameter where Wrapped: RawRepresentable, Wrapped.RawValue: ParameterScalar {
    /// One of `choices` of an enumeration, on record by its raw value: `choices: Optimizer.allCases`.
    ///
    /// - Parameters:
    ///   - name: by which expressions and records know it.
    ///   - choices: each once and at least one.
    ///   - ordered: whether neighbours in the list are alike.
    public init(_ name: String, choices: [Wrapped], ordered: Bool = false) {
        var entry: JSONObject = ["choice": .array(choices.map(\.rawValue.parameterValue.json))]
        if ordered { entry["ordered"] = true }
        self.init(
            name: name,
            declaration: ParameterDeclaration(
                section: .space, entry: entry, expected: "one of \(Wrapped.self)'s cases"),
            read: { $0.flatMap(Wrapped.RawValue.init(parameterValue:)).flatMap(Wrapped.init(rawValue:)) },
            write: \.rawValue.parameterValue)
    }
}
