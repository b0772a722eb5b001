/// The index of an npz file as `numpy.savez` writes it: a zip archive of stored (not compressed) npy files.
/// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html, PKWARE APPNOTE 4.3 (zip64 included).
enum NpzIndex {
    static func recognizes(_ file: borrowing ReadableFile) throws(FileError) -> Bool {
        guard file.size >= 22 else { return false }
        let magic = try file.bytes(at: 0, count: 4)
        return magic == [0x50, 0x4B, 3, 4] || magic == [0x50, 0x4B, 5, 6]
    }

    static func read(_ file: borrowing ReadableFile) throws(FileError) -> FileIndex {
        let directory = try directory(of: file)
        var fields = LittleEndianReader(try file.bytes(at: directory.offset, count: directory.size))
        var index = FileIndex()
        for number in 0..<directory.count {
            guard let member = Member(&fields) else {
                throw damaged(file.path, "\(directory.count) members", "a directory that ends after \(number)")
            }
            guard !member.tensor.hasSuffix("data.pkl") else {
                throw damaged(
                    file.path, "a safetensors or npz file",
                    "one of torch.save; write it with safetensors.torch.save_file instead")
            }
            let start = try dataStart(of: member, in: file)
            do { index.entries.append(try entry(of: member, at: start, in: file)) } catch {
                index.unreadable.append((member.tensor, error))
            }
        }
        index.entries.sort { $0.offset < $1.offset }
        return index
    }

    private static func entry(
        of member: Member, at start: Int, in file: borrowing ReadableFile
    ) throws(FileError) -> TensorEntry {
        guard !member.isEncrypted else {
            throw .unexpected(
                path: file.path, tensor: member.tensor, expected: "an array in the clear", found: "an encrypted one")
        }
        guard member.method == 0 else { throw .compressed(path: file.path, tensor: member.tensor) }
        return try NpyHeader.entry(
            member.tensor, at: start, size: member.size, checksum: member.checksum, in: file)
    }

    /// One member of the archive, by the central directory.
    private struct Member {
        let tensor: String
        let isEncrypted: Bool
        let method: Int
        /// CRC-32 of the data.
        let checksum: UInt32
        /// Bytes of the data in the archive.
        let size: Int
        let headerOffset: Int

        init?(_ fields: inout LittleEndianReader) {
            // Sizes and checksum are the directory's: where the archive was written to a pipe, those before the data are 0.
            guard fields.integer(4) == 0x0201_4B50, fields.skip(4), let flags = fields.integer(2),
                let method = fields.integer(2), fields.skip(4), let checksum = fields.integer(4),
                var stored = fields.integer(4), let size = fields.integer(4), let nameLength = fields.integer(2),
                let extraLength = fields.integer(2), let commentLength = fields.integer(2), fields.skip(8),
                var offset = fields.integer(4), let name = fields.bytes(nameLength),
                let extra = fields.bytes(extraLength), fields.skip(commentLength)
            else { return nil }
            var extras = LittleEndianReader(Array(extra))
            while let kind = extras.integer(2), let length = extras.integer(2), let body = extras.bytes(length) {
                guard kind == 1 else { continue }
                // Zip64: only those fields are present that are full in the directory, in this order.
                var wide = LittleEndianReader(Array(body))
                if size == 0xFFFF_FFFF, !wide.skip(8) { return nil }
                if stored == 0xFFFF_FFFF {
                    guard let value = wide.integer(8) else { return nil }
                    stored = value
                }
                if offset == 0xFFFF_FFFF {
                    guard let value = wide.integer(8) else { return nil }
                    offset = value
                }
            }
            var text = String(decoding: name, as: UTF8.self)
            if text.hasSuffix(".npy") { text.removeLast(4) }
            tensor = text
            isEncrypted = flags & 1 == 1
            self.method = method
            self.checksum = UInt32(truncatingIfNeeded: checksum)
            self.size = stored
            headerOffset = offset
        }
    }

    private static func directory(
        of file: borrowing ReadableFile
    ) throws(FileError) -> (offset: Int, size: Int, count: Int) {
        let tailLength = min(file.size, 22 + 0xFFFF)
        let tailStart = file.size - tailLength
        let tail = try file.bytes(at: tailStart, count: tailLength)
        guard
            let end = stride(from: tail.count - 22, through: 0, by: -1).first(where: {
                tail[$0] == 0x50 && tail[$0 + 1] == 0x4B && tail[$0 + 2] == 5 && tail[$0 + 3] == 6
            })
        else { throw damaged(file.path, "a zip archive's end", "none: the file may be cut off") }
        var fields = LittleEndianReader(Array(tail[end...]))
        guard fields.skip(10), var count = fields.integer(2), var size = fields.integer(4),
            var offset = fields.integer(4)
        else { throw damaged(file.path, "a zip archive's end", "a shorter one") }
        if count == 0xFFFF || size == 0xFFFF_FFFF || offset == 0xFFFF_FFFF {
            let locator = tailStart + end - 20
            guard locator >= 0 else { throw damaged(file.path, "a zip64 locator", "none") }
            var pointer = LittleEndianReader(try file.bytes(at: locator, count: 20))
            guard pointer.integer(4) == 0x0706_4B50, pointer.skip(4), let wideOffset = pointer.integer(8) else {
                throw damaged(file.path, "a zip64 locator", "other bytes")
            }
            var wide = LittleEndianReader(try file.bytes(at: wideOffset, count: 56))
            guard wide.integer(4) == 0x0606_4B50, wide.skip(28), let wideCount = wide.integer(8),
                let wideSize = wide.integer(8), let wideStart = wide.integer(8)
            else { throw damaged(file.path, "a zip64 directory end", "other bytes") }
            (count, size, offset) = (wideCount, wideSize, wideStart)
        }
        // A member takes at least 46 bytes in the directory: a count beyond is a lie.
        guard offset <= file.size, size <= file.size - offset, size <= 64 << 20, count <= size / 46 else {
            throw damaged(
                file.path, "a directory inside the file's \(file.size) bytes",
                "\(count) members in \(size) bytes at byte \(offset)")
        }
        return (offset, size, count)
    }

    private static func dataStart(of member: Member, in file: borrowing ReadableFile) throws(FileError) -> Int {
        guard member.headerOffset <= file.size - 30 else {
            throw damaged(file.path, "array \(member.tensor) inside the file", "byte \(member.headerOffset)")
        }
        var local = LittleEndianReader(try file.bytes(at: member.headerOffset, count: 30))
        guard local.integer(4) == 0x0403_4B50, local.skip(22), let nameLength = local.integer(2),
            let extraLength = local.integer(2)
        else { throw damaged(file.path, "a zip member at byte \(member.headerOffset)", "other bytes") }
        let start = member.headerOffset + 30 + nameLength + extraLength
        guard start <= file.size, member.size <= file.size - start else {
            throw FileError.unexpected(
                path: file.path, tensor: member.tensor, expected: "data inside the file's \(file.size) bytes",
                found: "\(member.size) bytes at byte \(start)")
        }
        return start
    }

    private static func damaged(_ path: String, _ expected: String, _ found: String) -> FileError {
        .unexpected(path: path, tensor: nil, expected: expected, found: found)
    }
}

/// Reads little-endian fields in order; nil when the bytes are used up or a number does not fit.
struct LittleEndianReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func skip(_ count: Int) -> Bool { bytes(count) != nil }

    mutating func integer(_ size: Int) -> Int? {
        guard let field = bytes(size) else { return nil }
        return Int(exactly: field.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
}
