import Foundation
import Testing

@testable import Engine

@Suite("npz") struct NpzTests {
    private let folder: TemporaryFolder
    private var path: String { folder.path + "/file.npz" }

    init() throws { folder = try TemporaryFolder() }

    @Test("an archive of numpy.savez is read")
    func stored() throws {
        try NumpyArchives.stored.write(to: URL(fileURLWithPath: path))
        let file = try TensorFile(opening: path)
        #expect(Set(file.entries.map(\.name)) == ["train/frames", "label", "flag"])
        #expect(try file.floats("train/frames", shape: [2, 3]) == [0, 1, 2, 3, 4, 5])
        #expect(try file.integers("label") == [-1, 7])
        #expect(try file.bytes("flag") == [1, 0])
    }

    @Test("a compressed archive is refused with what to do")
    func compressed() throws {
        try NumpyArchives.compressed.write(to: URL(fileURLWithPath: path))
        #expect(throws: FileError.compressed(path: path, tensor: "x")) { _ = try TensorFile(opening: path) }
        #expect("\(FileError.compressed(path: path, tensor: "x"))".contains("numpy.savez instead"))
    }

    @Test("Fortran order and strings are refused", arguments: [NumpyArchives.fortran, NumpyArchives.text])
    func refused(archive: Data) throws {
        try archive.write(to: URL(fileURLWithPath: path))
        #expect(throws: FileError.self) { _ = try TensorFile(opening: path) }
    }

    @Test("an archive cut at any byte is refused")
    func cut() throws {
        for length in 0..<NumpyArchives.stored.count {
            try NumpyArchives.stored.prefix(length).write(to: URL(fileURLWithPath: path))
            #expect(throws: FileError.self, "cut to \(length) bytes") { _ = try TensorFile(opening: path) }
        }
    }

    /// Each is as long as what it stands for, so that nothing else in the archive changes.
    @Test(
        "an array's header that lies about its shape or type is refused",
        arguments: [
            ("'shape': (2, 3), }  ", "'shape': (2, 4), }  "), ("'shape': (2, 3), }  ", "'shape': (2, 2), }  "),
            ("'shape': (2, 3), }                   ", "'shape': (1099511627776, 4), }       "),
            ("'shape': (2, 3), }                   ", "'shape': (9223372036854775807,), }   "),
            ("'shape': (2, 3), }                   ", "'shape': (99999999999999999999,), }  "),
            ("'shape': (2, 3), }  ", "'shape': (-2, 3), } "), ("'shape': (2, 3), }  ", "'shape': (2, 3)     "),
            ("'descr': '<f4'", "'descr': '<f8'"), ("'descr': '<f4'", "'descr': '>f4'"),
            ("'descr': '<f4'", "'descr': '|O '"), ("'fortran_order': False", "'fortran_order': Flase"),
            ("\u{93}NUMPY\u{1}", "\u{93}NUMPY\u{9}"),
            ("\u{93}NUMPY\u{1}\u{0}v\u{0}", "\u{93}NUMPY\u{1}\u{0}\u{FF}\u{FF}"),
        ])
    func lyingHeaders(honest: String, lie: String) throws {
        func bytes(_ text: String) -> Data { Data(text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }) }
        var archive = NumpyArchives.stored
        let place = try #require(archive.range(of: bytes(honest)))
        archive.replaceSubrange(place, with: bytes(lie))
        #expect(archive.count == NumpyArchives.stored.count)
        try archive.write(to: URL(fileURLWithPath: path))
        #expect(throws: FileError.self) { _ = try TensorFile(opening: path) }
    }

    /// Fields of the central directory and of the archive's end, by their distance from the end of the file.
    @Test(
        "a directory that lies about sizes, offsets or its own length is refused",
        arguments: [(12, 2), (10, 2), (10, 4), (6, 4), (14, 4), (51 + 22, 4)])
    func lyingDirectory(distance: Int, count: Int) throws {
        for byte: UInt8 in [0xFF, 0x7F, 0xFE] {
            var archive = NumpyArchives.stored
            for index in 0..<count { archive[archive.count - distance + index] = byte }
            if archive == NumpyArchives.stored { continue }
            try archive.write(to: URL(fileURLWithPath: path))
            do {
                let file = try TensorFile(opening: path)
                for entry in file.entries { #expect(entry.offset + entry.byteCount <= archive.count) }
            } catch {
                #expect(error.path == path)
            }
        }
    }

    @Test("an archive with any of its bytes replaced, or several, is refused or read, and never crashes")
    func fuzz() throws {
        let whole = NumpyArchives.stored
        for position in whole.indices {
            for byte: UInt8 in [0, 0x7F, 0xFF] {
                var bytes = whole
                bytes[position] = byte
                try openAndRead(bytes)
            }
        }
        var generator = SystemlessGenerator(seed: 8)
        for _ in 0..<400 {
            var bytes = whole
            for _ in 0...Int.random(in: 0..<6, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] ^= UInt8.random(
                    in: 1...255, using: &generator)
            }
            try openAndRead(bytes)
        }
    }

    private func openAndRead(_ bytes: Data) throws {
        try bytes.write(to: URL(fileURLWithPath: path))
        do {
            let file = try TensorFile(opening: path)
            for entry in file.entries {
                #expect(entry.offset + entry.byteCount <= bytes.count)
                _ = try? file.floats(entry.name)
                _ = try? file.integers(entry.name)
            }
        } catch {
            #expect(error.path == path)
        }
    }
}
