/// How wide kernels are.
struct Bandwidths {
    /// The least deviation.
    let least: Double
    /// Whether the range's ends count as neighbours of the outermost observations.
    let endpoints: Bool

    /// The larger of the distances to the neighbours, -1 for none, within bounds.
    @inline(__always)
    func deviation(_ left: Double, _ right: Double) -> Double { min(max(left, right, least), 1) }
}

/// Which kernel a row of the table is.
struct KernelOrder {
    /// The rows, ascending; the kernel of `rows[k]` is `k`.
    let rows: [Int32]
    let bandwidths: Bandwidths
    /// For each row of the table its kernel, -1 for none; empty where the rows are few against the table.
    private let kernels: [Int32]

    init(rows: [Int32], tableCount: Int, bandwidths: Bandwidths) {
        self.rows = rows
        self.bandwidths = bandwidths
        guard rows.count * 8 >= tableCount else {
            kernels = []
            return
        }
        var kernels = [Int32](repeating: -1, count: tableCount)
        for (kernel, row) in rows.enumerated() { kernels[Int(row)] = Int32(kernel) }
        self.kernels = kernels
    }

    /// Calls `body` with each kernel, its coordinate and its deviation, by ascending coordinate, equals by row.
    @inline(__always)
    func forEach(
        in column: TrialTable.Column, _ body: (_ kernel: Int, _ coordinate: Double, _ deviation: Double) -> Void
    ) {
        var kernel = -1
        var coordinate = 0.0
        var left = -1.0
        forEachInOrder(column) { nextKernel, nextCoordinate in
            let right = nextCoordinate - coordinate
            if kernel >= 0 {
                body(kernel, coordinate, bandwidths.deviation(left, right))
                left = right
            } else if bandwidths.endpoints {
                left = nextCoordinate
            }
            kernel = nextKernel
            coordinate = nextCoordinate
        }
        guard kernel >= 0 else { return }
        body(kernel, coordinate, bandwidths.deviation(left, bandwidths.endpoints ? 1 - coordinate : -1))
    }

    @inline(__always)
    private func forEachInOrder(_ column: TrialTable.Column, _ body: (_ kernel: Int, _ coordinate: Double) -> Void) {
        if kernels.isEmpty {
            let coordinates = rows.map { column.coordinates[Int($0)] }
            let order = coordinates.indices.sorted { left, right in
                let (a, b) = (coordinates[left], coordinates[right])
                return a < b || (a == b && left < right)
            }
            for kernel in order { body(kernel, coordinates[kernel]) }
            return
        }
        kernels.withUnsafeBufferPointer { kernels in
            for block in column.sorted.blocks {
                block.withUnsafeBufferPointer { block in
                    var index = 0
                    while index < block.count {
                        let place = block[index]
                        let kernel = Int(truncatingIfNeeded: kernels[Int(truncatingIfNeeded: place.row)])
                        if kernel >= 0 { body(kernel, place.coordinate) }
                        index &+= 1
                    }
                }
            }
        }
    }
}
