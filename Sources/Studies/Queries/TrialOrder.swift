import Expressions
import Search
import Storage

/// Where a trial stands among others by what it reached; the least is the best.
struct TrialRank: Comparable {
    private let hasNoValue: Bool
    private let violation: Double
    private let isBehindBest: Bool
    private let loss: Double
    private let number: Int

    /// - Parameter best: the numbers of the best trials, which stand before all others that meet the conditions as well.
    init(_ trial: Trial, _ direction: Direction, _ best: Set<Int> = []) {
        let value = trial.values.first ?? .nan
        hasNoValue = value.isNaN
        violation = trial.violation ?? 0
        isBehindBest = !best.contains(trial.number)
        loss = direction.loss(value)
        number = trial.number
    }

    static func < (left: TrialRank, right: TrialRank) -> Bool {
        if left.hasNoValue != right.hasNoValue { return right.hasNoValue }
        if left.violation != right.violation { return left.violation < right.violation }
        if left.isBehindBest != right.isBehindBest { return right.isBehindBest }
        return (left.loss, left.number) < (right.loss, right.number)
    }
}

/// The value of a field, in an order of its own: numbers, then texts, then nothing and NaN.
struct FieldKey: Comparable {
    private let number: Double
    private let text: String?
    /// Whether there is nothing to order by.
    let isLast: Bool

    init(_ value: Value?) {
        switch value {
        case .int(let int)?: (number, text, isLast) = (Double(int), nil, false)
        case .float(let float)?: (number, text, isLast) = (float, nil, float.isNaN)
        case .bool(let bool)?: (number, text, isLast) = (bool ? 1 : 0, nil, false)
        case .string(let string)?: (number, text, isLast) = (0, string, false)
        case nil: (number, text, isLast) = (0, nil, true)
        }
    }

    static func < (left: FieldKey, right: FieldKey) -> Bool {
        if left.isLast || right.isLast { return !left.isLast && right.isLast }
        switch (left.text, right.text) {
        case (nil, nil): return left.number < right.number
        case (let own?, let other?): return own < other
        case (nil, _?): return true
        case (_?, nil): return false
        }
    }

    static func == (left: FieldKey, right: FieldKey) -> Bool { !(left < right) && !(right < left) }
}
