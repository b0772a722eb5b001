/// The header of one npy array, versions 1 to 3: magic, length, then a Python dictionary such as
/// `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`, in Latin-1 or, from version 3 on, UTF-8.
enum NpyHeader {
    static let magic: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]

    /// The entry of the array that starts at byte `start` and takes `size` bytes with its header, whose CRC-32 is
    /// `checksum`.
    static func entry(
        _ name: String, at start: Int, size: Int, checksum: UInt32, in file: borrowing ReadableFile
    ) throws(FileError) -> TensorEntry {
        let path = file.path
        func unexpected(_ expected: String, _ found: String) -> FileError {
            .unexpected(path: path, tensor: name, expected: expected, found: found)
        }
        var preamble = LittleEndianReader(try file.bytes(at: start, count: min(size, 12)))
        guard let magic = preamble.bytes(6), Array(magic) == Self.magic,
            let version = preamble.integer(1), preamble.skip(1)
        else { throw unexpected("an npy array", "other bytes") }
        guard (1...3).contains(version) else { throw unexpected("npy version 1 to 3", "version \(version)") }
        let prefix = version == 1 ? 10 : 12
        guard let length = preamble.integer(version == 1 ? 2 : 4), length <= size - prefix, length <= 1 << 16 else {
            throw unexpected("an npy header inside the array's \(size) bytes", "a longer one")
        }
        let text = try file.bytes(at: start + prefix, count: length)
        guard let dictionary = PythonDictionary(text) else {
            throw unexpected(
                "an npy header with descr, fortran_order and shape", String(decoding: text.prefix(80), as: UTF8.self))
        }
        guard let type = types[String(dictionary.description.dropFirst())],
            let order = dictionary.description.first, "<>=|".contains(order)
        else {
            throw unexpected(
                "integers, floats of 16, 32 or 64 bits, or bools", "numpy's type \(dictionary.description)")
        }
        guard let (count, bytes) = TensorEntry.elements(of: dictionary.shape, type: type) else {
            throw unexpected("a shape that fits in memory", "shape \(dictionary.shape)")
        }
        guard bytes == size - prefix - length else {
            throw unexpected(
                "\(bytes) bytes for \(type.numpyName) \(dictionary.shape)", "\(size - prefix - length) bytes")
        }
        return TensorEntry(
            name: name, type: type, shape: dictionary.shape, offset: start + prefix + length, count: count,
            layout: TensorEntry.Layout(
                isBigEndian: order == ">", isColumnMajor: dictionary.fortranOrder && dictionary.shape.count > 1,
                checksum: TensorEntry.Checksum(start: start, value: checksum)))
    }

    /// By numpy's descriptions without the byte order.
    private static let types: [String: ElementType] = [
        "b1": .bool, "u1": .uint8, "i1": .int8, "u2": .uint16, "i2": .int16, "u4": .uint32, "i4": .int32,
        "u8": .uint64, "i8": .int64, "f2": .float16, "f4": .float32, "f8": .float64,
    ]

    /// The three entries of the header, in whatever order they come.
    private struct PythonDictionary {
        var description = ""
        var fortranOrder = false
        var shape: [Int] = []
        private var rest: ArraySlice<UInt8>

        init?(_ bytes: [UInt8]) {
            rest = bytes[...]
            var seen: Set<String> = []
            guard take("{") else { return nil }
            while !take("}") {
                guard let key = string(), seen.insert(key).inserted, take(":") else { return nil }
                switch key {
                case "descr":
                    guard let text = string() else { return nil }
                    description = text
                case "fortran_order":
                    guard let flag = boolean() else { return nil }
                    fortranOrder = flag
                case "shape":
                    guard let sizes = tuple() else { return nil }
                    shape = sizes
                default: return nil
                }
                if !take(",") {
                    guard take("}") else { return nil }
                    break
                }
            }
            guard seen.count == 3 else { return nil }
        }

        private mutating func take(_ mark: Unicode.Scalar) -> Bool {
            rest = rest.drop { $0 == 0x20 || $0 == 0x0A }
            guard rest.first == UInt8(ascii: mark) else { return false }
            rest.removeFirst()
            return true
        }

        private mutating func string() -> String? {
            let quote: UInt8
            if take("'") {
                quote = UInt8(ascii: "'")
            } else if take("\"") {
                quote = UInt8(ascii: "\"")
            } else {
                return nil
            }
            guard let end = rest.firstIndex(of: quote) else { return nil }
            defer { rest = rest[(end + 1)...] }
            return String(decoding: rest[..<end], as: UTF8.self)
        }

        private mutating func boolean() -> Bool? {
            rest = rest.drop { $0 == 0x20 }
            for (word, value) in [("True", true), ("False", false)] where rest.starts(with: word.utf8) {
                rest = rest.dropFirst(word.utf8.count)
                return value
            }
            return nil
        }

        private mutating func tuple() -> [Int]? {
            guard take("(") else { return nil }
            var sizes: [Int] = []
            while !take(")") {
                rest = rest.drop { $0 == 0x20 }
                let digits = rest.prefix { $0 >= 0x30 && $0 <= 0x39 }
                guard let size = Int(String(decoding: digits, as: UTF8.self)), sizes.count < 32 else { return nil }
                rest = rest.dropFirst(digits.count)
                sizes.append(size)
                if !take(",") {
                    guard take(")") else { return nil }
                    break
                }
            }
            return sizes
        }
    }
}
