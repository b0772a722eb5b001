extension NormalDistribution {
    /// The logarithm of the expected positive part of a normal variable with mean `z` and deviation 1,
    /// `log(φ(z) + z Φ(z))`, without loss of digits however small it is.
    ///
    /// Ament and others, "Unexpected improvements to expected improvement for Bayesian optimization", 2023.
    static func logExpectedImprovement(_ z: Double) -> Double {
        if z >= 0 {
            // Φ(z) = 1 - φ(z) R(z), so the sum is z + φ(z) (1 - z R(z)).
            let density = Elementary.exp(-0.5 * z * z - logRootTwoPi)
            return Elementary.log(z + density * (1 - z * millsRatio(z)))
        }
        let x = -z
        let share: Double
        if x < 30 {
            share = 1 - x * millsRatio(x)
        } else {
            let y = 1 / (x * x)
            share = y * (1 - 3 * y * (1 - 5 * y * (1 - 7 * y)))
        }
        return -0.5 * x * x - logRootTwoPi + Elementary.log(share)
    }
}
