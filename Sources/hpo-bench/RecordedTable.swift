import Arguments
import Expressions
import Foundation
import JSON
import Search

/// What is wrong with a benchmark's input.
struct BenchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// A table of real trainings that answers for any configuration of its space, as the tables' README describes.
struct RecordedTable: Sendable {
    let name: String
    let direction: Direction
    let space: Space
    /// The number of steps that each training was recorded at.
    let steps: Int
    /// The least and the median final loss of all rows, a divergence counting as the worst.
    let bestLoss: Double
    let medianLoss: Double

    private let lookup: Lookup
    private let cap: Double
    /// The parameters in the table's own order.
    private let axes: [TableAxis]
    /// Row by row, each parameter's place on 0 … 1; empty for a full grid.
    private let places: [Double]
    /// Row by row, the metric at each step.
    private let values: [Double]

    private enum Lookup: String {
        case grid, nearest, idw
    }

    private enum TableAxis {
        case choices(name: String, [Value])
        case range(name: String, low: Double, high: Double, log: Bool)
    }

    /// The tables that `arguments` name, all of their folder where they name none.
    static func all(_ arguments: ParsedArguments) throws -> [RecordedTable] {
        let folder = arguments[Bench.folder] ?? "../shared/tables"
        var names = arguments.all(Bench.table)
        if names.isEmpty {
            guard let files = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
                throw BenchError("\(folder): there is no such folder of recorded trainings")
            }
            names = files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
        }
        return try names.map { try RecordedTable(named: $0, in: URL(fileURLWithPath: folder)) }
    }

    /// Reads `NAME.json` and `NAME.csv` in `folder`.
    init(named name: String, in folder: URL) throws {
        let file = folder.appendingPathComponent("\(name).json")
        func fail(_ what: String) -> BenchError { BenchError("\(file.path): \(what)") }
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { throw fail("there is no such table") }
        let description = try JSONValue(parsing: text)
        guard case .object(let members) = description, case .object(let domains)? = members["space"],
            case .string(let directionName)? = members["direction"],
            let direction = Direction(rawValue: directionName), case .string(let lookupName)? = members["lookup"],
            let lookup = Lookup(rawValue: lookupName), case .int(let steps)? = members["steps"]
        else { throw fail("not a table's description") }
        self.name = name
        self.direction = direction
        self.lookup = lookup
        self.steps = steps
        cap = members["cap"]?.number ?? .infinity

        var parameters: [Parameter] = []
        var axes: [TableAxis] = []
        for (name, domain) in domains.members {
            guard case .object(let domain) = domain, case .string(let type)? = domain["type"] else {
                throw fail("\(name) is no parameter")
            }
            if type == "float" {
                guard let low = domain["low"]?.number, let high = domain["high"]?.number else {
                    throw fail("\(name) has no range")
                }
                let log = domain["log"] == .bool(true)
                axes.append(.range(name: name, low: low, high: high, log: log))
                parameters.append(Parameter(name: name, domain: .float(low: low, high: high, log: log)))
            } else {
                guard case .array(let choices)? = domain["choices"] else { throw fail("\(name) has no choices") }
                let values = choices.compactMap(\.scalar)
                axes.append(.choices(name: name, values))
                parameters.append(Parameter(name: name, domain: .choice(values, ordered: type == "ordinal")))
            }
        }
        self.axes = axes
        space = try Space(parameters: parameters)

        let rows = try Self.readNumbers(folder.appendingPathComponent("\(name).csv"))
        var places: [Double] = []
        var values: [Double] = []
        for row in rows {
            if lookup == .grid {
                values += row.suffix(steps)
                continue
            }
            guard row.count == axes.count + steps else { throw fail("a row has \(row.count) columns") }
            for (axis, number) in zip(axes, row) {
                guard let place = Self.place(of: number, on: axis) else { throw fail("\(number) is on no axis") }
                places.append(place)
            }
            values += row.suffix(steps)
        }
        self.places = places
        self.values = values
        let losses = stride(from: steps - 1, to: values.count, by: steps)
            .map { min(direction.loss(values[$0]), members["cap"]?.number ?? .infinity) }.sorted()
        guard let best = losses.first else { throw fail("no rows") }
        bestLoss = best
        medianLoss = losses[losses.count / 2]
    }

    /// The metric at each step of a training with this configuration; NaN from where it diverged.
    func curve(of configuration: Configuration) -> [Double] {
        if lookup == .grid {
            var index = 0
            for case .choices(let name, let choices) in axes {
                index = index * choices.count + (choices.firstIndex { $0 == configuration[name] } ?? 0)
            }
            return row(index)
        }
        let target = axes.map { axis -> Double in
            switch axis {
            case .choices(let name, let choices):
                let index = choices.firstIndex { $0 == configuration[name] } ?? 0
                return choices.count > 1 ? Double(index) / Double(choices.count - 1) : 0
            case .range(let name, _, _, _):
                return Self.place(of: configuration[name]?.number ?? 0, on: axis) ?? 0
            }
        }
        let count = values.count / steps
        let distances = (0..<count).map { row in
            var sum = 0.0
            for axis in axes.indices {
                let difference = places[row * axes.count + axis] - target[axis]
                sum += difference * difference
            }
            return sum
        }
        guard let nearest = distances.indices.min(by: { distances[$0] < distances[$1] }) else { return [] }
        if lookup == .nearest || diverged(nearest) { return row(nearest) }
        let neighbours = distances.indices.filter { !diverged($0) }.sorted { distances[$0] < distances[$1] }.prefix(8)
        var sums = [Double](repeating: 0, count: steps)
        var total = 0.0
        for neighbour in neighbours {
            let closeness = 1 / (distances[neighbour] + 1e-9)
            let weight = closeness * closeness
            total += weight
            for (step, value) in row(neighbour).enumerated() { sums[step] += weight * min(value, cap) }
        }
        return sums.map { $0 / total }
    }

    /// (loss - best) / (median - best), within 0 … 2.
    func regret(ofLoss loss: Double) -> Double {
        min(max((loss - bestLoss) / (medianLoss - bestLoss), 0), 2)
    }

    private func row(_ index: Int) -> [Double] { Array(values[index * steps..<(index + 1) * steps]) }

    private func diverged(_ index: Int) -> Bool { values[(index + 1) * steps - 1].isNaN }

    private static func place(of number: Double, on axis: TableAxis) -> Double? {
        switch axis {
        case .choices(_, let choices):
            guard let index = choices.firstIndex(where: { $0.number == number }) else { return nil }
            return choices.count > 1 ? Double(index) / Double(choices.count - 1) : 0
        case .range(_, let low, let high, let isLog):
            return isLog ? log(number / low) / log(high / low) : (number - low) / (high - low)
        }
    }

    /// A file of comma-separated numbers below a line of names.
    private static func readNumbers(_ file: URL) throws -> [[Double]] {
        try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst().map { line in
            try line.split(separator: ",").map { word in
                guard let number = Double(word) else { throw BenchError("\(file.path): " + "\(word) is no number") }
                return number
            }
        }
    }
}

extension JSONValue {
    fileprivate var number: Double? {
        switch self {
        case .int(let number): Double(number)
        case .double(let number): number
        default: nil
        }
    }

    fileprivate var scalar: Expressions.Value? {
        switch self {
        case .int(let number): .int(number)
        case .double(let number): .float(number)
        case .string(let text): .string(text)
        case .bool(let truth): .bool(truth)
        default: nil
        }
    }
}
