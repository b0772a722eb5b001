import Expressions

/// The trials of a history as numbers: one row a trial, one column a parameter of `space`, kept sorted.
///
/// Model-based samplers read it instead of dictionaries of values. Trials that were made before a parameter was added have
/// the value there that the space says they had.
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
        private(set) var coordinates: [Double] = []
        /// Each row's value by its index, -1 for none; empty for a continuum, or for more values than fit.
        private(set) var cells: [Int32] = []
        /// The rows that have a coordinate, by ascending coordinate, equals by row.
        private(set) var sorted = SortedBlocks<Place>()

        /// Where a row stands on the axis.
        struct Place: Sendable, Hashable {
            let coordinate: Double
            let row: Int32
        }

        fileprivate mutating func append(_ value: Value?, _ axis: Axis) {
            guard let place = appendUnsorted(value, axis) else { return }
            sorted.insert(place) { $0.coordinate > place.coordinate }
        }

        fileprivate mutating func append(contentsOf values: [Value?], _ axis: Axis) {
            var places = Array(sorted)
            for value in values { appendUnsorted(value, axis).map { places.append($0) } }
            sorted = SortedBlocks(sorted: places.sorted { ($0.coordinate, $0.row) < ($1.coordinate, $1.row) })
        }

        private mutating func appendUnsorted(_ value: Value?, _ axis: Axis) -> Place? {
            let row = Int32(coordinates.count)
            let coordinate = value.flatMap { axis.coordinate(of: $0) }
            coordinates.append(coordinate ?? .nan)
            if let count = axis.count, count <= Int32.max {
                cells.append(value.flatMap { axis.cell(of: $0) }.map { Int32($0) } ?? -1)
            }
            return coordinate.map { Place(coordinate: $0, row: row) }
        }
    }

    /// A configuration as one word for each parameter: the cell, or a continuous value's bits; all ones where inactive.
    struct Key: Sendable, Hashable { let words: [UInt64] }

    init(_ space: Space) {
        self.space = space
        columns = space.axes.map { _ in Column() }
    }

    /// Adds a row; only with `isTried` will samplers keep from proposing its configuration again.
    mutating func append(_ configuration: Configuration, isTried: Bool = true) {
        let configuration = space.filled(configuration)
        for (index, axis) in space.axes.enumerated() {
            columns[index].append(configuration[space.parameters[index].name], axis)
        }
        if isTried, let key = key(of: configuration) { tried.insert(key) }
        count += 1
    }

    /// Adds a row for each of `trials`: one sorting for each parameter.
    mutating func append(contentsOf trials: [TrialRecord]) {
        let configurations = trials.map { space.filled($0.configuration) }
        for (index, axis) in space.axes.enumerated() {
            let name = space.parameters[index].name
            columns[index].append(contentsOf: configurations.map { $0[name] }, axis)
        }
        for (trial, configuration) in zip(trials, configurations) where trial.isOwn {
            if let key = key(of: configuration) { tried.insert(key) }
        }
        count += trials.count
    }

    /// Those of `rows` that have a coordinate for each of `parameters`.
    func rows(_ rows: [Int32], having parameters: [Int]) -> [Int32] {
        let partial = parameters.filter { columns[$0].sorted.count < count }
        if partial.isEmpty { return rows }
        return rows.filter { row in partial.allSatisfy { !columns[$0].coordinates[Int(row)].isNaN } }
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
