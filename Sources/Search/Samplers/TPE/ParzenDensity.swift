extension ParzenEstimator {
    /// The log density of each candidate under the mixture, up to a term that depends on the candidate alone and is the
    /// same for every estimator over the same parameters.
    ///
    /// Kernels are worked through in blocks small enough that what a block needs stays in the cache. Of most kernels a
    /// candidate is far away in some parameter on a line of points: those parameters come first, and the others' terms are
    /// computed only for the eights of kernels that may make a difference to the sum.
    func logDensities(of candidates: ParzenCandidates) -> [Double] {
        var points: [PointKernels] = []
        var coordinates: [[Float]] = []
        var cells = CellRows(candidates: candidates.count)
        for (index, dimension) in dimensions.enumerated() {
            switch dimension {
            case .points(let kernels):
                points.append(kernels)
                coordinates.append((0..<candidates.count).map { Float(candidates.coordinate($0, index)) })
            case .cells(let kernels):
                cells.append(kernels, candidates.groups(index))
            }
        }
        var totals = [RunningSum](repeating: RunningSum(), count: candidates.count)
        withUnsafeTemporaryAllocation(of: Float.self, capacity: CellRows.blockSize) { memory in
            guard let sums = memory.baseAddress else { return }
            for block in blocks {
                cells.begin(block)
                for candidate in 0..<candidates.count {
                    _ = base.withUnsafeBufferPointer { memory.update(fromContentsOf: $0[block]) }
                    for line in points.indices {
                        points[line].subtractSquares(from: sums, at: coordinates[line][candidate], over: block)
                    }
                    let limit = totals[candidate].limit - cells.bounds[candidate]
                    let eights = Self.eights(of: sums, block.count / Self.lanes, above: limit)
                    guard eights != 0 else { continue }
                    cells.add(to: sums, eights, candidate)
                    totals[candidate].add(sums, eights)
                }
            }
        }
        return totals.map(\.logarithm)
    }

    /// The blocks of kernels to work through. The prior's eight comes first, because it is near every candidate: what is
    /// negligible beside it need not be looked at.
    private var blocks: [Range<Int>] {
        let last = base.count - Self.lanes
        return [last..<base.count]
            + stride(from: 0, to: last, by: CellRows.blockSize).map { $0..<min($0 + CellRows.blockSize, last) }
    }

    /// Which eights of `sums` have one above `limit`, the first's bit lowest.
    @inline(__always)
    private static func eights(of sums: UnsafeMutablePointer<Float>, _ count: Int, above limit: Float) -> UInt32 {
        let bytes = UnsafeRawPointer(sums)
        var found: UInt32 = 0
        for eight in 0..<count {
            let x = bytes.loadUnaligned(fromByteOffset: eight &* lanes &* 4, as: LaneMath.Lanes.self)
            if LaneMath.isAny(x, above: limit) { found |= 1 &<< UInt32(truncatingIfNeeded: eight) }
        }
        return found
    }

    /// A sum of exponentials that never overflows: relative to the largest exponent so far.
    private struct RunningSum {
        private var largest: Float = -1e30
        private var sum = LaneMath.Lanes(repeating: 0)

        var logarithm: Double { Elementary.log(Double(sum.sum())) + Double(largest) }

        /// Exponents up to this make no difference to the sum.
        var limit: Float { largest - 25 }

        /// Adds those of `eights`.
        mutating func add(_ exponents: UnsafeMutablePointer<Float>, _ eights: UInt32) {
            let bytes = UnsafeRawPointer(exponents)
            var left = eights
            while left != 0 {
                let offset = left.trailingZeroBitCount &* lanes &* 4
                left &= left &- 1
                let x = bytes.loadUnaligned(fromByteOffset: offset, as: LaneMath.Lanes.self)
                guard LaneMath.isAny(x, above: limit) else { continue }
                let top = LaneMath.largest(x)
                if top > largest {
                    sum *= Float(Elementary.exp(Double(largest - top)))
                    largest = top
                }
                sum += LaneMath.exp(x - largest)
            }
        }
    }
}

extension PointKernels {
    /// Subtracts from `sums` what the kernels of `block` have less at `coordinate` than at their means.
    @inline(__always)
    fileprivate func subtractSquares(
        from sums: UnsafeMutablePointer<Float>, at coordinate: Float, over block: Range<Int>
    ) {
        let sums = UnsafeMutableRawPointer(sums)
        means.withUnsafeBytes { means in
            scales.withUnsafeBytes { scales in
                guard let allMeans = means.baseAddress, let allScales = scales.baseAddress else { return }
                let (mean, scale) = (allMeans + block.lowerBound * 4, allScales + block.lowerBound * 4)
                let byteCount = block.count &* 4
                var offset = 0
                while offset < byteCount {
                    let distance =
                        (coordinate - mean.loadUnaligned(fromByteOffset: offset, as: LaneMath.Lanes.self))
                        * scale.loadUnaligned(fromByteOffset: offset, as: LaneMath.Lanes.self)
                    let old = sums.loadUnaligned(fromByteOffset: offset, as: LaneMath.Lanes.self)
                    sums.storeBytes(of: old - distance * distance, toByteOffset: offset, as: LaneMath.Lanes.self)
                    offset &+= ParzenEstimator.lanes &* 4
                }
            }
        }
    }
}
