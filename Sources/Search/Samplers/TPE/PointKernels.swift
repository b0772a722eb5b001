/// Truncated normal kernels on one parameter's unit interval, where a candidate counts as a point: a continuum, or a grid
/// so fine that a kernel's density hardly changes within a cell. The prior, the last, stands at the middle with the
/// range as deviation.
struct PointKernels {
    let axis: Axis
    /// Each kernel's mean.
    let means: [Float]
    /// Each kernel's 1 / (σ √2): the log density at x is -((x - mean) scale)² and a term of the kernel's own.
    let scales: [Float]

    /// What one kernel's own term differs by from -log of the least deviation.
    struct Correction {
        let kernel: Int32
        let term: Float
    }

    init(
        _ axis: Axis, _ column: TrialTable.Column, _ order: KernelOrder, corrections: inout [Correction]
    ) {
        let bandwidths = order.bandwidths
        self.axis = axis
        let count = order.rows.count
        let size = ParzenEstimator.padded(count + 1)
        let leastScale = Float(0.5.squareRoot() / bandwidths.least)
        let leastLog = Elementary.log(bandwidths.least)
        let reach = NormalDistribution.reach * bandwidths.least
        var truncated = TruncatedKernels()
        var found: [Correction] = []
        var means = [Float](repeating: 0.5, count: size)
        var scales = [Float](repeating: leastScale, count: size)
        means.withUnsafeMutableBufferPointer { means in
            scales.withUnsafeMutableBufferPointer { scales in
                order.forEach(in: column) { kernel, coordinate, deviation in
                    means[kernel] = Float(coordinate)
                    if deviation != bandwidths.least {
                        scales[kernel] = Float(0.5.squareRoot() / deviation)
                        found.append(
                            Correction(kernel: Int32(kernel), term: Float(leastLog - Elementary.log(deviation))))
                        truncated.append(kernel, coordinate, deviation)
                    } else if coordinate < reach || coordinate > 1 - reach {
                        truncated.append(kernel, coordinate, deviation)
                    }
                }
            }
        }
        scales[count] = Float(0.5.squareRoot())
        self.means = means
        self.scales = scales
        truncated.append(count, 0.5, 1)
        corrections += found
        corrections += truncated.corrections()
    }

    /// A draw from kernel `kernel`, by rejection: at least a third of the kernel lies within the range.
    func sample(kernel: Int, using generator: inout Generator) -> Double {
        generator.truncatedNormal(mean: Double(means[kernel]), deviation: 0.5.squareRoot() / Double(scales[kernel]))
    }

    /// How likely kernel `kernel` is to draw a value in a cell around `coordinate`, up to a factor of the kernel's own.
    func density(at coordinate: Double, kernel: Int) -> Double {
        let distance = (coordinate - Double(means[kernel])) * Double(scales[kernel])
        return Elementary.exp(-distance * distance)
    }

    /// Kernels that reach beyond the range, gathered so that their masses within it are computed several at once.
    private struct TruncatedKernels {
        private var kernels: [Int32] = []
        private var below: [Float] = []
        private var above: [Float] = []

        mutating func append(_ kernel: Int, _ mean: Double, _ deviation: Double) {
            kernels.append(Int32(kernel))
            below.append(Float(mean / deviation))
            above.append(Float((1 - mean) / deviation))
        }

        func corrections() -> [Correction] {
            let masses = LaneMath.map(below, above) { LaneMath.logMass(below: $0, above: $1) }
            return zip(kernels, masses).map { Correction(kernel: $0, term: -$1) }
        }
    }
}

extension Axis {
    /// Whether a kernel's density hardly changes within a cell: cells a tenth as wide as the least deviation change it by
    /// 1 part in 2,400. Logarithmic grids have wide cells at their low end, so they never count.
    var isFine: Bool {
        switch kind {
        case .continuous: true
        case .grid(let count): !isLog && count >= 1000
        case .category: false
        }
    }
}

extension NormalDistribution {
    /// How many deviations away a kernel's end may be before its mass beyond makes a difference in single precision.
    static let reach = 5.5
}

extension Generator {
    /// A normal number that falls within 0 … 1, by rejection; `mean` lies within, and `deviation` is 1 at most.
    mutating func truncatedNormal(mean: Double, deviation: Double) -> Double {
        while true {
            let number = mean + deviation * normal()
            if number >= 0 && number <= 1 { return number }
        }
    }
}
