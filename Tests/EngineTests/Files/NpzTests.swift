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

    @Test("cut and flipped archives are refused or read, and never crash")
    func fuzz() throws {
        let whole = NumpyArchives.stored
        var generator = SystemlessGenerator(seed: 8)
        for round in 0..<600 {
            var bytes = whole
            if round % 4 == 0 {
                bytes = bytes.prefix(Int.random(in: 0..<whole.count, using: &generator))
            } else {
                for _ in 0...Int.random(in: 0..<6, using: &generator) {
                    bytes[Int.random(in: 0..<bytes.count, using: &generator)] ^= UInt8.random(
                        in: 1...255, using: &generator)
                }
            }
            try bytes.write(to: URL(fileURLWithPath: path))
            do {
                let file = try TensorFile(opening: path)
                for entry in file.entries { _ = try? file.floats(entry.name) }
                #expect(round % 4 != 0, "a cut archive was accepted")
            } catch {
                #expect(error.path == path)
            }
        }
    }
}
