import Foundation
import TestSupport
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

    @Test("a compressed array is refused with what to do")
    func compressed() throws {
        try NumpyArchives.compressed.write(to: URL(fileURLWithPath: path))
        let file = try TensorFile(opening: path)
        #expect(throws: FileError.compressed(path: path, tensor: "x")) { _ = try file.floats("x") }
        #expect("\(FileError.compressed(path: path, tensor: "x"))".contains("numpy.savez instead"))
    }

    @Test("an array of strings is refused")
    func strings() throws {
        try NumpyArchives.text.write(to: URL(fileURLWithPath: path))
        let file = try TensorFile(opening: path)
        #expect(
            throws: FileError.unexpected(
                path: path, tensor: "x", expected: "integers, floats of 16, 32 or 64 bits, or bools",
                found: "numpy's type <U3")
        ) { _ = try file.floats("x") }
    }

    @Test("Fortran order, big-endian numbers, integers and bools are read as the floats that they are")
    func orders() throws {
        try NumpyArchives.piped.write(to: URL(fileURLWithPath: path))
        let file = try TensorFile(opening: path)
        #expect(try file.floats("fortran", shape: [2, 3, 2]) == (0..<12).map { Float($0) })
        #expect(try file.doubles("big") == [1.5, -2, 3e10])
        #expect(try file.floats("big") == [1.5, -2, 3e10])
        #expect(try file.integers("both", shape: [2, 3]) == [1, -2, 3, 4, 5, -600])
        #expect(try file.floats("half") == [0.5, -65504])
        let largest: [(String, Float)] = [
            ("i1", 127), ("u1", 255), ("i2", 32767), ("u2", 65535), ("i4", 0x1p31), ("u4", 0x1p32), ("i8", 0x1p63),
            ("u8", 0x1p64),
        ]
        for (name, value) in largest { #expect(try file.floats(name) == [0, 7, value], "\(name)") }
        #expect(try file.floats("flag") == [1, 0])
        for (name, value) in [("i1", 127), ("u1", 255), ("i2", 32767), ("u2", 65535), ("i4", Int32.max)] {
            #expect(try file.integers(name) == [0, 7, value])
        }
        for name in ["u4", "i8", "u8"] { #expect(throws: FileError.self) { _ = try file.integers(name) } }
        #expect {
            _ = try file.bytes("i4")
        } throws: {
            "\($0)" == "\(path): array i4: expected elements of type uint8 or bool, found int32"
        }
        try NumpyArchives.fortran.write(to: URL(fileURLWithPath: path))
        #expect(try TensorFile(opening: path).floats("x") == [1, 1, 1, 1, 1, 1])
    }

    @Test("arrays that nobody reads may be anything; sizes and offsets may have 64 bits; a header may be in UTF-8")
    func unread() throws {
        try NumpyArchives.wide.write(to: URL(fileURLWithPath: path))
        let file = try TensorFile(opening: path)
        #expect(try file.floats("ä/x", shape: [1, 2]) == [1, 2])
        #expect(file.entries.map(\.name) == ["ä/x"])
        #expect(Set(file.names) == ["ä/x", "objects", "names", "record", "packed", "readme.txt"])
        for name in ["objects", "names", "record", "packed", "readme.txt"] {
            #expect(file[name] == nil)
            #expect(throws: FileError.self) { _ = try file.floats(name) }
        }
        #expect(throws: FileError.compressed(path: path, tensor: "packed")) { _ = try file.entry("packed") }
        #expect(throws: FileError.missing(path: path, tensor: "x", present: ["ä/x"])) { _ = try file.entry("x") }

        // As where there are more than 65,535 members, or the directory lies beyond 4 GB.
        var archive = NumpyArchives.wide
        for distance in [14, 13, 12, 11, 6, 5, 4, 3] { archive[archive.count - distance] = 0xFF }
        try archive.write(to: URL(fileURLWithPath: path))
        #expect(try TensorFile(opening: path).floats("ä/x") == [1, 2])
    }

    @Test("an array whose bytes are not those of its checksum is refused by its name, and no other is")
    func checksums() throws {
        var archive = NumpyArchives.stored
        // The last byte of train/frames: 5.0 becomes another number.
        let place = try #require(archive.range(of: Data([0x00, 0x00, 0xA0, 0x40])))
        archive[place.upperBound - 1] = 0x41
        try archive.write(to: URL(fileURLWithPath: path))
        let file = try TensorFile(opening: path)
        #expect {
            _ = try file.floats("train/frames")
        } throws: {
            "\($0)".hasPrefix("\(path): array train/frames: expected bytes of the CRC-32 2a00e94f, found ")
        }
        #expect(try file.integers("label") == [-1, 7])

        // One bit of the header, whose meaning stays what it was.
        archive = NumpyArchives.stored
        let blank = try #require(archive.range(of: Data("(2, 3), } ".utf8)))
        archive[blank.upperBound - 1] = 0x0A
        try archive.write(to: URL(fileURLWithPath: path))
        #expect(throws: FileError.self) { _ = try TensorFile(opening: path).floats("train/frames") }
    }

    @Test("a CRC-32 is that of the bytes one by one, however they are given")
    func sums() {
        func plain(_ bytes: [UInt8]) -> UInt32 {
            ~bytes.reduce(UInt32.max) { state, byte in
                (0..<8).reduce(state ^ UInt32(byte)) { state, _ in
                    state & 1 == 1 ? state >> 1 ^ 0xEDB8_8320 : state >> 1
                }
            }
        }
        func sum(_ parts: [[UInt8]]) -> UInt32 {
            var sum = CRC32()
            for part in parts { part.withUnsafeBytes { sum.add($0) } }
            return sum.value
        }
        #expect(sum([Array("123456789".utf8)]) == 0xCBF4_3926)
        #expect(sum([]) == 0)
        var generator = SeededGenerator(seed: 5)
        for length in 0..<40 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let cut = Int.random(in: 0...length, using: &generator)
            #expect(sum([bytes]) == plain(bytes))
            #expect(sum([Array(bytes[..<cut]), Array(bytes[cut...])]) == plain(bytes))
        }
    }

    @Test("a single npy array and a file of torch.save are told what they are")
    func otherFiles() throws {
        try (Data([0x93]) + Data("NUMPY\u{1}\u{0}".utf8)).write(to: URL(fileURLWithPath: path))
        #expect(throws: FileError.singleArray(path: path)) { _ = try TensorFile(opening: path) }
        #expect("\(FileError.singleArray(path: "x.npy"))".contains("numpy.savez under the name"))
        var archive = NumpyArchives.stored
        for name in ["label.npy"] {
            while let place = archive.range(of: Data(name.utf8)) {
                archive.replaceSubrange(place, with: Data("/data.pkl".utf8))
            }
        }
        try archive.write(to: URL(fileURLWithPath: path))
        #expect {
            _ = try TensorFile(opening: path)
        } throws: {
            "\($0)".hasSuffix("found one of torch.save; write it with safetensors.torch.save_file instead")
        }
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
            ("'descr': '<f4'", "'descr': '<f8'"), ("'descr': '<f4'", "'descr': '!f4'"),
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
        let file = try TensorFile(opening: path)
        #expect(file["train/frames"] == nil)
        #expect(throws: FileError.self) { _ = try file.floats("train/frames") }
        #expect(try file.integers("label") == [-1, 7])
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
        var generator = SeededGenerator(seed: 8)
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
