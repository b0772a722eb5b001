import Foundation
import TestSupport
import Testing

@testable import Engine

@Suite("safetensors") struct SafetensorsTests {
    private let folder: TemporaryFolder
    private var path: String { folder.path + "/file.safetensors" }

    init() throws { folder = try TemporaryFolder() }

    private static let tensors = [
        StoredTensor("labels", shape: [3], .bytes([0, 1, 255])),
        StoredTensor("weights", shape: [2, 3], .floats([1, -0.0, .nan, .infinity, 0x1p-140, 6])),
        StoredTensor("ids", shape: [2, 1], .integers([-1, .max])),
        StoredTensor("empty", shape: [0, 5], .floats([])),
        StoredTensor("scalar", shape: [], .doubles([0.1])),
    ]

    @Test("what is written is read back bit for bit")
    func roundTrip() throws {
        try SafetensorsWriter.write(Self.tensors, metadata: [("workload", "a \"quoted\" näme")], to: path)
        let file = try TensorFile(opening: path)
        #expect(file.metadata == ["workload": "a \"quoted\" näme"])
        #expect(try file.bytes("labels") == [0, 1, 255])
        let weights = try file.floats("weights", shape: [2, "columns"])
        #expect(
            weights.map(\.bitPattern) == [1, -0.0, .nan, .infinity, 0x1p-140, 6].map { (x: Float) in x.bitPattern })
        #expect(try file.integers("ids") == [-1, .max])
        #expect(try file.floats("empty", shape: ["N", 5]).isEmpty)
        #expect(try file.doubles("scalar", shape: []) == [0.1])
        #expect(!FileManager.default.fileExists(atPath: path + ".partial"))
    }

    @Test("a missing tensor, another shape and another type are told apart")
    func mismatches() throws {
        try SafetensorsWriter.write(Self.tensors, to: path)
        let file = try TensorFile(opening: path)
        #expect(
            description { _ = try file.floats("weight") }
                == "\(path): expected a tensor weight, found \(file.entries.map(\.name).joined(separator: ", "))")
        #expect(
            description { _ = try file.floats("weights", shape: ["N", "T", 3]) }
                == "\(path): tensor weights: expected shape [N, T, 3], found shape [2, 3]")
        #expect(
            description { _ = try file.doubles("ids") }
                == "\(path): tensor ids: expected elements of type F64 or F32, found I32")
        #expect(try file.floats("ids") == [-1, 0x1p31] && file.floats("labels") == [0, 1, 255])
    }

    @Test("a file that is not there, a folder and a pipe are refused without waiting")
    func otherThings() throws {
        #expect(throws: FileError.self) { _ = try TensorFile(opening: folder.path + "/none") }
        #expect(throws: FileError.notAFile(path: folder.path)) { _ = try TensorFile(opening: folder.path) }
        #expect(throws: FileError.notAFile(path: "/dev/zero")) { _ = try TensorFile(opening: "/dev/zero") }
    }

    @Test(
        "a lying header is refused",
        arguments: [
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,12]}}"#,
            #"{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}"#,
            #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#,
            #"{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}"#,
            #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}"#,
            #"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}"#,
            #"{"a":{"dtype":"F32","shape":[1099511627776],"data_offsets":[0,4398046511104]}}"#,
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F64","shape":[68719476736],"data_offsets":[8,549755813896]}}"#,
            #"{"a":{"dtype":"U8","shape":[6],"data_offsets":[0,6]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}"#,
            #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}"#,
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#,
            #"{"a":{"dtype":"F32","shape":[9223372036854775807],"data_offsets":[0,9223372036854775804]}}"#,
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[9223372036854775799,9223372036854775807]}}"#,
            #"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#,
            #"{"a":{"dtype":"F31","shape":[2],"data_offsets":[0,7]}}"#,
            #"{"a":{"dtype":"F32","shape":[0,4294967296,4294967296],"data_offsets":[0,0]},"b":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}"#,
            #"{"a":{"dtype":"F32","shape":[4294967296,4294967296,0],"data_offsets":[0,0]},"b":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}"#,
            #"{"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}"#,
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8]}}"#,
            #"{"a":[],"__metadata__":{}}"#, #"{"__metadata__":{"a":1}}"#, #"[]"#, #"{"#, "",
        ])
    func lies(header: String) throws {
        try write(header: header, length: header.utf8.count, data: 8)
        #expect(throws: FileError.self) { _ = try TensorFile(opening: path) }
    }

    @Test("20,000 tensors are written and read by name")
    func manyTensors() throws {
        let count = 20_000
        try SafetensorsWriter.write(
            (0..<count).map { StoredTensor("layer.\($0).weight", shape: [1], .floats([Float($0)])) }, to: path)
        let file = try TensorFile(opening: path)
        #expect(file.entries.count == count)
        for number in stride(from: 0, to: count, by: 1999) {
            #expect(try file.floats("layer.\(number).weight") == [Float(number)])
        }
    }

    @Test("a type that is not known refuses only those who ask for the tensor")
    func unknownType() throws {
        let header = """
            {"a":{"dtype":"F8_E4M3","shape":[2,2],"data_offsets":[0,4]},"b":{"dtype":"I32","shape":[1],"data_offsets":[4,8]}}
            """
        try write(header: header, length: header.utf8.count, data: 8)
        let file = try TensorFile(opening: path)
        #expect(try file.integers("b") == [0])
        #expect(Set(file.names) == ["a", "b"])
        #expect(description { _ = try file.floats("a") }.hasSuffix(", found F8_E4M3"))
    }

    @Test(
        "a header length beyond the file is refused before anything is allocated",
        arguments: [100, 1 << 40, Int.max, -1])
    func lengths(length: Int) throws {
        try write(header: "{}", length: length, data: 0)
        #expect(throws: FileError.self) { _ = try TensorFile(opening: path) }
    }

    @Test("a file cut at any byte is refused")
    func cut() throws {
        try SafetensorsWriter.write(Self.tensors, metadata: [("key", "value")], to: path)
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        for length in 0..<whole.count {
            try whole.prefix(length).write(to: URL(fileURLWithPath: path))
            #expect(throws: FileError.self, "cut to \(length) bytes") { _ = try TensorFile(opening: path) }
        }
    }

    @Test("a file with any of its bytes replaced, or several, is refused or read, and never crashes")
    func fuzz() throws {
        try SafetensorsWriter.write(Self.tensors, metadata: [("key", "value")], to: path)
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        let header = 8 + Int(whole[0]) + Int(whole[1]) << 8
        for position in 0..<header {
            for byte: UInt8 in [0, 0x22, 0x39, 0x7F, 0xFF] {
                var bytes = whole
                bytes[position] = byte
                try openAndRead(bytes)
            }
        }
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<400 {
            var bytes = whole
            for _ in 0...Int.random(in: 0..<4, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] ^=
                    1 << UInt8.random(in: 0..<8, using: &generator)
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

    @Test("half precisions become the floats that they stand for")
    func halves() throws {
        let bits: [UInt16] = [0x3C00, 0xC000, 0x0001, 0x8000, 0x7BFF, 0x7C00, 0x03FF]
        let values: [Float] = [1, -2, 0x1p-24, -0.0, 65504, .infinity, 0x1.ff8p-15]
        #expect(bits.map(HalfPrecision.float(fromFloat16:)) == values)
        #expect(HalfPrecision.float(fromFloat16: 0x7E00).isNaN)
    }

    private func write(header: String, length: Int, data: Int) throws {
        var bytes = withUnsafeBytes(of: length.littleEndian) { Data($0) }
        bytes.append(Data(header.utf8))
        bytes.append(Data(count: data))
        try bytes.write(to: URL(fileURLWithPath: path))
    }

    private func description(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "no error"
        } catch {
            return "\(error)"
        }
    }
}
