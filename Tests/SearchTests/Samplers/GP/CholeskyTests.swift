import Testing

@testable import Search

@Suite struct CholeskyTests {
    /// A random symmetric positive definite matrix, row-major.
    static func matrix(_ order: Int, using generator: inout Generator) -> [Double] {
        let factor = (0..<order * order).map { _ in generator.normal() }
        var result = [Double](repeating: 0, count: order * order)
        for row in 0..<order {
            for column in 0..<order {
                for k in 0..<order {
                    result[row * order + column] += factor[row * order + k] * factor[column * order + k]
                }
                if row == column { result[row * order + column] += 0.5 }
            }
        }
        return result
    }

    static func factor(_ matrix: [Double], order: Int) -> Cholesky {
        var factor = Cholesky(capacity: order)
        for row in 0..<order {
            factor.append { target in
                for column in 0...row { target[column] = matrix[row * order + column] }
            }
        }
        return factor
    }

    @Test("the factor times its transpose is the matrix", arguments: [1, 2, 7, 8, 9, 23])
    func product(order: Int) {
        var generator = Generator(seed: 1, trial: order)
        let matrix = Self.matrix(order, using: &generator)
        let factor = Self.factor(matrix, order: order)
        #expect(factor.count == order)
        for row in 0..<order {
            for column in 0...row {
                var sum = 0.0
                for k in 0...column { sum += factor.elements[row * order + k] * factor.elements[column * order + k] }
                #expect(abs(sum - matrix[row * order + column]) < 1e-10 * Double(order))
            }
        }
    }

    @Test("the inverse times the matrix is the identity, and solving agrees with it", arguments: [1, 3, 8, 17])
    func inverse(order: Int) {
        var generator = Generator(seed: 2, trial: order)
        let matrix = Self.matrix(order, using: &generator)
        let factor = Self.factor(matrix, order: order)
        let inverse = factor.inverse()
        let b = (0..<order).map { _ in generator.normal() }
        var solution = b
        solution.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            factor.solveLower(base)
            factor.solveUpper(base)
        }
        for row in 0..<order {
            var direct = 0.0
            for column in 0..<order {
                var sum = 0.0
                for k in 0..<order { sum += inverse[row * order + k] * matrix[k * order + column] }
                #expect(abs(sum - (row == column ? 1 : 0)) < 1e-8)
                direct += inverse[row * order + column] * b[column]
            }
            #expect(abs(direct - solution[row]) < 1e-8)
        }
    }

    @Test("the determinant of a matrix worked out by hand")
    func determinant() {
        let factor = Self.factor([4, 2, 2, 5], order: 2)
        #expect(abs(factor.halfLogDeterminant - 0.5 * Elementary.log(16)) < 1e-15)
    }

    @Test("a matrix that is not positive definite is refused, and the factor stays as it was")
    func refusal() {
        var factor = Cholesky(capacity: 2)
        factor.append { $0[0] = 1 }
        let appended = factor.append { target in
            target[0] = 2
            target[1] = 1
        }
        #expect(!appended)
        #expect(factor.count == 1)
    }

    @Test("the exponential of negative numbers has fifteen digits")
    func exponentials() {
        var generator = Generator(seed: 3, trial: 0)
        for _ in 0..<2000 {
            let x = -generator.uniform() * 600
            let exact = Elementary.exp(x)
            #expect(abs(exponential(ofNegative: x) - exact) <= 1e-15 * exact)
        }
        #expect(exponential(ofNegative: 0) == 1)
        #expect(exponential(ofNegative: -1e300) < 1e-300)
    }
}
