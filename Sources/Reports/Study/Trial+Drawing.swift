// A study's values as charts take them.

import Charts
import Definitions
import Expressions
import Search
import Storage

extension Trial {
    /// What has become of it.
    var mark: Mark {
        switch state.name {
        case .waiting: .waiting
        case .running: .running
        case .completed: .completed
        case .pruned: .pruned
        case .failed: .failed
        case .stopped: pausedEpoch == nil ? .stopped : .paused
        }
    }
}

extension Search.Direction {
    var drawn: Charts.Direction { self == .minimize ? .minimize : .maximize }
}

extension Parameter {
    /// How its values are laid out.
    var drawnAxis: ParameterAxis {
        switch domain {
        case .int(_, _, _, let log), .float(_, _, _, let log):
            ParameterAxis(name, log ? .logarithmic : .linear)
        case .choice(let values, _): ParameterAxis(name, .categories(values.map(\.plainText)))
        }
    }

    /// A value on that axis.
    func drawn(_ value: Value?) -> AxisValue {
        guard let value else { return .missing }
        if case .choice = domain { return .category(value.plainText) }
        switch value {
        case .int(let number): return .number(Double(number))
        case .float(let number): return .number(number)
        case .string, .bool: return .category(value.plainText)
        }
    }
}

/// Numbers and values as reports write them.
enum Written {
    static func number(_ value: Double?) -> String { value.map { NumberText.short($0) } ?? "–" }

    static func value(_ value: Value?) -> String {
        switch value {
        case .float(let number)?: NumberText.short(number)
        case let value?: value.plainText
        case nil: "–"
        }
    }

    /// `text` with a full stop, where it has none.
    static func sentence(_ text: String) -> String {
        text.last.map { ".!?:".contains($0) } ?? true ? text : text + "."
    }

    /// `3 trials`.
    static func count(_ count: Int, _ noun: String) -> String {
        "\(NumberText.count(count)) \(noun)\(count == 1 ? "" : "s")"
    }
}
