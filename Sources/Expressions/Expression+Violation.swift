// How far a condition is from being true, for searches that must come nearer to it.

extension Expression {
    /// By how much this condition is violated when `values` gives the names' values: 0 where it is true, else above 0.
    ///
    /// A comparison of numbers is violated by the difference of its sides, `and` by the sum of its parts, `or` by the
    /// least of them; what has no distance (a string, a truth value, `!=`) by 1, a comparison with NaN infinitely.
    ///
    /// ```swift
    /// try Expression(parsing: "memory < 16 and ok").violation { ["memory": .float(18.5), "ok": .bool(true)][$0] }   // 2.5
    /// ```
    /// - Throws: `ExpressionError`, `.noValue` for a name that `values` gives nil for.
    public func violation(_ values: (String) -> Value?) throws(ExpressionError) -> Double {
        guard try evaluate(values) != .bool(true) else { return 0 }
        let distance = try withoutActuallyEscaping(values) { (values) throws(ExpressionError) in
            try ViolationMeasure(evaluator: Evaluator(values: values, source: source)).distance(to: true, of: root)
        }
        return max(distance, .leastNormalMagnitude)
    }
}

private struct ViolationMeasure {
    let evaluator: Evaluator

    /// How far `node` is from being `goal`.
    func distance(to goal: Bool, of node: Node) throws(ExpressionError) -> Double {
        if try evaluator.value(of: node) == .bool(goal) { return 0 }
        switch node {
        case .not(let operand, _): return try distance(to: !goal, of: operand)
        case .and(let left, let right, _):
            return goal ? try sum(left, right, goal) : try least(left, right, goal)
        case .or(let left, let right, _):
            return goal ? try least(left, right, goal) : try sum(left, right, goal)
        case .binary(.less, let left, let right, _), .binary(.lessOrEqual, let left, let right, _),
            .binary(.greater, let left, let right, _), .binary(.greaterOrEqual, let left, let right, _):
            return try difference(left, right)
        case .binary(.equal, let left, let right, _) where goal: return try difference(left, right)
        case .binary(.notEqual, let left, let right, _) where !goal: return try difference(left, right)
        default: return 1
        }
    }

    /// What both sides lack; a side that cannot be calculated once the other is not true is no part of it.
    private func sum(_ left: Node, _ right: Node, _ goal: Bool) throws(ExpressionError) -> Double {
        let first = try distance(to: goal, of: left)
        let second: Double
        do throws(ExpressionError) {
            second = try distance(to: goal, of: right)
        } catch {
            if first == 0 { throw error }
            return first
        }
        return first + second
    }

    private func least(_ left: Node, _ right: Node, _ goal: Bool) throws(ExpressionError) -> Double {
        let first = try distance(to: goal, of: left)
        guard let second = try? distance(to: goal, of: right) else { return first }
        return min(first, second)
    }

    /// How far two numbers are apart; 1 for other values.
    private func difference(_ left: Node, _ right: Node) throws(ExpressionError) -> Double {
        guard let left = try evaluator.value(of: left).number, let right = try evaluator.value(of: right).number else {
            return 1
        }
        if left == right { return .leastNormalMagnitude }
        let distance = abs(left - right)
        return distance.isNaN ? .infinity : distance
    }
}
