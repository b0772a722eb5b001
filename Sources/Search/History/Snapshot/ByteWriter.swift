/// Bytes put together from numbers and text: what `ByteReader` reads.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func byte(_ byte: UInt8) { bytes.append(byte) }

    /// An integer, small ones in few bytes: seven bits a byte, the lowest first, the sign in the lowest of all.
    mutating func integer(_ value: Int) {
        var rest = UInt64(bitPattern: Int64(value << 1 ^ value >> 63))
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// A word of 64 bits, the lowest byte first.
    mutating func word(_ value: UInt64) { withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) } }

    mutating func double(_ value: Double) { word(value.bitPattern) }

    mutating func text(_ text: String) {
        integer(text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }
}
