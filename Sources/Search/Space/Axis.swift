public import Expressions

/// One parameter's domain laid out on the unit interval, as models of numbers need it.
///
/// A range lies on `0 … 1`, in its logarithm where the domain says so. A grid (integers, steps, ordered choices) gives
/// each value a cell of `0 … 1` and stands in the cell's middle; on a logarithmic grid of integers `v` owns
/// `log(v - ½) … log(v + ½)`. An unordered choice has no line: its coordinate is its index, and every pair of values is
/// equally far apart.
public struct Axis: Sendable, Hashable {
    /// What kind of coordinate it is.
    public enum Kind: Sendable, Hashable {
        /// Every number of `0 … 1`.
        case continuous
        /// `count` cells of `0 … 1` in order.
        case grid(count: Int)
        /// `count` values without order; coordinates `0 ..< count`.
        case category(count: Int)
    }

    /// What kind of coordinate it is.
    public let kind: Kind
    let domain: Domain
    /// The ends of `0 … 1` in the domain's own units, or in their logarithm; half a cell beyond a grid's values.
    private let start: Double
    private let width: Double
    let isLog: Bool

    /// The layout of a domain that has no mistake.
    public init(_ domain: Domain) {
        self.domain = domain
        var ends = (low: 0.0, high: 1.0)
        var isLog = false
        switch domain {
        case .int(let low, let high, _, let log):
            let count = domain.count ?? .max
            kind = .grid(count: count)
            isLog = log
            ends =
                log
                ? (Elementary.log(Double(low) - 0.5), Elementary.log(Double(high) + 0.5)) : (0, Double(count))
        case .float(let low, let high, let step, let log):
            isLog = log
            if step != nil, let count = domain.count {
                kind = .grid(count: count)
                ends = (0, Double(count))
            } else {
                kind = .continuous
                ends = log ? (Elementary.log(low), Elementary.log(high)) : (low, high)
            }
        case .choice(let values, let ordered):
            kind = ordered ? .grid(count: values.count) : .category(count: values.count)
            ends = (0, Double(values.count))
        }
        start = ends.low
        width = ends.high - ends.low
        self.isLog = isLog
    }

    /// How many values there are, nil for a continuum.
    public var count: Int? {
        switch kind {
        case .continuous: domain.count
        case .grid(let count), .category(let count): count
        }
    }

    /// The coordinate of `value`, nil when the domain does not contain it.
    public func coordinate(of value: Value) -> Double? {
        guard case .continuous = kind else { return cell(of: value).map(coordinate(ofCell:)) }
        guard let number = domain.canonical(value)?.number else { return nil }
        guard width > 0 else { return 0.5 }
        let position = ((isLog ? Elementary.log(number) : number) - start) / width
        return min(max(position, 0), 1)
    }

    /// The value at `coordinate`; one beyond the ends is taken to the nearest end.
    public func value(at coordinate: Double) -> Value {
        guard case .continuous = kind, case .float(let low, let high, _, _) = domain else {
            return value(ofCell: cell(at: coordinate))
        }
        let number = start + coordinate * width
        return .float(min(max(isLog ? Elementary.exp(number) : number, low), high))
    }

    /// The value at the share `fraction` of `0 ..< 1` of all values, an unordered choice's taken in their list's order.
    public func value(atFraction fraction: Double) -> Value {
        if case .category(let count) = kind { return value(at: fraction * Double(count)) }
        return value(at: fraction)
    }

    /// The index of `value` among a finite domain's values, in their order; nil when it is outside.
    public func cell(of value: Value) -> Int? {
        switch domain {
        case .int(let low, _, let step, _):
            guard case .int(let number)? = domain.canonical(value) else { return nil }
            return (number - low) / step
        case .float(let low, let high, let step, _):
            guard let step, case .float(let number)? = domain.canonical(value) else {
                return low == high && value.number == low ? 0 : nil
            }
            return Int(((number - low) / step).rounded())
        case .choice:
            return domain.choiceIndex(of: value)
        }
    }

    /// The value number `cell` of a finite domain.
    public func value(ofCell cell: Int) -> Value {
        switch domain {
        case .int(let low, _, let step, _):
            return .int(low + cell * step)
        case .float(let low, let high, let step, _):
            return .float(step.map { Domain.gridValue(low: low, high: high, step: $0, index: cell) } ?? low)
        case .choice(let values, _):
            return values[cell]
        }
    }

    /// The cell that `coordinate` falls in; beyond the ends, the first or last one.
    public func cell(at coordinate: Double) -> Int {
        switch kind {
        case .continuous:
            return 0
        case .category(let count):
            return min(max(Int(clamping: coordinate), 0), count - 1)
        case .grid(let count):
            let last = Double(count - 1)
            if isLog, case .int(let low, _, _, _) = domain {
                let number = Elementary.exp(start + coordinate * width).rounded() - Double(low)
                return min(Int(clamping: min(max(number, 0), last)), count - 1)
            }
            return min(Int(clamping: min(max((coordinate * Double(count)).rounded(.down), 0), last)), count - 1)
        }
    }

    /// The middle of a cell: where an observation of its value stands.
    public func coordinate(ofCell cell: Int) -> Double {
        switch kind {
        case .continuous: return 0.5
        case .category: return Double(cell)
        case .grid(let count):
            guard isLog, case .int(let low, _, _, _) = domain else { return (Double(cell) + 0.5) / Double(count) }
            return (Elementary.log(Double(low + cell)) - start) / width
        }
    }

    /// The ends of a grid's cell.
    public func edges(ofCell cell: Int) -> (low: Double, high: Double) {
        guard case .grid(let count) = kind else { return (0, 1) }
        guard isLog, case .int(let low, _, _, _) = domain else {
            return (Double(cell) / Double(count), Double(cell + 1) / Double(count))
        }
        let number = Double(low + cell)
        return (
            cell == 0 ? 0 : (Elementary.log(number - 0.5) - start) / width,
            cell == count - 1 ? 1 : (Elementary.log(number + 0.5) - start) / width
        )
    }

    /// How likely a finite domain's value is when it is drawn uniformly (in the logarithm where the domain says so).
    func mass(ofCell cell: Int) -> Double {
        switch kind {
        case .continuous: return 1
        case .category(let count): return 1 / Double(count)
        case .grid:
            let (low, high) = edges(ofCell: cell)
            return high - low
        }
    }
}

extension Int {
    /// A double as an integer, towards zero; the nearest where it does not fit, 0 for NaN.
    fileprivate init(clamping number: Double) {
        self = number.isNaN ? 0 : number >= 0x1p63 ? .max : number < -0x1p63 ? .min : Int(number)
    }
}
