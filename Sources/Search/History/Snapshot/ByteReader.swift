/// Reads what `ByteWriter` wrote. The bytes may be anyone's: each read checks that there are as many as it needs.
struct ByteReader {
    /// The bytes are not what they should be.
    struct Damage: Error {}

    private let bytes: ArraySlice<UInt8>
    private var position: Int

    init(_ bytes: ArraySlice<UInt8>) { (self.bytes, position) = (bytes, bytes.startIndex) }

    var isAtEnd: Bool { position == bytes.endIndex }

    mutating func byte() throws(Damage) -> UInt8 {
        guard position < bytes.endIndex else { throw Damage() }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func integer() throws(Damage) -> Int {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            let next = UInt64(try byte())
            guard shift < 63 || next <= 1 else { throw Damage() }
            value |= (next & 0x7F) << shift
            if next < 0x80 { return Int(truncatingIfNeeded: value >> 1) ^ -Int(value & 1) }
        }
        throw Damage()
    }

    /// A count of things that take at least `size` bytes each: never more than are left, so that nobody reserves memory for
    /// what is not there.
    mutating func count(ofSize size: Int = 1) throws(Damage) -> Int {
        let count = try integer()
        guard count >= 0, count <= (bytes.endIndex - position) / size else { throw Damage() }
        return count
    }

    mutating func word() throws(Damage) -> UInt64 {
        guard bytes.endIndex - position >= 8 else { throw Damage() }
        defer { position += 8 }
        return bytes.withUnsafeBytes {
            UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: position - bytes.startIndex, as: UInt64.self))
        }
    }

    mutating func double() throws(Damage) -> Double { Double(bitPattern: try word()) }

    mutating func text() throws(Damage) -> String {
        let count = try count()
        defer { position += count }
        guard let text = String(validating: bytes[position..<(position + count)], as: UTF8.self) else { throw Damage() }
        return text
    }
}
