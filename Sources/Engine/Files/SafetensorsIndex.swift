import JSON

/// The index of a safetensors file: 8 bytes header length, a JSON header, then the tensors' bytes without a gap.
/// https://huggingface.co/docs/safetensors
///
/// As strict as the reference reader: entries must tile the data exactly, so a truncated file, a lying length and
/// overlapping tensors are all found before anything is allocated for them. Only a type that is not known here is no fault
/// of the file: it refuses those who ask for the tensor.
enum SafetensorsIndex {
    /// No real header comes near; the header is the one part whose parse costs more than its bytes.
    static let longestHeader = 16 << 20

    static func read(_ file: borrowing ReadableFile) throws(FileError) -> FileIndex {
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
        var index = FileIndex()
        var claims: [Claim] = []
        for (name, value) in members.members {
            if name == "__metadata__" {
                index.metadata = try strings(value, path: path)
            } else {
                claims.append(try claim(name, value, dataStart: 8 + length, path: path))
            }
        }
        claims.sort { ($0.offset, $0.bytes) < ($1.offset, $1.bytes) }
        try checkTiling(claims, from: 8 + length, to: file.size, path: path)
        for claim in claims {
            do { index.entries.append(try entry(claim, path: path)) } catch {
                index.unreadable.append((claim.name, error))
            }
        }
        return index
    }

    /// What the header says of one tensor: its place lies somewhere, and its size is its shape's where the type is known.
    private struct Claim {
        let name: String
        let typeName: String
        let type: ElementType?
        let shape: [Int]
        let offset: Int
        let bytes: Int
    }

    private static let known = ElementType.allCases.map(\.rawValue).joined(separator: ", ")

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

    private static func entry(_ claim: Claim, path: String) throws(FileError) -> TensorEntry {
        guard let type = claim.type else {
            throw .unexpected(
                path: path, tensor: claim.name, expected: "a type among \(known)", found: claim.typeName)
        }
        return TensorEntry(
            name: claim.name, type: type, shape: claim.shape, offset: claim.offset, count: claim.bytes / type.size)
    }

    private static func claim(
        _ name: String, _ value: JSONValue, dataStart: Int, path: String
    ) throws(FileError) -> Claim {
        guard case .object(let members) = value,
            case .string(let typeName)? = members["dtype"],
            let shape = naturals(members["shape"]),
            let offsets = naturals(members["data_offsets"]), offsets.count == 2
        else {
            throw .unexpected(
                path: path, tensor: name, expected: "dtype, shape and two data_offsets", found: shortened(value))
        }
        let type = ElementType(rawValue: typeName)
        guard let bytes = TensorEntry.elements(of: shape, type: type ?? .uint8)?.bytes else {
            throw .unexpected(
                path: path, tensor: name, expected: "a shape that fits in memory", found: "shape \(shape)")
        }
        let (begin, end) = (offsets[0], offsets[1])
        guard begin <= end, type == nil || end - begin == bytes else {
            throw .unexpected(
                path: path, tensor: name, expected: "\(bytes) bytes for \(typeName) \(shape)",
                found: "data_offsets \(offsets)")
        }
        let (offset, overflow) = begin.addingReportingOverflow(dataStart)
        guard !overflow else {
            throw .unexpected(
                path: path, tensor: name, expected: "offsets inside the file", found: "data_offsets \(offsets)")
        }
        return Claim(
            name: name, typeName: typeName, type: type, shape: shape, offset: offset, bytes: end - begin)
    }

    private static func checkTiling(
        _ claims: [Claim], from start: Int, to end: Int, path: String
    ) throws(FileError) {
        var position = start
        for claim in claims {
            guard claim.offset == position, claim.bytes <= end - position else {
                throw .unexpected(
                    path: path, tensor: claim.name,
                    expected: "\(claim.bytes) bytes from byte \(position) on, inside the file's \(end)",
                    found: "bytes \(claim.offset) to \(claim.offset.addingReportingOverflow(claim.bytes).partialValue)")
            }
            position += claim.bytes
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
