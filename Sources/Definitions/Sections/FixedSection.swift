// fixed: { batch_size: 32, lr: 1e-3 }

import Expressions

struct FixedSection {
    /// The values with their places, in the order of the file; nil for one that is broken.
    let entries: [(name: String, reader: NodeReader, value: Value?)]

    init(entries: [(name: String, reader: NodeReader, value: Value?)]) { self.entries = entries }

    init(_ reader: NodeReader?, workload: WorkloadDescription?) {
        entries = (reader?.members ?? []).map { name, reader in
            guard let value = reader.parameterValue() else { return (name, reader, nil) }
            return (name, reader, value.read(as: workload?.parameters[name]))
        }
    }

    var values: [String: Value] {
        Dictionary(uniqueKeysWithValues: entries.compactMap { entry in entry.value.map { (entry.name, $0) } })
    }
}

extension Value {
    /// The value as a parameter of `kind` takes it: `0` is `0.0` where floats are expected.
    func read(as kind: WorkloadDescription.ParameterKind?) -> Value {
        if case .int(let integer) = self, kind == .float { return .float(Double(integer)) }
        return self
    }
}
