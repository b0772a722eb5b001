import JSON

/// Fills missing values (NaN) with their feature's median over the training set.
struct Imputation: Sendable, Hashable {
    /// The features' medians; 0 where a feature is never there.
    let median: [Float]

    /// Fits rows of `width` features.
    init(fitting values: [Float], width: Int) {
        let rows = values.count / max(width, 1)
        var column: [Float] = []
        column.reserveCapacity(rows)
        median = (0..<width).map { feature in
            column.removeAll(keepingCapacity: true)
            values.withUnsafeBufferPointer { values in
                for row in 0..<rows where !values[row * width + feature].isNaN {
                    column.append(values[row * width + feature])
                }
            }
            column.sort()
            guard !column.isEmpty else { return 0 }
            let middle = column.count / 2
            return column.count.isMultiple(of: 2) ? column[middle - 1] / 2 + column[middle] / 2 : column[middle]
        }
    }

    /// What `json` gave; nil where it is something else.
    init?(_ json: JSONValue?, width: Int) {
        guard let values = json?.arrayValue, values.count == width else { return nil }
        let floats = values.compactMap { $0.doubleValue.map { Float($0) } }
        guard floats.count == width, floats.allSatisfy(\.isFinite) else { return nil }
        median = floats
    }

    var json: JSONValue { .array(median.map { .double(Double($0)) }) }

    /// Replaces NaN, row by row.
    func apply(to values: inout [Float]) {
        let width = median.count
        values.withUnsafeMutableBufferPointer { values in
            for index in values.indices where values[index].isNaN { values[index] = median[index % width] }
        }
    }
}
