/// What is believed of a Gaussian process's hyperparameters before any trial: independent normal densities over their
/// logarithms.
///
/// Lengths as in Hvarfner 2024 ("Vanilla Bayesian optimization performs great in high dimensions"): the median grows
/// with the square root of the number of dimensions, so that the model is as smooth in 40 dimensions as in 4.
struct HyperparameterPrior {
    /// Mean and deviation for each parameter's logarithm.
    var means: [Double]
    var deviations: [Double]
    /// Where the search for the maximum begins: lengths shorter than the prior's, which the data lengthen where they can.
    var start: [Double]
    /// Bounds of the search.
    var lower: [Double]
    var upper: [Double]

    /// The prior over `dimensions` lengths, the variance and the noise.
    init(dimensions: Int) {
        let length = 1.4142135623730951 + 0.5 * Elementary.log(Double(max(dimensions, 1)))
        means = [Double](repeating: length, count: dimensions) + [0, -6]
        deviations = [Double](repeating: 1.7320508075688772, count: dimensions) + [0.5, 1]
        let short = 0.5 * Elementary.log(Double(max(dimensions, 1))) - 0.7
        start = [Double](repeating: short, count: dimensions) + [0, -6]
        lower = [Double](repeating: -4, count: dimensions) + [-3, -12]
        upper = [Double](repeating: 8, count: dimensions) + [3, 1]
    }

    /// The logarithm of the density at `parameters`, but for a constant; its gradient is added to `gradient`.
    func addDensity(at parameters: [Double], gradient: inout [Double]) -> Double {
        var sum = 0.0
        for i in parameters.indices {
            let z = (parameters[i] - means[i]) / deviations[i]
            sum -= 0.5 * z * z
            gradient[i] -= z / deviations[i]
        }
        return sum
    }
}
