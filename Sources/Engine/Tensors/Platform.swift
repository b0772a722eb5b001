// What differs by platform: the C library's mathematics.

#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

extension Philox {
    /// One normal number (Box and Muller, 1958), in double precision rounded to float.
    public func normal(stream: UInt64, index: UInt64) -> Float {
        let words = block(stream: stream, index: index)
        let radius = (-2 * log((Double(words.0) + 1) * 0x1p-32)).squareRoot()
        return Float(radius * cos(2 * Double.pi * Double(words.1) * 0x1p-32))
    }
}

/// The positions' table of Vaswani et al. (2017): sin at even columns, cos at odd ones.
func sinusoid(time: Int, width: Int) -> [Float] {
    var table = [Float](repeating: 0, count: time * width)
    for column in 0..<width {
        let frequency = exp(-log(10000.0) * Double(column / 2 * 2) / Double(width))
        for position in 0..<time {
            let angle = Double(position) * frequency
            table[position * width + column] = Float(column.isMultiple(of: 2) ? sin(angle) : cos(angle))
        }
    }
    return table
}
