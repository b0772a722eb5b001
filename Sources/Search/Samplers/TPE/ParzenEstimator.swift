/// A mixture of product kernels over the parameters of one group: a kernel for each observed trial, and a wide prior.
///
/// On a line a kernel is a normal distribution truncated to the parameter's range, as wide as the larger gap to its
/// neighbours; on a grid, that distribution's mass in each cell; over an unordered choice, the observed value with a
/// little of all. The widths are kept within `range / min(100, kernels + 1) … range` (the "magic clip").
///
/// It is laid out in arrays over kernels, in single precision, for `logDensities` to run through.
struct ParzenEstimator {
    /// What shapes the kernels.
    struct Options: Sendable, Hashable {
        /// The weight of the prior beside the observations' 1.
        var priorWeight = 1.0
        /// Whether widths are kept from becoming too small.
        var magicClip = true
        /// Whether the range's ends count as neighbours of the outermost observations.
        var endpoints = false
        /// How many of the newest observations have the full weight; older ones have less.
        var fullWeightTrials = 25
    }

    /// The kernels of one parameter.
    enum Dimension {
        /// On a line so fine that candidates are points.
        case points(PointKernels)
        /// Over finitely many values.
        case cells(CellKernels)
    }

    /// How many kernels there are; the last is the prior.
    let kernelCount: Int
    /// The group's parameters that have more than one value.
    let parameters: [Int]
    let dimensions: [Dimension]
    /// The kernels' weights, not normalised; like all arrays over kernels padded to a multiple of `lanes`, with 0.
    let weights: [Float]
    /// The log of each kernel's weight and of what its points' normal densities have in common.
    let base: [Float]

    /// Arrays over kernels are padded to a multiple of this many, so that they can be read in vectors.
    static let lanes = 8
    static func padded(_ count: Int) -> Int { (count + lanes - 1) / lanes * lanes }

    /// An estimator from some rows of a table.
    ///
    /// - Parameter rows: the observations, ascending, each with a coordinate for every one of `parameters`.
    init(table: TrialTable, parameters: [Int], rows: [Int32], options: Options) {
        let count = rows.count
        kernelCount = count + 1
        self.parameters = parameters.filter { table.space.axes[$0].count != 1 }
        let priorWeight = rows.isEmpty ? 1 : Float(options.priorWeight)
        let (weights, total) = Self.ageWeights(
            count: count, flat: options.fullWeightTrials, prior: priorWeight, paddedTo: Self.padded(count + 1))
        self.weights = weights

        let least = options.magicClip ? 1 / min(100, Double(count + 2)) : 1e-12
        let bandwidths = Bandwidths(least: least, endpoints: options.endpoints || count == 1)
        let order = KernelOrder(rows: rows, tableCount: table.count, bandwidths: bandwidths)
        var corrections: [PointKernels.Correction] = []
        var pointDimensions = 0
        dimensions = self.parameters.map { parameter in
            let axis = table.space.axes[parameter]
            let column = table.columns[parameter]
            if axis.isFine {
                pointDimensions += 1
                return .points(PointKernels(axis, column, order, corrections: &corrections))
            }
            if case .category(let values) = axis.kind {
                return .cells(CellKernels(axis, choices: values, column, rows, priorWeight: options.priorWeight))
            }
            return .cells(CellKernels(axis, column, order))
        }
        let common = -Float(pointDimensions) * Float(Elementary.log(least)) - Float(Elementary.log(total))
        var base = Self.logarithms(of: weights, plus: common)
        for correction in corrections { base[Int(correction.kernel)] += correction.term }
        base[count] -= common + Float(Elementary.log(total))
        self.base = base
    }

    /// The weights of `count` observations by age, oldest first: all 1 up to `flat`, else rising from 1 / count to 1, the
    /// newest `flat` at 1; then the prior's.
    static func ageWeights(
        count: Int, flat: Int, prior: Float, paddedTo size: Int
    ) -> (weights: [Float], total: Double) {
        var weights = [Float](repeating: 0, count: size)
        let ramp = max(0, count - flat)
        let start = 1 / Double(max(1, count))
        let rise = ramp > 1 ? (1 - start) / Double(ramp - 1) : 0
        var total = Double(prior) + Double(count - ramp)
        for kernel in 0..<ramp {
            let weight = start + rise * Double(kernel)
            weights[kernel] = Float(weight)
            total += weight
        }
        for kernel in ramp..<count { weights[kernel] = 1 }
        weights[count] = prior
        return (weights, total)
    }

    /// The logarithms of weights plus a constant; -infinity for those of 0.
    private static func logarithms(of weights: [Float], plus constant: Float) -> [Float] {
        [Float](unsafeUninitializedCapacity: weights.count) { logarithms, count in
            count = weights.count
            weights.withUnsafeBytes { weights in
                let target = UnsafeMutableRawBufferPointer(logarithms)
                for offset in stride(from: 0, to: weights.count, by: lanes * 4) {
                    let weight = weights.loadUnaligned(fromByteOffset: offset, as: LaneMath.Lanes.self)
                    var log = LaneMath.log(weight.replacing(with: 1, where: weight .<= 0)) + constant
                    log.replace(with: -.infinity, where: weight .<= 0)
                    target.storeBytes(of: log, toByteOffset: offset, as: LaneMath.Lanes.self)
                }
            }
        }
    }
}
