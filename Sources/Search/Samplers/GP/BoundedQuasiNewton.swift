/// Minimises a smooth function inside a box: limited-memory BFGS directions over the free variables, projected
/// backtracking steps.
///
/// Nocedal and Wright 2006, chapter 7 (the two loops of algorithm 7.4) and Bertsekas 1982 (projection).
struct BoundedQuasiNewton {
    let lower: [Double]
    let upper: [Double]
    /// The number of evaluations that it may spend.
    var evaluations = 40
    /// It ends when no free component of the gradient is larger.
    var tolerance = 1e-3
    private let memory = 8

    init(lower: [Double], upper: [Double]) {
        self.lower = lower
        self.upper = upper
    }

    /// A point inside the box with the function's value and gradient there.
    private struct Place {
        var point: [Double]
        var value = 0.0
        var gradient: [Double]
    }

    /// A step that was taken, and what it did to the gradient: the curvature along it.
    private struct Step {
        let move: [Double]
        let change: [Double]
        /// One over their product.
        let inverse: Double
    }

    /// The best point found from `start`, and its value; `function` fills in the gradient.
    func minimize(
        from start: [Double], _ function: ([Double], inout [Double]) -> Double
    ) -> (point: [Double], value: Double) {
        let clamped = start.indices.map { min(max(start[$0], lower[$0]), upper[$0]) }
        var here = Place(point: clamped, gradient: [Double](repeating: 0, count: start.count))
        here.value = function(here.point, &here.gradient)
        var spent = 1
        var steps: [Step] = []
        while spent < evaluations && here.value.isFinite {
            let free = freeVariables(at: here)
            let largest = free.indices.reduce(0) { free[$1] ? max($0, abs(here.gradient[$1])) : $0 }
            if largest <= tolerance { break }
            let direction = direction(at: here, free: free, largest: largest, after: steps)
            guard product(direction, here.gradient) > 0 else {
                // What the steps taught does not hold here: on with the gradient alone.
                if steps.isEmpty { break }
                steps.removeAll()
                continue
            }
            guard let next = descend(from: here, against: direction, &spent, function) else { break }
            if let step = Self.step(from: here, to: next) {
                steps.append(step)
                if steps.count > memory { steps.removeFirst() }
            }
            let hasMoved = here.value - next.value > 1e-9 * max(1, abs(here.value))
            here = next
            if !hasMoved { break }
        }
        return (here.point, here.value)
    }

    /// Which variables are not held by a bound that the descent pushes against.
    private func freeVariables(at place: Place) -> [Bool] {
        place.point.indices.map { i in
            let (x, slope) = (place.point[i], place.gradient[i])
            return !(x <= lower[i] && slope > 0) && !(x >= upper[i] && slope < 0)
        }
    }

    /// The gradient of the free variables times the inverse Hessian that `steps` tell of: the two loops.
    private func direction(at place: Place, free: [Bool], largest: Double, after steps: [Step]) -> [Double] {
        var direction = place.gradient
        for i in free.indices where !free[i] { direction[i] = 0 }
        var coefficients: [Double] = []
        for step in steps.reversed() {
            var a = 0.0
            for i in free.indices where free[i] { a += step.move[i] * direction[i] }
            a *= step.inverse
            coefficients.append(a)
            for i in free.indices where free[i] { direction[i] -= a * step.change[i] }
        }
        let scale = steps.last.map { 1 / ($0.inverse * product($0.change, $0.change)) } ?? 1 / max(1, largest)
        for i in free.indices { direction[i] *= scale }
        for (step, a) in zip(steps, coefficients.reversed()) {
            var b = 0.0
            for i in free.indices where free[i] { b += step.change[i] * direction[i] }
            b *= step.inverse
            for i in free.indices where free[i] { direction[i] += (a - b) * step.move[i] }
        }
        return direction
    }

    /// The first place against `direction` that lowers the function by enough (Armijo), by ever shorter steps; nil where
    /// there is none or the evaluations are spent.
    private func descend(
        from place: Place, against direction: [Double], _ spent: inout Int,
        _ function: ([Double], inout [Double]) -> Double
    ) -> Place? {
        let longest = direction.reduce(0) { max($0, abs($1)) }
        var length = longest > 2 ? 2 / longest : 1
        var next = place
        while spent < evaluations {
            var expected = 0.0
            for i in direction.indices {
                next.point[i] = min(max(place.point[i] - length * direction[i], lower[i]), upper[i])
                expected += place.gradient[i] * (next.point[i] - place.point[i])
            }
            next.value = function(next.point, &next.gradient)
            spent += 1
            if next.value.isFinite, next.value <= place.value + 1e-4 * expected { return next }
            length *= 0.35
            if length < 1e-6 { break }
        }
        return nil
    }

    /// The step between two places; nil where the function does not curve upward along it.
    private static func step(from place: Place, to next: Place) -> Step? {
        let move = place.point.indices.map { next.point[$0] - place.point[$0] }
        let change = place.point.indices.map { next.gradient[$0] - place.gradient[$0] }
        let curvature = product(move, change)
        return curvature > 1e-10 ? Step(move: move, change: change, inverse: 1 / curvature) : nil
    }
}

/// The sum of the products, from the first to the last.
private func product(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for i in a.indices { sum += a[i] * b[i] }
    return sum
}
