import Testing

@testable import Runner

@Suite("Frames of output")
struct OutputFramesTests {
    @Test(
        "come back whole and in order, however the file is cut when it is read", arguments: [1, 2, 3, 7, 100, 1 << 20])
    func cuts(size: Int) throws {
        let written: [(TrialStream, [UInt8])] = [
            (.output, Array("{\"epoch\": 1}\n".utf8)), (.errors, [0, 10, 255, 10]), (.output, [10]),
            (.output, (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }),
        ]
        let file = written.flatMap { OutputFrames.frames($0, $1) }
        var reader = OutputFrameReader()
        var found: [TrialStream: [UInt8]] = [:]
        for start in stride(from: 0, to: file.count, by: size) {
            for (stream, bytes) in try reader.read(Array(file[start..<min(start + size, file.count)])) {
                found[stream, default: []] += bytes
            }
        }
        #expect(reader.offset == file.count)
        for stream in [TrialStream.output, .errors] {
            #expect(found[stream] == written.filter { $0.0 == stream }.flatMap { $0.1 })
        }
    }

    @Test(
        "that are none are damage, whose place is told",
        arguments: [
            "x 3\nabc\n", "o -1\n", "o 0\n\n", "o 99999\n", "o 3\nabcd\n", "o\n", "o 3 4\n", "oooooooo", "o 9999999",
            "\n",
        ])
    func damage(text: String) {
        var reader = OutputFrameReader()
        #expect(throws: OutputFrameReader.Damage(offset: 6)) { try reader.read(Array("o 1\n\n\n\(text)".utf8)) }
    }

    @Test("that are not whole are waited for")
    func partial() throws {
        var reader = OutputFrameReader()
        #expect(try reader.read(Array("o 3\nab".utf8)).isEmpty)
        #expect(reader.offset == 0)
        #expect(try reader.read(Array("c\n".utf8)).map(\.bytes) == [Array("abc".utf8)])
    }
}
