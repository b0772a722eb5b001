/// A mean and its standard error.
struct Summary {
    var mean: Double
    var error: Double

    init(mean: Double, error: Double) { (self.mean, self.error) = (mean, error) }

    /// Of values that are independent of one another, those of one problem by its seeds.
    init(of values: [Double]) {
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        self.init(mean: mean, error: values.count > 1 ? (squares / (count - 1) / count).squareRoot() : 0)
    }

    /// The mean of means that are independent of one another.
    init(of means: [Summary]) {
        let count = Double(means.count)
        let variance = means.reduce(0) { $0 + $1.error * $1.error }
        self.init(mean: means.reduce(0) { $0 + $1.mean } / count, error: variance.squareRoot() / count)
    }
}
