import Testing

@testable import Interchange

@Suite("Files of TensorBoard's")
struct RecordFileTests {
    @Test(
        "checksums are those of RFC 3720",
        arguments: [
            (Array("123456789".utf8), 0xE306_9283), ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
            ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43), ([UInt8](0..<32), 0x46DD_794E), ([], 0),
        ] as [([UInt8], UInt32)])
    func checksum(bytes: [UInt8], crc: UInt32) { #expect(CRC32C.of(bytes) == crc) }

    @Test("a record is its length, its bytes, and a masked checksum of each")
    func framed() {
        var file = RecordFile()
        file.append([1, 2, 3])
        let length: [UInt8] = [3, 0, 0, 0, 0, 0, 0, 0]
        #expect(file.bytes.count == 8 + 4 + 3 + 4)
        #expect(Array(file.bytes[..<8]) == length)
        #expect(Array(file.bytes[12..<15]) == [1, 2, 3])
        let stored = file.bytes[8..<12].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        // The mask undone, as a reader does.
        let turned = stored &- 0xA282_EAD8
        #expect((turned >> 17 | turned << 15) == CRC32C.of(length))
    }

    @Test("fields are written as protocol buffers have them, and the values that are taken for missing ones are not")
    func fields() {
        var message = ProtocolBuffer()
        message.add(1, 300)
        message.add(2, "ab")
        message.add(3, 0)
        message.add(4, "")
        message.add(5, -0.0)
        message.addAlways(6, Float(1))
        message.addAlways(7, false)
        #expect(
            message.bytes == [0x08, 0xAC, 0x02, 0x12, 2, 0x61, 0x62, 0x29, 0, 0, 0, 0, 0, 0, 0, 0x80]
                + [0x35, 0, 0, 0x80, 0x3F, 0x38, 0])
    }
}
