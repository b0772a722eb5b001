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

    /// Adds a draw from each of `kernels` of `estimator`, parameter by parameter.
    mutating func append(_ kernels: [Int], from estimator: ParzenEstimator, using generator: inout Generator) {
        let first = count
        count += kernels.count
        coordinates += [Double](repeating: 0, count: kernels.count * dimensions)
        cells += [Int](repeating: 0, count: kernels.count * dimensions)
        for dimension in 0..<dimensions {
            switch estimator.dimensions[dimension] {
            case .points(let points):
                for (candidate, kernel) in kernels.enumerated() {
                    draw(first + candidate, dimension, from: points, kernel: kernel, using: &generator)
                }
            case .cells(let values):
                for (candidate, kernel) in kernels.enumerated() {
                    let cell = values.sample(kernel: kernel, using: &generator)
                    cells[(first + candidate) * dimensions + dimension] = cell
                }
            }
        }
    }

    private mutating func draw(
        _ candidate: Int, _ dimension: Int, from kernels: PointKernels, kernel: Int, using generator: inout Generator
    ) {
        var coordinate = kernels.sample(kernel: kernel, using: &generator)
        var cell = 0
        if case .grid = kernels.axis.kind {
            cell = kernels.axis.cell(at: coordinate)
            coordinate = kernels.axis.coordinate(ofCell: cell)
        }
        setPoint(candidate, dimension, coordinate: coordinate, cell: cell)
    }

    /// Draws one parameter of a candidate anew.
    mutating func redraw(
        _ candidate: Int, _ dimension: Int, from estimator: ParzenEstimator, kernel: Int,
        using generator: inout Generator
    ) {
        switch estimator.dimensions[dimension] {
        case .points(let points): draw(candidate, dimension, from: points, kernel: kernel, using: &generator)
        case .cells(let values):
            cells[candidate * dimensions + dimension] = values.sample(kernel: kernel, using: &generator)
        }
    }

    /// Takes candidates away, keeping the order of the others.
    mutating func removeAll(where isUnwanted: (Int) -> Bool) {
        var kept = 0
        for candidate in 0..<count where !isUnwanted(candidate) {
            for dimension in 0..<dimensions where kept != candidate {
                coordinates[kept * dimensions + dimension] = coordinates[candidate * dimensions + dimension]
                cells[kept * dimensions + dimension] = cells[candidate * dimensions + dimension]
            }
            kept += 1
        }
        coordinates.removeLast((count - kept) * dimensions)
        cells.removeLast((count - kept) * dimensions)
        count = kept
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
    /// `count` kernels, each as likely as its weight.
    func drawKernels(_ count: Int, using generator: inout Generator) -> [Int] {
        var total = 0.0
        let cumulative = weights.prefix(kernelCount).map { weight in
            total += Double(weight)
            return total
        }
        return (0..<count).map { _ in
            let place = generator.uniform() * total
            return min(cumulative.partitioningIndex { $0 > place }, kernelCount - 1)
        }
    }
}
