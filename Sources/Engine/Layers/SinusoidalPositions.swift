// Fixed positions of Vaswani et al. (2017), added to a sequence.

extension Tape {
    /// x [B,T,D] plus sin and cos of the positions.
    public func addSinusoidalPositions(_ x: Variable) -> Variable {
        precondition(x.shape.count == 3, "addSinusoidalPositions: \(x.shape)")
        let table = sinusoid(time: x.shape[1], width: x.shape[2])
        return addRow(x, constant(table, [x.shape[1], x.shape[2]]))
    }
}
