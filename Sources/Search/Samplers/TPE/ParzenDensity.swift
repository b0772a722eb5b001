extension ParzenEstimator {
    /// The log density of each candidate under the mixture, up to a term that depends on the candidate alone and is the
    /// same for every estimator over the same parameters.
    ///
    /// Kernels are worked through in blocks small enough that what a block needs stays in the cache; within a block each
    /// candidate adds up its parameters' terms for eight kernels at a time.
    func logDensities(of candidates: ParzenCandidates) -> [Double] {
        let slices = stride(from: 0, to: dimensions.count, by: Self.sliceSize).map { start in
            Slice(self, start..<min(start + Self.sliceSize, dimensions.count), of: candidates)
        }
        var totals = [RunningSum](repeating: RunningSum(), count: candidates.count)
        let rowCount = slices.reduce(0) { max($0, $1.tables.count) }
        withUnsafeTemporaryAllocation(
            of: Float.self, capacity: (candidates.count + rowCount) * Self.blockSize
        ) { memory in
            guard let sums = memory.baseAddress else { return }
            let rows = sums + candidates.count * Self.blockSize
            base.withUnsafeBufferPointer { base in
                for start in stride(from: 0, to: base.count, by: Self.blockSize) {
                    let block = start..<min(start + Self.blockSize, base.count)
                    for candidate in 0..<candidates.count {
                        let sum = UnsafeMutableBufferPointer(
                            start: sums + candidate * Self.blockSize, count: block.count)
                        _ = sum.update(fromContentsOf: base[block])
                    }
                    for slice in slices { slice.add(to: sums, candidates.count, over: block, rows: rows) }
                    for candidate in 0..<candidates.count {
                        totals[candidate].add(
                            UnsafeRawPointer(sums + candidate * Self.blockSize), byteCount: block.count * 4)
                    }
                }
            }
        }
        return totals.map(\.logarithm)
    }

    /// How many kernels are worked through at a time.
    private static let blockSize = 256
    /// How many parameters are.
    private static let sliceSize = 16

    /// A sum of exponentials that never overflows: relative to the largest exponent so far.
    private struct RunningSum {
        private var largest: Float = -1e30
        private var sum = LaneMath.Lanes(repeating: 0)

        var logarithm: Double { Elementary.log(Double(sum.sum())) + Double(largest) }

        mutating func add(_ exponents: UnsafeRawPointer, byteCount: Int) {
            var offset = 0
            while offset < byteCount {
                let x = exponents.loadUnaligned(fromByteOffset: offset, as: LaneMath.Lanes.self)
                offset &+= lanes &* 4
                // Most kernels are far away in some parameter: eight that all are make no difference to the sum.
                guard LaneMath.isAny(x, above: largest - 25) else { continue }
                let top = LaneMath.largest(x)
                if top > largest {
                    sum *= Float(Elementary.exp(Double(largest - top)))
                    largest = top
                }
                sum += LaneMath.exp(x - largest)
            }
        }
    }

    /// What some of the parameters add to the exponents.
    private struct Slice {
        /// Parameters on a line of points, and dimension by dimension each candidate's coordinate.
        private var points: [PointKernels] = []
        private var coordinates: [[Float]] = []
        /// One for each parameter and different value among the candidates: its log density under each shape.
        private(set) var tables: [(shapeOf: [Int32], densities: [Float])] = []
        /// Parameter by parameter, each candidate's index into `tables`.
        private var tableOf: [[Int]] = []

        init(_ estimator: ParzenEstimator, _ range: Range<Int>, of candidates: ParzenCandidates) {
            for index in range {
                switch estimator.dimensions[index] {
                case .points(let kernels):
                    points.append(kernels)
                    coordinates.append((0..<candidates.count).map { Float(candidates.coordinate($0, index)) })
                case .cells(let kernels):
                    let groups = candidates.groups(index)
                    let first = tables.count
                    for cell in groups.cells { tables.append((kernels.shapeOf, kernels.logDensities(ofCell: cell))) }
                    tableOf.append(groups.groupOf.map { first + $0 })
                }
            }
        }

        /// Adds to `sums[candidate * blockSize + k]` the terms of kernel `block.lowerBound + k`.
        func add(
            to sums: UnsafeMutablePointer<Float>, _ candidateCount: Int, over block: Range<Int>,
            rows: UnsafeMutablePointer<Float>
        ) {
            for (index, table) in tables.enumerated() {
                Self.lookUp(table.densities, table.shapeOf, block, into: rows + index * blockSize)
            }
            let byteCount = block.count * 4
            withUnsafeTemporaryAllocation(of: UnsafeRawPointer.self, capacity: tableOf.count) { terms in
                for candidate in 0..<candidateCount {
                    for (index, tables) in tableOf.enumerated() {
                        terms.initializeElement(
                            at: index, to: UnsafeRawPointer(rows + tables[candidate] * blockSize))
                    }
                    let sum = UnsafeMutableRawPointer(sums + candidate * blockSize)
                    Self.add(UnsafeBufferPointer(terms), to: sum, byteCount)
                    for (kernels, coordinates) in zip(points, coordinates) {
                        Self.subtractSquares(from: sum, coordinates[candidate], kernels, block)
                    }
                }
            }
        }

        private static func lookUp(
            _ densities: [Float], _ shapeOf: [Int32], _ block: Range<Int>, into row: UnsafeMutablePointer<Float>
        ) {
            densities.withUnsafeBufferPointer { densities in
                shapeOf.withUnsafeBufferPointer { shapeOf in
                    guard let density = densities.baseAddress, let all = shapeOf.baseAddress else { return }
                    let shape = all + block.lowerBound
                    var index = 0
                    // Kernels are padded to a multiple of eight.
                    while index < block.count {
                        row[index] = density[Int(truncatingIfNeeded: shape[index])]
                        row[index &+ 1] = density[Int(truncatingIfNeeded: shape[index &+ 1])]
                        row[index &+ 2] = density[Int(truncatingIfNeeded: shape[index &+ 2])]
                        row[index &+ 3] = density[Int(truncatingIfNeeded: shape[index &+ 3])]
                        index &+= 4
                    }
                }
            }
        }

        private static func add(
            _ rows: UnsafeBufferPointer<UnsafeRawPointer>, to sum: UnsafeMutableRawPointer, _ byteCount: Int
        ) {
            var offset = 0
            while offset < byteCount {
                var total = sum.loadUnaligned(fromByteOffset: offset, as: LaneMath.Lanes.self)
                var row = 0
                while row &+ 4 <= rows.count {
                    let first = rows[row].loadUnaligned(fromByteOffset: offset, as: LaneMath.Lanes.self)
                    let second = rows[row &+ 1].loadUnaligned(fromByteOffset: offset, as: LaneMath.Lanes.self)
                    let third = rows[row &+ 2].loadUnaligned(fromByteOffset: offset, as: LaneMath.Lanes.self)
                    let fourth = rows[row &+ 3].loadUnaligned(fromByteOffset: offset, as: LaneMath.Lanes.self)
                    total += (first + second) + (third + fourth)
                    row &+= 4
                }
                while row < rows.count {
                    total += rows[row].loadUnaligned(fromByteOffset: offset, as: LaneMath.Lanes.self)
                    row &+= 1
                }
                sum.storeBytes(of: total, toByteOffset: offset, as: LaneMath.Lanes.self)
                offset &+= lanes &* 4
            }
        }

        private static func subtractSquares(
            from sum: UnsafeMutableRawPointer, _ coordinate: Float, _ kernels: PointKernels, _ block: Range<Int>
        ) {
            kernels.means.withUnsafeBytes { means in
                kernels.scales.withUnsafeBytes { scales in
                    guard let allMeans = means.baseAddress, let allScales = scales.baseAddress else { return }
                    let (mean, scale) = (allMeans + block.lowerBound * 4, allScales + block.lowerBound * 4)
                    let byteCount = block.count &* 4
                    var offset = 0
                    while offset < byteCount {
                        let distance =
                            (coordinate - mean.loadUnaligned(fromByteOffset: offset, as: LaneMath.Lanes.self))
                            * scale.loadUnaligned(fromByteOffset: offset, as: LaneMath.Lanes.self)
                        let old = sum.loadUnaligned(fromByteOffset: offset, as: LaneMath.Lanes.self)
                        sum.storeBytes(of: old - distance * distance, toByteOffset: offset, as: LaneMath.Lanes.self)
                        offset &+= lanes &* 4
                    }
                }
            }
        }
    }
}
