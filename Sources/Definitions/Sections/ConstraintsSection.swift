// where: ["d_model % heads == 0"]

import Expressions
import JSON

struct ConstraintsSection {
    let reader: NodeReader?
    let entries: [(expression: Expression, reader: NodeReader)]

    /// More of them are a mistake of the program that wrote the file.
    private static let limit = 10_000

    init(reader: NodeReader?, entries: [(expression: Expression, reader: NodeReader)]) {
        self.reader = reader
        self.entries = entries
    }

    /// Reads a condition or a list of them.
    ///
    /// - Parameter scope: what the names of it may be written with or without.
    init(_ reader: NodeReader?, inside scope: String? = nil) {
        self.reader = reader
        guard let reader else {
            entries = []
            return
        }
        let isOne = reader.node.value.stringValue != nil
        let readers = isOne ? [reader] : reader.elements ?? []
        guard readers.count <= Self.limit else {
            reader.error("found \(readers.count) conditions, expected at most \(Self.limit)")
            entries = []
            return
        }
        entries = readers.compactMap { reader in reader.expression(inside: scope).map { ($0, reader) } }
    }
}
