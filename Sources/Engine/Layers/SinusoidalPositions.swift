// Fixed positions of Vaswani et al. (2017), added to a sequence.

import System

extension Tape {
    /// x [B,T,D] plus sin and cos of the positions.
    public func addSinusoidalPositions(_ x: Variable) -> Variable {
        precondition(x.shape.count == 3, "addSinusoidalPositions: \(x.shape)")
        let table = sinusoid(time: x.shape[1], width: x.shape[2])
        return addRow(x, constant(table, [x.shape[1], x.shape[2]]))
    }
}

/// The positions' table [T,D]: sin at even columns, cos at odd ones.
func sinusoid(time: Int, width: Int) -> [Float] {
    var table = [Float](repeating: 0, count: time * width)
    for column in 0..<width {
        let frequency = Mathematics.exponential(
            -Mathematics.logarithm(10000.0) * Double(column / 2 * 2) / Double(width))
        for position in 0..<time {
            let angle = Double(position) * frequency
            table[position * width + column] = Float(
                column.isMultiple(of: 2) ? Mathematics.sine(angle) : Mathematics.cosine(angle))
        }
    }
    return table
}
