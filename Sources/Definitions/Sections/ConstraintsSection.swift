// where: ["d_model % heads == 0"]

import Expressions
import JSON

struct ConstraintsSection {
    let reader: NodeReader?
    let entries: [(expression: Expression, reader: NodeReader)]

    init(reader: NodeReader?, entries: [(expression: Expression, reader: NodeReader)]) {
        self.reader = reader
        self.entries = entries
    }

    init(_ reader: NodeReader?) {
        self.reader = reader
        guard let reader else {
            entries = []
            return
        }
        let isOne = reader.node.value.stringValue != nil
        let readers = isOne ? [reader] : reader.elements ?? []
        entries = readers.compactMap { reader in reader.expression().map { ($0, reader) } }
    }
}
