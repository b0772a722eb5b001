import Testing

@testable import Search

@Suite struct BoundedQuasiNewtonTests {
    private static func rosenbrock(_ x: [Double], _ gradient: inout [Double]) -> Double {
        let a = 1 - x[0]
        let b = x[1] - x[0] * x[0]
        gradient = [-2 * a - 400 * x[0] * b, 200 * b]
        return a * a + 100 * b * b
    }

    @Test("Rosenbrock's valley is followed to its minimum at (1, 1)")
    func valley() {
        var optimizer = BoundedQuasiNewton(lower: [-5, -5], upper: [5, 5])
        optimizer.evaluations = 500
        optimizer.tolerance = 1e-8
        let (point, value) = optimizer.minimize(from: [-1.2, 1], Self.rosenbrock)
        #expect(abs(point[0] - 1) < 1e-4 && abs(point[1] - 1) < 1e-4)
        #expect(value < 1e-8)
    }

    @Test("with the first coordinate at most 0.5, the minimum is at (0.5, 0.25)")
    func bounded() {
        var optimizer = BoundedQuasiNewton(lower: [-5, -5], upper: [0.5, 5])
        optimizer.evaluations = 500
        let (point, _) = optimizer.minimize(from: [-1.2, 1], Self.rosenbrock)
        #expect(point[0] == 0.5)
        #expect(abs(point[1] - 0.25) < 1e-4)
    }

    @Test("no more evaluations are spent than allowed, and a start outside the box is taken into it")
    func frugal() {
        var optimizer = BoundedQuasiNewton(lower: [-1, -1], upper: [1, 1])
        optimizer.evaluations = 7
        var spent = 0
        let (point, _) = optimizer.minimize(from: [40, -40]) { x, gradient in
            spent += 1
            #expect(x.allSatisfy { abs($0) <= 1 })
            return Self.rosenbrock(x, &gradient)
        }
        #expect(spent <= 7)
        #expect(point.allSatisfy { abs($0) <= 1 })
    }

    @Test("where the function is not finite, the start is the answer")
    func infinite() {
        let optimizer = BoundedQuasiNewton(lower: [0], upper: [1])
        let (point, _) = optimizer.minimize(from: [0.3]) { _, _ in .infinity }
        #expect(point == [0.3])
    }
}
