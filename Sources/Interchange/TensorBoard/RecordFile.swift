// The records of a TFRecord file: a length, its checksum, the bytes, their checksum.
//
//     var file = RecordFile()
//     file.append(event.bytes)
//
// https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details

/// Records one after another.
struct RecordFile {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ record: [UInt8]) {
        let length = withUnsafeBytes(of: UInt64(record.count).littleEndian) { [UInt8]($0) }
        for part in [length, record] {
            bytes += part
            withUnsafeBytes(of: CRC32C.masked(part).littleEndian) { bytes += $0 }
        }
    }
}

/// The cyclic redundancy check of Castagnoli's polynomial, bit-reversed 0x82F63B78 (RFC 3720, appendix B.4).
enum CRC32C {
    private static let table: [UInt32] = (0..<256).map { index in
        var crc = UInt32(index)
        for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0x82F6_3B78 : crc >> 1 }
        return crc
    }

    static func of(_ bytes: [UInt8]) -> UInt32 {
        let table = table
        var crc = UInt32.max
        for byte in bytes { crc = (crc >> 8) ^ table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] }
        return ~crc
    }

    /// As records have it: a checksum of bytes that hold their own checksum says little.
    static func masked(_ bytes: [UInt8]) -> UInt32 {
        let crc = of(bytes)
        let turned = (crc >> 15) | (crc << 17)
        return turned &+ 0xA282_EAD8
    }
}
