import Expressions

/// The trials of a history as numbers: one row a trial, one column a parameter of `space`, kept sorted.
///
/// Model-based samplers read it instead of dictionaries of values.
struct TrialTable: Sendable {
    let space: Space
    private(set) var columns: [Column]
    /// The rows' configurations, as far as they lie within the domains.
    private(set) var tried: Set<Key> = []
    /// How many rows there are.
    private(set) var count = 0

    /// The values of one parameter.
    struct Column: Sendable {
        /// Each row's coordinate on the parameter's axis; NaN where the row has none that the domain contains.
        fileprivate(set) var coordinates: [Double] = []
        /// The rows that have a coordinate, by ascending coordinate, equals by row.
        fileprivate(set) var sorted: [Int32] = []

        fileprivate mutating func append(_ coordinate: Double?) {
            let row = Int32(coordinates.count)
            coordinates.append(coordinate ?? .nan)
            guard let coordinate else { return }
            sorted.insert(row, at: sorted.partitioningIndex { coordinates[Int($0)] > coordinate })
        }
    }

    /// A configuration as one word for each parameter: the cell, or a continuous value's bits; all ones where inactive.
    struct Key: Sendable, Hashable { let words: [UInt64] }

    init(_ space: Space) {
        self.space = space
        columns = space.axes.map { _ in Column() }
    }

    mutating func append(_ configuration: Configuration) {
        for (index, axis) in space.axes.enumerated() {
            let value = configuration[space.parameters[index].name]
            columns[index].append(value.flatMap { axis.coordinate(of: $0) })
        }
        if let key = key(of: configuration) { tried.insert(key) }
        count += 1
    }

    /// Whether a trial ran, or runs, with this configuration.
    func hasTried(_ configuration: Configuration) -> Bool { key(of: configuration).map(tried.contains) ?? false }

    /// The configuration's key; nil where a value is outside its domain.
    private func key(of configuration: Configuration) -> Key? {
        var words: [UInt64] = []
        words.reserveCapacity(space.axes.count)
        for (index, axis) in space.axes.enumerated() {
            guard let value = configuration[space.parameters[index].name] else {
                words.append(.max)
                continue
            }
            if axis.count != nil {
                guard let cell = axis.cell(of: value) else { return nil }
                words.append(UInt64(cell))
            } else {
                guard let number = axis.domain.canonical(value)?.number else { return nil }
                words.append((number == 0 ? 0 : number).bitPattern)
            }
        }
        return Key(words: words)
    }
}
