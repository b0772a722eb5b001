/// Byte offsets of a text as lines and columns.
///
/// A place costs O(log lines): a line may be as long as the text, so scalars are counted once for all of them.
struct LineTable {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var starts: [Int] = [0]
    /// How many scalars begin before each block of bytes.
    private var scalarsBefore: [Int] = []

    private static let block = 64

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        var scalars = 0
        for offset in bytes.indices {
            if offset.isMultiple(of: Self.block) { scalarsBefore.append(scalars) }
            if Self.endsLine(offset, in: bytes) { starts.append(offset + 1) }
            if bytes[offset] & 0xC0 != 0x80 { scalars += 1 }
        }
    }

    /// How many scalars begin before `offset`.
    private func scalars(before offset: Int) -> Int {
        let offset = min(offset, bytes.count)
        let block = min(offset / Self.block, scalarsBefore.count - 1)
        if block < 0 { return 0 }
        return scalarsBefore[block] + Self.scalars(from: block * Self.block, to: offset, in: bytes)
    }

    /// O(log lines).
    func position(of offset: Int) -> JSONPosition {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle } else { high = middle }
        }
        return JSONPosition(line: low + 1, column: scalars(before: offset) - scalars(before: starts[low]) + 1)
    }

    /// The same for one place, without a table.
    static func position(of offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> JSONPosition {
        var line = 1
        var start = 0
        for index in 0..<min(offset, bytes.count) where endsLine(index, in: bytes) {
            line += 1
            start = index + 1
        }
        return JSONPosition(line: line, column: scalars(from: start, to: offset, in: bytes) + 1)
    }

    private static func endsLine(_ offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        switch bytes[offset] {
        case 0x0A: true
        case 0x0D: offset + 1 == bytes.count || bytes[offset + 1] != 0x0A
        default: false
        }
    }

    private static func scalars(from start: Int, to end: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var count = 0
        for offset in start..<max(start, min(end, bytes.count)) where bytes[offset] & 0xC0 != 0x80 { count += 1 }
        return count
    }
}
