import Testing

@testable import System

@Suite("Descriptors")
struct TransferTests {
    @Test("a pipe that is full takes a part, and gives it back in order")
    func fullPipe() throws {
        let pipe = try Pipe()
        pipe.reading.doNotBlock()
        pipe.writing.doNotBlock()
        #expect(try pipe.reading.receive(upTo: 10) == nil)
        let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var sent = 0
        var received: [UInt8] = []
        while sent < bytes.count {
            let step = try pipe.writing.send(bytes[sent...])
            #expect(step < bytes.count)
            sent += step
            while let chunk = try pipe.reading.receive(upTo: 4096), !chunk.isEmpty { received += chunk }
        }
        #expect(received == bytes)
    }

    @Test("a read past the end of a file is an error, and a folder has no size")
    func bounds() throws {
        let file = try Descriptor(reading: "/proc/self/status")
        #expect(throws: SystemError.self) {
            var bytes = [UInt8](repeating: 0, count: 1 << 20)
            var failure: SystemError?
            bytes.withUnsafeMutableBytes { buffer in
                do throws(SystemError) { try file.fill(buffer, at: 0) } catch { failure = error }
            }
            if let failure { throw failure }
        }
        #expect(try Descriptor(reading: "/").regularSize() == nil)
        #expect(try Descriptor(reading: "/dev/null").regularSize() == nil)
    }

    @Test("the position of a byte is the first one's", arguments: [0, 1, 15, 16, 17, 1000])
    func position(_ offset: Int) {
        let bytes = [UInt8](repeating: 1, count: offset) + [10, 10] + [UInt8](repeating: 1, count: 40)
        #expect(bytes[...].position(of: 10) == offset)
        #expect(bytes[(offset + 2)...].position(of: 10) == nil)
        #expect(bytes[(offset + 1)...].position(of: 10) == offset + 1)
        #expect([UInt8]()[...].position(of: 10) == nil)
    }

    @Test(
        "numbers are written as people do",
        arguments: [(1e-7, "1e-7"), (0.1 + 0.2, "0.3"), (1_234_567, "1.23457e6"), (-0.0, "-0"), (12, "12")])
    func numbers(_ value: Double, _ text: String) {
        #expect(Mathematics.text(value, digits: 6) == text)
    }
}
