// Messages as protocol buffers encode them: each field its number and kind, then its value. Fields of the value that is taken
// for a missing one are left out, as others do.
//
//     var event = ProtocolBuffer()
//     event.add(1, 1764374400.5)     // wall_time
//     event.add(2, 7)                // step
//
// https://protobuf.dev/programming-guides/encoding

/// A message that is being written.
struct ProtocolBuffer {
    private(set) var bytes: [UInt8] = []

    private enum Kind: UInt64 {
        case varint = 0
        case bits64 = 1
        case lengthDelimited = 2
        case bits32 = 5
    }

    mutating func add(_ field: Int, _ value: Int) {
        guard value != 0 else { return }
        key(field, .varint)
        varint(UInt64(bitPattern: Int64(value)))
    }

    mutating func add(_ field: Int, _ value: Double) {
        guard value.bitPattern != 0 else { return }
        addAlways(field, value)
    }

    /// A number of a choice of fields, in which 0 is a value and none is another thing.
    mutating func addAlways(_ field: Int, _ value: Double) {
        key(field, .bits64)
        littleEndian(value.bitPattern)
    }

    mutating func addAlways(_ field: Int, _ value: Float) {
        key(field, .bits32)
        littleEndian(value.bitPattern)
    }

    mutating func addAlways(_ field: Int, _ value: Bool) {
        key(field, .varint)
        varint(value ? 1 : 0)
    }

    mutating func add(_ field: Int, _ text: String) { if !text.isEmpty { addAlways(field, text) } }

    mutating func addAlways(_ field: Int, _ text: String) { add(field, bytes: Array(text.utf8)) }

    mutating func add(_ field: Int, _ message: ProtocolBuffer) { add(field, bytes: message.bytes) }

    private mutating func add(_ field: Int, bytes part: [UInt8]) {
        key(field, .lengthDelimited)
        varint(UInt64(part.count))
        bytes += part
    }

    private mutating func key(_ field: Int, _ kind: Kind) { varint(UInt64(field) << 3 | kind.rawValue) }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private mutating func littleEndian<Bits: FixedWidthInteger>(_ bits: Bits) {
        withUnsafeBytes(of: bits.littleEndian) { bytes += $0 }
    }
}
