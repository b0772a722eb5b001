public import Expressions

extension Domain {
    /// How many values there are; nil when they are a continuum or more than `Int.max`.
    public var count: Int? {
        switch self {
        case .int(let low, let high, let step, _):
            let (width, overflow) = high.subtractingReportingOverflow(low)
            guard !overflow, step > 0 else { return nil }
            let (count, tooMany) = (width / step).addingReportingOverflow(1)
            return tooMany ? nil : count
        case .float(let low, let high, let step, _):
            guard let step else { return low == high ? 1 : nil }
            let steps = ((high - low) / step + Domain.gridSlack).rounded(.down)
            return steps < 0x1p53 ? Int(steps) + 1 : nil
        case .choice(let values, _):
            return values.count
        }
    }

    /// The value as this domain writes it (`4` in a float range becomes `4.0`, `0.15000000000000002` on a grid of
    /// 0.05 becomes `0.15`); nil when it is outside.
    public func canonical(_ value: Value) -> Value? {
        switch self {
        case .int(let low, let high, let step, _):
            guard let number = value.exactInt, number >= low, number <= high else { return nil }
            let (offset, overflow) = number.subtractingReportingOverflow(low)
            return !overflow && offset % step == 0 ? .int(number) : nil
        case .float(let low, let high, let step, _):
            guard let number = value.number else { return nil }
            guard let step else { return number >= low && number <= high ? .float(number) : nil }
            let position = ((number - low) / step).rounded()
            guard position >= 0, let count, position < Double(count) else { return nil }
            let grid = Domain.gridValue(low: low, high: high, step: step, index: Int(position))
            return abs(grid - number) <= step * Domain.gridSlack ? .float(grid) : nil
        case .choice(let values, _):
            return choiceIndex(of: value).map { values[$0] }
        }
    }

    /// Where `value` stands in the list of choices; a number finds its equal of the other kind (`1` finds `1.0`).
    func choiceIndex(of value: Value) -> Int? {
        guard case .choice(let values, _) = self else { return nil }
        if let index = values.firstIndex(of: value) { return index }
        guard let number = value.number else { return nil }
        return values.firstIndex { $0.number == number }
    }

    /// What is wrong with the domain of the parameter `name`, nil when it is sound.
    func mistake(in name: String) -> SpaceError? {
        switch self {
        case .int(let low, let high, let step, let log):
            if low > high { return .emptyRange(parameter: name, low: .int(low), high: .int(high)) }
            if step < 1 { return .badStep(parameter: name, step: .int(step)) }
            if log && low < 1 { return .logNeedsPositive(parameter: name, low: .int(low)) }
            if log && step != 1 { return .stepWithLog(parameter: name) }
            if count == nil { return .rangeTooWide(parameter: name) }
        case .float(let low, let high, let step, let log):
            guard low.isFinite, high.isFinite else { return .rangeTooWide(parameter: name) }
            if low > high { return .emptyRange(parameter: name, low: .float(low), high: .float(high)) }
            if !(high - low).isFinite { return .rangeTooWide(parameter: name) }
            if log && low <= 0 { return .logNeedsPositive(parameter: name, low: .float(low)) }
            if let step {
                if !(step > 0) || !step.isFinite { return .badStep(parameter: name, step: .float(step)) }
                if log { return .stepWithLog(parameter: name) }
                if count == nil { return .rangeTooWide(parameter: name) }
            }
        case .choice(let values, _):
            if values.isEmpty { return .noChoices(parameter: name) }
            var seen: Set<Value> = []
            for value in values {
                if case .float(let number) = value, number.isNaN { return .notANumber(parameter: name) }
                // 1 and 1.0 are the same number.
                let isNew = seen.insert(value.number.map { .float($0) } ?? value).inserted
                if !isNew { return .repeatedChoice(parameter: name, value: value) }
            }
        }
        return nil
    }

    /// How far, in steps, a number may be from the grid and still count as on it.
    static let gridSlack = 1e-6

    /// `low + index * step`, written with the fewest decimals where rounding error alone would add some.
    static func gridValue(low: Double, high: Double, step: Double, index: Int) -> Double {
        let raw = min(low + Double(index) * step, high)
        let tolerance = 4 * max(abs(low), abs(high)).ulp
        var scale = 1.0
        for _ in 0..<13 {
            let rounded = (raw * scale).rounded() / scale
            if abs(rounded - raw) <= tolerance, rounded >= low, rounded <= high { return rounded }
            scale *= 10
        }
        return raw
    }
}

extension Value {
    /// The value as an integer where it is one exactly.
    var exactInt: Int? {
        switch self {
        case .int(let number): number
        case .float(let number): Int(exactly: number)
        case .string, .bool: nil
        }
    }
}
