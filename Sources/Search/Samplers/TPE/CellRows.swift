/// What the parameters of finitely many values add to the candidates' exponents, for one block of kernels at a time.
///
/// Candidates that have a value in common share a row: the value's log density under each kernel of the block. A row is
/// filled eight kernels at a time, when they are first asked for.
struct CellRows {
    /// How many kernels a block has at most; an eight of them is a bit of a word.
    static let blockSize = 32 * ParzenEstimator.lanes

    /// For each candidate, what all its terms together are at most.
    private(set) var bounds: [Float]
    private var dimensions: [CellKernels] = []
    /// Dimension by dimension each candidate's row.
    private var rowOf: [[Int]] = []
    /// Row by row, the value's log density under each shape.
    private var tables: [[Float]] = []
    private var block = 0..<0
    /// Row by row, which eights are filled in.
    private var filled: [UInt32] = []
    /// Row by row, the densities.
    private var densities: [Float] = []

    init(candidates: Int) { bounds = [Float](repeating: 0, count: candidates) }

    /// Adds a parameter and the values that the candidates have in it.
    mutating func append(_ kernels: CellKernels, _ groups: (cells: [Int], groupOf: [Int])) {
        let first = tables.count
        let largest = groups.cells.map { kernels.largestLogDensity(ofCell: $0) }
        for cell in groups.cells { tables.append(kernels.logDensities(ofCell: cell)) }
        for (candidate, group) in groups.groupOf.enumerated() { bounds[candidate] += largest[group] }
        rowOf.append(groups.groupOf.map { first + $0 })
        dimensions.append(kernels)
    }

    /// Turns to another block of kernels.
    mutating func begin(_ block: Range<Int>) {
        self.block = block
        let size = tables.count * Self.blockSize
        if densities.count != size { densities = [Float](repeating: 0, count: size) }
        filled = [UInt32](repeating: 0, count: tables.count)
    }

    /// Adds a candidate's terms to the `eights` of `sums`, which are by kernel of the block.
    mutating func add(to sums: UnsafeMutablePointer<Float>, _ eights: UInt32, _ candidate: Int) {
        let bytes = UnsafeMutableRawPointer(sums)
        densities.withUnsafeMutableBufferPointer { densities in
            guard let start = densities.baseAddress else { return }
            for dimension in rowOf.indices {
                let index = rowOf[dimension][candidate]
                let row = start + index * Self.blockSize
                let missing = eights & ~filled[index]
                if missing != 0 {
                    dimensions[dimension].lookUp(tables[index], missing, of: block, into: row)
                    filled[index] |= missing
                }
                let terms = UnsafeRawPointer(row)
                var left = eights
                while left != 0 {
                    let offset = left.trailingZeroBitCount &* ParzenEstimator.lanes &* 4
                    left &= left &- 1
                    let sum =
                        bytes.loadUnaligned(fromByteOffset: offset, as: LaneMath.Lanes.self)
                        + terms.loadUnaligned(fromByteOffset: offset, as: LaneMath.Lanes.self)
                    bytes.storeBytes(of: sum, toByteOffset: offset, as: LaneMath.Lanes.self)
                }
            }
        }
    }
}
