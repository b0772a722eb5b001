/// A tensor's elements as they are in memory: of this machine's byte order, row by row, with the checksum compared.
extension TensorFile {
    /// The elements of `entry`, whose type has as many bytes as `Element`.
    func elements<Element: BitwiseCopyable>(of entry: TensorEntry) throws(FileError) -> [Element] {
        var result: [Element] = try file.elements(at: entry.offset, count: entry.count)
        if let checksum = entry.layout.checksum {
            var sum = CRC32()
            let header = try file.bytes(at: checksum.start, count: entry.offset - checksum.start)
            header.withUnsafeBytes { sum.add($0) }
            result.withUnsafeBytes { sum.add($0) }
            guard sum.value == checksum.value else {
                throw .unexpected(
                    path: path, tensor: entry.name, expected: "bytes of the CRC-32 \(Self.hexadecimal(checksum.value))",
                    found: "\(Self.hexadecimal(sum.value)): the file is damaged")
            }
        }
        if entry.layout.isBigEndian { Self.reverseBytes(of: &result) }
        return entry.layout.isColumnMajor ? Self.rowMajor(result, shape: entry.shape) : result
    }

    private static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    private static func reverseBytes<Element: BitwiseCopyable>(of values: inout [Element]) {
        let size = MemoryLayout<Element>.stride
        values.withUnsafeMutableBytes { bytes in
            for start in stride(from: 0, to: bytes.count, by: size) {
                for place in 0..<size / 2 { bytes.swapAt(start + place, start + size - 1 - place) }
            }
        }
    }

    /// The elements of a tensor whose first index runs fastest, in the order in which its last one does.
    private static func rowMajor<Element: BitwiseCopyable>(_ values: [Element], shape: [Int]) -> [Element] {
        if values.isEmpty { return [] }
        var steps: [Int] = []
        var step = 1
        for size in shape {
            steps.append(step)
            step *= size
        }
        var position = [Int](repeating: 0, count: shape.count)
        var place = 0
        return [Element](unsafeUninitializedCapacity: values.count) { target, initialized in
            for index in values.indices {
                target.initializeElement(at: index, to: values[place])
                // To the next index, with the carries of those that are at their ends.
                var axis = shape.count - 1
                while axis >= 0 {
                    position[axis] += 1
                    place += steps[axis]
                    if position[axis] < shape[axis] { break }
                    place -= steps[axis] * shape[axis]
                    position[axis] = 0
                    axis -= 1
                }
            }
            initialized = values.count
        }
    }
}
