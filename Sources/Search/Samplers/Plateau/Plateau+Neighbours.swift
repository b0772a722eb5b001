extension Plateau {
    /// At most so many trials are compared with one another, which bounds the cost.
    private static let comparedTrials = 96
    /// How many standard deviations a correlation must be above 0: what chance exceeds once in twenty times.
    static let significance = 1.645

    /// Whether the ranks of trials agree with those of their nearest neighbours more than chance explains: a test that
    /// needs no model of how values depend on configurations.
    ///
    /// The correlation of the ranks of n independent values with others of them is about normal, of mean 0 and deviation
    /// 1 / √n. Chatterjee, "A new coefficient of correlation", 2021; Azadkia and Chatterjee, "A simple measure of conditional
    /// dependence", 2021. O(96² d) in d parameters.
    func neighboursAgree(in table: TrialTable) -> Bool {
        let rows = sample(Self.comparedTrials)
        guard rows.count > 2 else { return false }
        let coordinates = ModelCoordinates(table.space)
        let points = rows.map { coordinates.model(coordinates.point(row: $0, of: table)) }
        let neighbours = points.indices.map { own in
            var nearest = (place: own, distance: Double.infinity)
            for other in points.indices where other != own {
                var distance = 0.0
                for (dimension, isCategory) in coordinates.isCategory.enumerated() {
                    let difference = points[own][dimension] - points[other][dimension]
                    distance += isCategory ? (difference == 0 ? 0 : 1) : difference * difference
                }
                if distance < nearest.distance { nearest = (other, distance) }
            }
            return nearest.place
        }
        let ranks = middleRanks(of: rows)
        let correlation = Self.correlation(ranks, neighbours.map { ranks[$0] })
        return correlation * Double(rows.count).squareRoot() >= Self.significance
    }

    /// The correlation of two samples; 0 where one of them does not vary.
    static func correlation(_ first: [Double], _ second: [Double]) -> Double {
        let count = Double(first.count)
        let means = (first.reduce(0, +) / count, second.reduce(0, +) / count)
        var (product, squares) = (0.0, (0.0, 0.0))
        for (a, b) in zip(first, second) {
            product += (a - means.0) * (b - means.1)
            squares.0 += (a - means.0) * (a - means.0)
            squares.1 += (b - means.1) * (b - means.1)
        }
        guard squares.0 > 0, squares.1 > 0 else { return 0 }
        return product / (squares.0 * squares.1).squareRoot()
    }
}
