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

    /// The best point found from `start`, and its value; `function` fills in the gradient.
    func minimize(
        from start: [Double], _ function: ([Double], inout [Double]) -> Double
    ) -> (point: [Double], value: Double) {
        let n = start.count
        var x = start
        for i in 0..<n { x[i] = min(max(x[i], lower[i]), upper[i]) }
        var gradient = [Double](repeating: 0, count: n)
        var value = function(x, &gradient)
        var spent = 1
        var steps: [(s: [Double], y: [Double], inverse: Double)] = []
        var trialGradient = gradient
        while spent < evaluations && value.isFinite {
            let free = (0..<n).map { i in
                !(x[i] <= lower[i] && gradient[i] > 0) && !(x[i] >= upper[i] && gradient[i] < 0)
            }
            var largest = 0.0
            for i in 0..<n where free[i] { largest = max(largest, abs(gradient[i])) }
            if largest <= tolerance { break }

            var direction = gradient
            for i in 0..<n where !free[i] { direction[i] = 0 }
            var coefficients: [Double] = []
            for step in steps.reversed() {
                var a = 0.0
                for i in 0..<n where free[i] { a += step.s[i] * direction[i] }
                a *= step.inverse
                coefficients.append(a)
                for i in 0..<n where free[i] { direction[i] -= a * step.y[i] }
            }
            var scale = 1 / max(1, largest)
            if let last = steps.last {
                var yy = 0.0
                for i in 0..<n { yy += last.y[i] * last.y[i] }
                scale = 1 / (last.inverse * yy)
            }
            for i in 0..<n { direction[i] *= scale }
            for (step, a) in zip(steps, coefficients.reversed()) {
                var b = 0.0
                for i in 0..<n where free[i] { b += step.y[i] * direction[i] }
                b *= step.inverse
                for i in 0..<n where free[i] { direction[i] += (a - b) * step.s[i] }
            }
            var descent = 0.0
            for i in 0..<n { descent += direction[i] * gradient[i] }
            if !(descent > 0) {
                if steps.isEmpty { break }
                steps.removeAll()
                continue
            }

            var length = 1.0
            var longest = 0.0
            for i in 0..<n { longest = max(longest, abs(direction[i])) }
            if longest > 2 { length = 2 / longest }
            var moved = false
            while spent < evaluations {
                var trial = x
                var expected = 0.0
                for i in 0..<n {
                    trial[i] = min(max(x[i] - length * direction[i], lower[i]), upper[i])
                    expected += gradient[i] * (trial[i] - x[i])
                }
                let trialValue = function(trial, &trialGradient)
                spent += 1
                if trialValue.isFinite, trialValue <= value + 1e-4 * expected {
                    var sy = 0.0
                    var s = [Double](repeating: 0, count: n)
                    var y = s
                    for i in 0..<n {
                        s[i] = trial[i] - x[i]
                        y[i] = trialGradient[i] - gradient[i]
                        sy += s[i] * y[i]
                    }
                    if sy > 1e-10 {
                        steps.append((s, y, 1 / sy))
                        if steps.count > memory { steps.removeFirst() }
                    }
                    moved = value - trialValue > 1e-9 * max(1, abs(value))
                    x = trial
                    value = trialValue
                    gradient = trialGradient
                    break
                }
                length *= 0.35
                if length < 1e-6 { break }
            }
            if !moved { break }
        }
        return (x, value)
    }
}
