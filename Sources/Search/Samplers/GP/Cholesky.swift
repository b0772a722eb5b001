/// The lower factor `L` of a symmetric positive definite matrix `A = L Lᵀ`, grown a row at a time.
///
/// ```swift
/// var factor = Cholesky(capacity: 2)
/// factor.append { $0[0] = 4 }
/// factor.append { $0[0] = 2; $0[1] = 5 }  // A = [4 2; 2 5], L = [2 0; 1 2]
/// ```
/// Row-major with a fixed stride, so that every inner loop is a dot product over contiguous numbers.
struct Cholesky {
    /// The number of rows so far.
    private(set) var count = 0
    /// The distance between the beginnings of two rows.
    let stride: Int
    /// `L`, row by row; above the diagonal nothing is read.
    private(set) var elements: [Double]

    /// An empty factor with room for `capacity` rows.
    init(capacity: Int) {
        stride = capacity
        elements = [Double](repeating: 0, count: capacity * capacity)
    }

    /// Adds the next row of `A`; `fill` writes its `count + 1` elements up to the diagonal.
    ///
    /// - Returns: false, with the factor as it was, where the matrix would not be positive definite.
    @discardableResult
    mutating func append(fill: (UnsafeMutablePointer<Double>) -> Void) -> Bool {
        precondition(count < stride, "the factor is full")
        let row = count
        let stride = stride
        let ok = elements.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return false }
            let target = base + row * stride
            fill(target)
            for column in 0..<row {
                let other = base + column * stride
                target[column] = (target[column] - dot(target, other, column)) / other[column]
            }
            let rest = target[row] - dot(target, target, row)
            guard rest > 0, rest.isFinite else { return false }
            target[row] = rest.squareRoot()
            return true
        }
        if ok { count += 1 }
        return ok
    }

    /// The sum of the logarithms of the diagonal: half the logarithm of `A`'s determinant.
    var halfLogDeterminant: Double {
        var sum = 0.0
        for row in 0..<count { sum += Elementary.log(elements[row * stride + row]) }
        return sum
    }

    /// Solves `L z = b` in place; `b` has `count` elements.
    func solveLower(_ b: UnsafeMutablePointer<Double>) {
        elements.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            for row in 0..<count {
                let source = base + row * stride
                b[row] = (b[row] - dot(source, b, row)) / source[row]
            }
        }
    }

    /// Solves `Lᵀ z = b` in place; `b` has `count` elements.
    func solveUpper(_ b: UnsafeMutablePointer<Double>) {
        elements.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            var row = count - 1
            while row >= 0 {
                let source = base + row * stride
                let value = b[row] / source[row]
                b[row] = value
                for column in 0..<row { b[column] -= value * source[column] }
                row -= 1
            }
        }
    }

    /// The inverse of `A`, both halves, row-major, `count` × `count`.
    func inverse() -> [Double] {
        let order = count
        var columns = [Double](repeating: 0, count: order * order)
        var result = [Double](repeating: 0, count: order * order)
        elements.withUnsafeBufferPointer { lower in
            columns.withUnsafeMutableBufferPointer { columns in
                result.withUnsafeMutableBufferPointer { result in
                    guard let lower = lower.baseAddress, let columns = columns.baseAddress else { return }
                    for column in 0..<order {
                        let target = columns + column * order
                        target[column] = 1 / lower[column * stride + column]
                        for row in (column + 1)..<max(order, column + 1) {
                            let source = lower + row * stride
                            target[row] = -dot(source + column, target + column, row - column) / source[row]
                        }
                    }
                    for a in 0..<order {
                        for b in 0...a {
                            let sum = dot(columns + a * order + a, columns + b * order + a, order - a)
                            result[a * order + b] = sum
                            result[b * order + a] = sum
                        }
                    }
                }
            }
        }
        return result
    }
}
