extension Array where Element == Float {
    /// Copies rows of `width` elements, in the order of `rows`, to the start of `target`.
    func copyRows(_ rows: ArraySlice<Int>, width: Int, to target: UnsafeMutableBufferPointer<Float>) {
        withUnsafeBufferPointer { source in
            guard let from = source.baseAddress, var to = target.baseAddress else { return }
            precondition(rows.count * width <= target.count)
            for row in rows {
                precondition(row >= 0 && (row + 1) * width <= source.count)
                to.update(from: from + row * width, count: width)
                to += width
            }
        }
    }
}
