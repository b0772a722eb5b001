/// Points to compare under two estimators of one group.
struct ParzenCandidates {
    /// How many there are.
    private(set) var count = 0
    private let dimensions: Int
    /// Candidate by candidate: for each dimension the coordinate, on a line of points.
    private var coordinates: [Double] = []
    /// Candidate by candidate: for each dimension the value's index, where the values are finite.
    private var cells: [Int] = []

    init(dimensions: Int, capacity: Int) {
        self.dimensions = dimensions
        coordinates.reserveCapacity(dimensions * capacity)
        cells.reserveCapacity(dimensions * capacity)
    }

    /// Adds a draw from kernel `kernel` of `estimator`.
    mutating func append(from estimator: ParzenEstimator, kernel: Int, using generator: inout Generator) {
        count += 1
        for dimension in 0..<dimensions {
            coordinates.append(0)
            cells.append(0)
            redraw(count - 1, dimension, from: estimator, kernel: kernel, using: &generator)
        }
    }

    /// Draws one parameter of a candidate anew.
    mutating func redraw(
        _ candidate: Int, _ dimension: Int, from estimator: ParzenEstimator, kernel: Int,
        using generator: inout Generator
    ) {
        let place = candidate * dimensions + dimension
        switch estimator.dimensions[dimension] {
        case .points(let kernels):
            coordinates[place] = kernels.sample(kernel: kernel, using: &generator)
            guard case .grid = kernels.axis.kind else { return }
            setCell(candidate, dimension, to: kernels.axis.cell(at: coordinates[place]), of: estimator)
        case .cells(let kernels):
            cells[place] = kernels.sample(kernel: kernel, using: &generator)
        }
    }

    mutating func removeLast() {
        count -= 1
        coordinates.removeLast(dimensions)
        cells.removeLast(dimensions)
    }

    func coordinate(_ candidate: Int, _ dimension: Int) -> Double { coordinates[candidate * dimensions + dimension] }

    /// The index of a candidate's value among finitely many.
    func cell(_ candidate: Int, _ dimension: Int) -> Int { cells[candidate * dimensions + dimension] }

    /// Gives a candidate the value number `cell`.
    mutating func setCell(_ candidate: Int, _ dimension: Int, to cell: Int, of estimator: ParzenEstimator) {
        var coordinate = 0.0
        if case .points(let kernels) = estimator.dimensions[dimension] {
            coordinate = kernels.axis.coordinate(ofCell: cell)
        }
        setPoint(candidate, dimension, coordinate: coordinate, cell: cell)
    }

    mutating func setPoint(_ candidate: Int, _ dimension: Int, coordinate: Double, cell: Int) {
        let place = candidate * dimensions + dimension
        coordinates[place] = coordinate
        cells[place] = cell
    }

    /// The candidates' different cells in one dimension, and for each candidate the index of its own among them.
    func groups(_ dimension: Int) -> (cells: [Int], groupOf: [Int]) {
        var different: [Int] = []
        let groupOf = (0..<count).map { candidate in
            let cell = self.cell(candidate, dimension)
            if let known = different.firstIndex(of: cell) { return known }
            different.append(cell)
            return different.count - 1
        }
        return (different, groupOf)
    }
}

extension ParzenEstimator {
    /// A kernel, as likely as its weight.
    func drawKernel(using generator: inout Generator) -> Int {
        let total = weights.reduce(into: 0) { $0 += Double($1) }
        var place = generator.uniform() * total
        for kernel in 0..<kernelCount {
            place -= Double(weights[kernel])
            if place < 0 { return kernel }
        }
        return kernelCount - 1
    }
}
