import JSON

/// The index of a safetensors file: 8 bytes header length, a JSON header, then the tensors' bytes without a gap.
/// https://huggingface.co/docs/safetensors
///
/// As strict as the reference reader: entries must tile the data exactly, so a truncated file, a lying length and
/// overlapping tensors are all found before anything is allocated for them.
enum SafetensorsIndex {
    /// No real header comes near; the header is the one part whose parse costs more than its bytes.
    static let longestHeader = 16 << 20

    static func read(_ file: borrowing ReadableFile) throws(FileError) -> ([TensorEntry], [String: String]) {
        let path = file.path
        guard file.size >= 8 else {
            throw .unexpected(
                path: path, tensor: nil, expected: "a safetensors or npz file", found: "\(file.size) bytes")
        }
        let lengths: [UInt64] = try file.elements(at: 0, count: 1)
        guard let length = Int(exactly: lengths[0]), length <= file.size - 8, length <= longestHeader else {
            throw .unexpected(
                path: path, tensor: nil,
                expected: "a safetensors header of at most \(min(file.size - 8, longestHeader)) bytes",
                found: "a length of \(lengths[0])")
        }
        let bytes = try file.bytes(at: 8, count: length)
        let header: JSONNode
        do { header = try JSONNode(parsing: bytes) } catch {
            throw .unexpected(
                path: path, tensor: nil, expected: "a safetensors header in JSON", found: "\(error.message)")
        }
        if let repeated = header.repeatedKeys.first {
            throw .unexpected(path: path, tensor: nil, expected: "every name once", found: repeated.message)
        }
        guard let members = header.value.objectValue else {
            throw .unexpected(
                path: path, tensor: nil, expected: "a header that is an object", found: header.value.words)
        }
        var metadata: [String: String] = [:]
        var entries: [TensorEntry] = []
        for (name, value) in members.members {
            if name == "__metadata__" {
                metadata = try strings(value, path: path)
            } else {
                entries.append(try entry(name, value, dataStart: 8 + length, path: path))
            }
        }
        entries.sort { ($0.offset, $0.byteCount) < ($1.offset, $1.byteCount) }
        try checkTiling(entries, from: 8 + length, to: file.size, path: path)
        return (entries, metadata)
    }

    private static func strings(_ value: JSONValue, path: String) throws(FileError) -> [String: String] {
        guard case .object(let members) = value else {
            throw .unexpected(
                path: path, tensor: "__metadata__", expected: "an object of strings", found: "another value")
        }
        var result: [String: String] = [:]
        for (key, value) in members.members {
            guard case .string(let text) = value else {
                throw .unexpected(
                    path: path, tensor: "__metadata__", expected: "strings only", found: "another value for \(key)")
            }
            result[key] = text
        }
        return result
    }

    private static func entry(
        _ name: String, _ value: JSONValue, dataStart: Int, path: String
    ) throws(FileError) -> TensorEntry {
        guard case .object(let members) = value,
            case .string(let typeName)? = members["dtype"],
            let shape = naturals(members["shape"]),
            let offsets = naturals(members["data_offsets"]), offsets.count == 2
        else {
            throw .unexpected(
                path: path, tensor: name, expected: "dtype, shape and two data_offsets", found: shortened(value))
        }
        guard let type = ElementType(rawValue: typeName) else {
            throw .unexpected(path: path, tensor: name, expected: "a known dtype", found: typeName)
        }
        guard let (count, bytes) = TensorEntry.elements(of: shape, type: type) else {
            throw .unexpected(
                path: path, tensor: name, expected: "a shape that fits in memory", found: "shape \(shape)")
        }
        let (begin, end) = (offsets[0], offsets[1])
        guard begin <= end, end - begin == bytes else {
            throw .unexpected(
                path: path, tensor: name, expected: "\(bytes) bytes for \(typeName) \(shape)",
                found: "data_offsets \(offsets)")
        }
        let (offset, overflow) = begin.addingReportingOverflow(dataStart)
        guard !overflow else {
            throw .unexpected(
                path: path, tensor: name, expected: "offsets inside the file", found: "data_offsets \(offsets)")
        }
        return TensorEntry(name: name, type: type, shape: shape, offset: offset, count: count)
    }

    private static func checkTiling(
        _ entries: [TensorEntry], from start: Int, to end: Int, path: String
    ) throws(FileError) {
        var position = start
        for entry in entries {
            guard entry.offset == position, entry.byteCount <= end - position else {
                throw .unexpected(
                    path: path, tensor: entry.name,
                    expected: "\(entry.byteCount) bytes from byte \(position) on, inside the file's \(end)",
                    found:
                        "bytes \(entry.offset) to \(entry.offset.addingReportingOverflow(entry.byteCount).partialValue)"
                )
            }
            position += entry.byteCount
        }
        guard position == end else {
            throw .unexpected(
                path: path, tensor: nil, expected: "\(position) bytes by the header", found: "a file of \(end) bytes")
        }
    }

    private static func naturals(_ value: JSONValue?) -> [Int]? {
        guard case .array(let values)? = value else { return nil }
        var result: [Int] = []
        for value in values {
            guard case .int(let number) = value, number >= 0 else { return nil }
            result.append(number)
        }
        return result
    }

    private static func shortened(_ value: JSONValue) -> String {
        let text = value.text(pretty: false)
        return text.count > 80 ? text.prefix(80) + "…" : text
    }
}
