/// Kernels over one parameter's finitely many values. Kernels that are alike share a shape, so that a candidate's density
/// is computed once for each shape and looked up for each kernel.
struct CellKernels {
    let axis: Axis
    /// Each kernel's shape.
    let shapeOf: [Int32]
    private let shapes: Shapes

    private enum Shapes {
        /// Truncated normal kernels: means, 1 / σ, and the log of what they are divided by, padded; and the least σ.
        case normals(means: [Float], inverses: [Float], constants: [Float], least: Double)
        /// One shape for each of `count` choices and one for the prior; the logs of a kernel's probability for its own
        /// value, for another one, and of the prior's for any.
        case choices(count: Int, own: Float, other: Float, prior: Float)
    }

    /// Normal kernels' masses in a grid's cells.
    init(_ axis: Axis, _ column: TrialTable.Column, _ order: KernelOrder) {
        self.axis = axis
        let count = order.rows.count
        var builder = ShapeBuilder(least: order.bandwidths.least, kernels: count)
        if !column.cells.isEmpty, let cells = axis.count, cells * 4 <= count {
            builder.add(cells: column.cells, among: cells, axis, order)
        } else {
            order.forEach(in: column) { kernel, coordinate, deviation in
                builder.add(kernel: kernel, coordinate, deviation)
            }
        }
        (shapes, shapeOf) = builder.finish()
    }

    /// Collects the different pairs of mean and deviation.
    private struct ShapeBuilder {
        private let least: Double
        private let count: Int
        private var means: [Float] = []
        private var inverses: [Float] = []
        private var shapeOf: [Int32]
        private var last = (mean: -1.0, deviation: 0.0)

        init(least: Double, kernels count: Int) {
            self.least = least
            self.count = count
            shapeOf = [Int32](repeating: 0, count: ParzenEstimator.padded(count + 1))
        }

        /// Adds a kernel; those that are alike come one after the other.
        mutating func add(kernel: Int, _ mean: Double, _ deviation: Double) {
            if last.mean != mean || last.deviation != deviation {
                last = (mean, deviation)
                means.append(Float(mean))
                inverses.append(Float(1 / deviation))
            }
            shapeOf[kernel] = Int32(means.count - 1)
        }

        /// Adds all kernels by their cells: of those in one cell, the first is as wide as the gap to the cell before, the
        /// last as the gap to the cell after, and all others have none.
        mutating func add(cells: [Int32], among cellCount: Int, _ axis: Axis, _ order: KernelOrder) {
            var firsts = [Int32](repeating: -1, count: cellCount)
            var lasts = firsts
            Self.forEachKernel(order.rows, cells) { kernel, cell in
                if firsts[cell] < 0 { firsts[cell] = Int32(truncatingIfNeeded: kernel) }
                lasts[cell] = Int32(truncatingIfNeeded: kernel)
            }
            let occupied = (0..<cellCount).filter { firsts[$0] >= 0 }
            let coordinates = occupied.map { axis.coordinate(ofCell: $0) }
            var ordinary = [Int32](repeating: 0, count: cellCount)
            for (cell, coordinate) in zip(occupied, coordinates) {
                ordinary[cell] = Int32(means.count)
                means.append(Float(coordinate))
                inverses.append(Float(1 / least))
            }
            shapeOf.withUnsafeMutableBufferPointer { shapeOf in
                ordinary.withUnsafeBufferPointer { ordinary in
                    Self.forEachKernel(order.rows, cells) { kernel, cell in shapeOf[kernel] = ordinary[cell] }
                }
            }
            let endpoints = order.bandwidths.endpoints
            for (place, cell) in occupied.enumerated() {
                let here = coordinates[place]
                let left = place > 0 ? here - coordinates[place - 1] : endpoints ? here : -1
                let isLast = place + 1 == occupied.count
                let right = isLast ? (endpoints ? 1 - here : -1) : coordinates[place + 1] - here
                let (first, last) = (Int(firsts[cell]), Int(lasts[cell]))
                if first == last {
                    addUnlessLeast(first, here, order.bandwidths.deviation(left, right))
                } else {
                    addUnlessLeast(first, here, order.bandwidths.deviation(left, 0))
                    addUnlessLeast(last, here, order.bandwidths.deviation(0, right))
                }
            }
        }

        @inline(__always)
        private static func forEachKernel(
            _ rows: [Int32], _ cells: [Int32], _ body: (_ kernel: Int, _ cell: Int) -> Void
        ) {
            rows.withUnsafeBufferPointer { rows in
                cells.withUnsafeBufferPointer { cells in
                    var kernel = 0
                    while kernel < rows.count {
                        body(kernel, Int(truncatingIfNeeded: cells[Int(truncatingIfNeeded: rows[kernel])]))
                        kernel &+= 1
                    }
                }
            }
        }

        private mutating func addUnlessLeast(_ kernel: Int, _ mean: Double, _ deviation: Double) {
            if deviation != least { add(kernel: kernel, mean, deviation) }
        }

        /// The shapes with the prior's, which is a kernel's too, and the constants of each.
        consuming func finish() -> (Shapes, [Int32]) {
            shapeOf[count] = Int32(means.count)
            let padding = ParzenEstimator.padded(means.count + 1) - means.count
            means += [Float](repeating: 0.5, count: padding)
            inverses += [Float](repeating: 1, count: padding)
            let constants = LaneMath.map(means, inverses) { mean, inverse in
                LaneMath.log(inverse) - LaneMath.logMass(below: mean * inverse, above: (1 - mean) * inverse)
            }
            return (.normals(means: means, inverses: inverses, constants: constants, least: least), shapeOf)
        }
    }

    /// Kernels over an unordered choice: each spreads `priorWeight / kernels` over all values and adds 1 to its own.
    init(_ axis: Axis, choices count: Int, _ column: TrialTable.Column, _ rows: [Int32], priorWeight: Double) {
        self.axis = axis
        let spread = priorWeight / Double(rows.count + 1)
        let total = 1 + spread * Double(count)
        shapes = .choices(
            count: count, own: Float(Elementary.log((1 + spread) / total)),
            other: spread > 0 ? Float(Elementary.log(spread / total)) : -1e4,
            prior: Float(-Elementary.log(Double(count))))
        var shapeOf = [Int32](repeating: Int32(count), count: ParzenEstimator.padded(rows.count + 1))
        for (kernel, row) in rows.enumerated() { shapeOf[kernel] = column.cells[Int(row)] }
        self.shapeOf = shapeOf
    }

    /// No kernel's log density at `cell` is above this.
    func largestLogDensity(ofCell cell: Int) -> Float {
        switch shapes {
        case .choices(_, let own, let other, let prior):
            return max(own, other, prior)
        case .normals(_, _, _, let least):
            // Neither above the whole mass within the cell, nor above the narrowest bell's top, of whose mass at least a
            // third lies within the range.
            let limit = min(2.5066282746310002 / axis.mass(ofCell: cell), 3 / least)
            return Float(Elementary.log(limit)) + 0.01
        }
    }

    /// Writes the log densities of a value, given for each shape, under the `eights` of a block of kernels to `row`.
    func lookUp(
        _ densities: [Float], _ eights: UInt32, of block: Range<Int>, into row: UnsafeMutablePointer<Float>
    ) {
        shapeOf.withUnsafeBufferPointer { shapeOf in
            densities.withUnsafeBufferPointer { densities in
                guard let all = shapeOf.baseAddress, let density = densities.baseAddress else { return }
                var left = eights
                while left != 0 {
                    let first = left.trailingZeroBitCount &* ParzenEstimator.lanes
                    left &= left &- 1
                    let shape = all + block.lowerBound + first
                    for lane in 0..<ParzenEstimator.lanes {
                        row[first &+ lane] = density[Int(truncatingIfNeeded: shape[lane])]
                    }
                }
            }
        }
    }

    /// The log density of a candidate in `cell` under each shape; on a grid, of its cell's mean times √(2π).
    func logDensities(ofCell cell: Int) -> [Float] {
        switch shapes {
        case .choices(let count, let own, let other, let prior):
            var densities = [Float](repeating: other, count: count + 1)
            densities[cell] = own
            densities[count] = prior
            return densities
        case .normals(let means, let inverses, let constants, _):
            let edges = axis.edges(ofCell: cell)
            let (low, high) = (Float(edges.low), Float(edges.high))
            return LaneMath.map(means, inverses, constants) { mean, inverse, constant in
                constant + LaneMath.logMeanDensity(from: (low - mean) * inverse, to: (high - mean) * inverse)
            }
        }
    }

    func sample(kernel: Int, using generator: inout Generator) -> Int {
        let shape = Int(shapeOf[kernel])
        switch shapes {
        case .choices(let count, let own, let other, _):
            // The kernel's own value has what it spreads over all and its share beyond that.
            let share = shape < count ? Elementary.exp(Double(own)) - Elementary.exp(Double(other)) : 0
            if generator.uniform() < share { return shape }
            return generator.index(below: count)
        case .normals(let means, let inverses, _, _):
            let coordinate = generator.truncatedNormal(
                mean: Double(means[shape]), deviation: 1 / Double(inverses[shape]))
            return axis.cell(at: coordinate)
        }
    }

    /// How likely kernel `kernel` is to draw `cell`, up to a factor of the kernel's own.
    func mass(ofCell cell: Int, kernel: Int) -> Double {
        let density = Elementary.exp(Double(logDensities(ofCell: cell)[Int(shapeOf[kernel])]))
        if case .choices = shapes { return density }
        return density * axis.mass(ofCell: cell)
    }
}
