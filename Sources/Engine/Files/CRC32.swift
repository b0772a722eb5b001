/// The checksum of zip archives: the remainder of the bytes, lowest bit first, by the polynomial 0xEDB88320.
///
///     var sum = CRC32()
///     sum.add(bytes)
///     sum.value
///
/// Eight bytes at a time by eight tables (Kounavis and Berry, "A Systematic Approach to Building High Performance
/// Software-Based CRC Generators", 2005).
struct CRC32 {
    private var state: UInt32 = 0xFFFF_FFFF

    /// The checksum of all bytes so far.
    var value: UInt32 { ~state }

    /// Takes more bytes.
    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        var state = state
        Self.tables.withUnsafeBufferPointer { tables in
            let whole = bytes.count / 8 * 8
            for start in stride(from: 0, to: whole, by: 8) {
                let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
                let mixed = word ^ UInt64(state)
                state = 0
                for place in 0..<8 {
                    state ^= tables[(7 - place) * 256 + Int(mixed >> UInt64(8 * place) & 0xFF)]
                }
            }
            for index in whole..<bytes.count {
                state = state >> 8 ^ tables[Int(UInt8(truncatingIfNeeded: state) ^ bytes[index])]
            }
        }
        self.state = state
    }

    /// Table 0 takes a byte into the state, table k a byte with k others behind it.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var state = UInt32(byte)
            for _ in 0..<8 { state = state & 1 == 1 ? state >> 1 ^ 0xEDB8_8320 : state >> 1 }
            tables[byte] = state
        }
        for index in 256..<tables.count {
            let before = tables[index - 256]
            tables[index] = before >> 8 ^ tables[Int(before & 0xFF)]
        }
        return tables
    }()
}
