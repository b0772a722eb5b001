import Expressions

/// Makes a child of two trials: simulated binary crossover and polynomial mutation for what lies on a line, one
/// parent's value and a new draw for choices without order.
///
/// A value that only one parent has is taken from it, one that neither has is drawn. On a grid a mutation leads to
/// another cell.
///
/// Deb and Agrawal, "Simulated binary crossover for continuous search space", 1995; Deb and Goyal, "A combined genetic
/// adaptive search (GeneAS) for engineering design", 1996, both in the form that keeps to a range.
struct Variation {
    let crossover: Double
    let mutation: Double
    let table: TrialTable

    /// The distribution indices: the larger, the nearer children are to their parents.
    private static let crossoverIndex = 15.0
    private static let mutationIndex = 20.0

    /// A child of the trials at two rows of the table; nil where it breaks a constraint.
    func child(of first: Int, _ second: Int, in space: Space, using generator: inout Generator) -> Configuration? {
        let isCrossed = generator.uniform() < crossover
        return space.build { index in
            let axis = space.axes[index]
            let coordinates = table.columns[index].coordinates
            let (own, other) = (coordinates[first], coordinates[second])
            guard !own.isNaN || !other.isNaN else { return axis.value(atFraction: generator.uniform()) }
            if case .category = axis.kind {
                let isOther = own.isNaN || (isCrossed && !other.isNaN && generator.uniform() < 0.5)
                if generator.uniform() < mutation { return axis.value(atFraction: generator.uniform()) }
                return axis.value(at: isOther ? other : own)
            }
            var coordinate = own.isNaN ? other : own
            if isCrossed, !own.isNaN, !other.isNaN {
                coordinate = Self.crossed(own, other, using: &generator)
            }
            guard generator.uniform() < mutation else { return axis.value(at: coordinate) }
            return Self.mutated(coordinate, on: axis, using: &generator)
        }
    }

    /// A coordinate of 0 … 1 near one of two, spread as far as they are apart; half of the time the first itself.
    static func crossed(_ first: Double, _ second: Double, using generator: inout Generator) -> Double {
        guard generator.uniform() < 0.5 else { return first }
        let (low, high) = (min(first, second), max(first, second))
        let chance = generator.uniform()
        let isLow = generator.uniform() < 0.5
        let distance = high - low
        guard distance > 1e-14 else { return first }
        let room = isLow ? low : 1 - high
        let widest = 1 + 2 * room / distance
        let whole = 2 - power(widest, -(crossoverIndex + 1))
        let spread =
            chance * whole <= 1
            ? power(chance * whole, 1 / (crossoverIndex + 1))
            : power(1 / (2 - chance * whole), 1 / (crossoverIndex + 1))
        let child = 0.5 * (low + high + (isLow ? -spread : spread) * distance)
        return min(max(child, 0), 1)
    }

    /// The value at a coordinate that was moved, on a grid into another cell.
    static func mutated(_ coordinate: Double, on axis: Axis, using generator: inout Generator) -> Value {
        let chance = generator.uniform()
        let isDown = chance < 0.5
        let room = isDown ? coordinate : 1 - coordinate
        let half = isDown ? 2 * chance : 2 - 2 * chance
        let kept = power(half + (1 - half) * power(1 - room, mutationIndex + 1), 1 / (mutationIndex + 1))
        let moved = min(max(coordinate + (isDown ? kept - 1 : 1 - kept), 0), 1)
        guard case .grid(let count) = axis.kind, count > 1 else { return axis.value(at: moved) }
        let (before, after) = (axis.cell(at: coordinate), axis.cell(at: moved))
        if after != before { return axis.value(ofCell: after) }
        let next = isDown ? before - 1 : before + 1
        return axis.value(ofCell: next < 0 ? 1 : next >= count ? count - 2 : next)
    }

    private static func power(_ base: Double, _ exponent: Double) -> Double {
        base <= 0 ? 0 : Elementary.exp(exponent * Elementary.log(base))
    }
}
