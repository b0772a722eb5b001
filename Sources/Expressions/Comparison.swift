/// Equality and order of values. Integers and floats compare by their exact mathematical values; NaN is unequal to all
/// and in no order; values of different kinds are unequal.
enum Comparison {
    static func areEqual(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.int(let left), .int(let right)): left == right
        case (.string(let left), .string(let right)): left == right
        case (.bool(let left), .bool(let right)): left == right
        case (.float(let left), .float(let right)): left == right
        case (.int(let left), .float(let right)), (.float(let right), .int(let left)): order(left, right) == .same
        default: false
        }
    }

    /// Whether `left operation right` holds; nil where the kinds have no order.
    static func holds(_ operation: BinaryOperator, _ left: Value, _ right: Value) -> Bool? {
        let order: Order
        switch (left, right) {
        case (.int(let left), .int(let right)): order = Order(left, right)
        case (.string(let left), .string(let right)): order = Order(left, right)
        case (.float(let left), .float(let right)):
            order = left.isNaN || right.isNaN ? .none : Order(left, right)
        case (.int(let left), .float(let right)): order = self.order(left, right)
        case (.float(let left), .int(let right)): order = self.order(right, left).reversed
        default: return nil
        }
        switch operation {
        case .less: return order == .less
        case .lessOrEqual: return order == .less || order == .same
        case .greater: return order == .greater
        case .greaterOrEqual: return order == .greater || order == .same
        default: return nil
        }
    }

    enum Order {
        case less, same, greater, none

        init<T: Comparable>(_ left: T, _ right: T) {
            self = left < right ? .less : left == right ? .same : .greater
        }

        var reversed: Order {
            switch self {
            case .less: .greater
            case .greater: .less
            case .same, .none: self
            }
        }
    }

    /// How the integer stands to the float, without rounding the integer.
    private static func order(_ left: Int, _ right: Double) -> Order {
        if right.isNaN { return .none }
        if right >= 0x1p63 { return .less }
        if right < -0x1p63 { return .greater }
        let whole = right.rounded(.towardZero)
        let order = Order(left, Int(whole))
        return order == .same ? Order(whole, right) : order
    }
}
