/// Which values are better.
public enum Direction: String, Sendable, Hashable, CaseIterable {
    /// Less is better.
    case minimize
    /// More is better.
    case maximize

    /// Whether `value` is a number better than `other`, or the first that is a number.
    func prefers(_ value: Double, to other: Double?) -> Bool {
        guard !value.isNaN else { return false }
        guard let other, !other.isNaN else { return true }
        return self == .minimize ? value < other : value > other
    }

    /// `lower is better`.
    var words: String { self == .minimize ? "lower is better" : "higher is better" }
}

/// What has become of a trial; each has a shape and a pattern of its own, besides its colour.
public enum Mark: String, Sendable, Hashable, CaseIterable {
    /// Ended, with a value.
    case completed
    /// Ended early by the pruner.
    case pruned
    /// Set aside by the pruner, which may go on with it.
    case paused
    /// Ended without a value.
    case failed
    /// Interrupted, resumable.
    case stopped
    /// At work.
    case running
    /// Not begun.
    case waiting
}

/// What an axis measures: `Measure("val_loss")`, `Measure("duration", unit: "s")`.
public struct Measure: Sendable, Hashable {
    /// The name, as people know it; any text.
    public var name: String
    /// Its unit, without brackets.
    public var unit: String?

    /// A measure with its unit, where it has one.
    public init(_ name: String, unit: String? = nil) {
        self.name = name
        self.unit = unit
    }

    /// `duration (s)`.
    var text: String { unit.map { "\(name) (\($0))" } ?? name }
}

/// A parameter's axis: how its values are laid out.
public struct ParameterAxis: Sendable, Hashable {
    /// How values become places.
    public enum Kind: Sendable, Hashable {
        /// Evenly.
        case linear
        /// By their logarithm; for positive values.
        case logarithmic
        /// By their place in the list.
        case categories([String])
    }

    /// What it is called, and its unit.
    public var measure: Measure
    /// How values become places.
    public var kind: Kind

    /// An axis of a parameter.
    public init(_ name: String, unit: String? = nil, _ kind: Kind = .linear) {
        measure = Measure(name, unit: unit)
        self.kind = kind
    }

    /// The value's number on the axis: itself, or its category's place; nil where it has none.
    func number(_ value: AxisValue) -> Double? {
        switch (kind, value) {
        case (.categories(let names), .category(let name)): names.firstIndex(of: name).map { Double($0) }
        case (.categories(let names), .number(let number)):
            names.firstIndex(of: NumberText.short(number)).map { Double($0) }
        case (.logarithmic, .number(let number)): number.isFinite && number > 0 ? number : nil
        case (.linear, .number(let number)): number.isFinite ? number : nil
        default: nil
        }
    }

    /// The scale of the axis over `values`.
    func scale(over values: some Sequence<Double>, from start: Double, to end: Double, padding: Double = 0.04) -> Scale
    {
        switch kind {
        case .categories(let names): Scale(.categories(names), .categories(names.count), from: start, to: end)
        case .logarithmic:
            Scale(
                .logarithmic,
                Extent.of(values, isLogarithmic: true, padding: padding) ?? Extent(low: 0.1, high: 10), from: start,
                to: end)
        case .linear:
            Scale(
                .linear(wholeNumbers: values.allSatisfy { $0 == $0.rounded() }),
                Extent.of(values, padding: padding) ?? Extent(low: 0, high: 1),
                from: start,
                to: end)
        }
    }
}

/// A parameter's value in a trial.
public enum AxisValue: Sendable, Hashable {
    /// A number.
    case number(Double)
    /// One of the axis's categories, by its name.
    case category(String)
    /// The parameter was not set in the trial: its condition did not hold, or it came later.
    case missing

    /// As tables show it.
    var text: String {
        switch self {
        case .number(let number): NumberText.short(number)
        case .category(let name): name
        case .missing: "–"
        }
    }
}

/// The numbers behind a chart, for those who would rather read.
public struct ChartTable: Sendable, Hashable {
    /// The header.
    public var columns: [String]
    /// A cell for each column; as it is, not escaped.
    public var rows: [[String]]

    /// A table.
    public init(columns: [String], rows: [[String]]) {
        self.columns = columns
        self.rows = rows
    }
}
