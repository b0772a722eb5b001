/// A space's configurations as a Gaussian process sees them.
///
/// A *point* holds one coordinate for each of the space's parameters on its axis, NaN where the parameter is inactive.
/// The model sees the parameters that can vary: numbers on 0 … 1 with the first and the last value of a grid at the ends,
/// choices without order as indices. An inactive number stands in the middle and an inactive choice is one of its own, so
/// that configurations which lack a parameter are alike in it.
struct ModelCoordinates {
    let space: Space
    /// The indices of the parameters that can vary.
    let free: [Int]
    /// For each of `free`, whether it has no order.
    let isCategory: [Bool]
    /// Whether a look-up says what is allowed: no parameter has a condition, and the constraints are all in couplings.
    let isDirect: Bool
    /// For each of the space's couplings the allowed combinations of cells.
    private let allowed: [Set<[Int]>]
    private let starts: [Double]
    private let scales: [Double]

    init(_ space: Space) {
        self.space = space
        free = space.axes.indices.filter { space.axes[$0].count != 1 }
        isCategory = free.map { if case .category = space.axes[$0].kind { true } else { false } }
        let coupled = Set(space.couplings.flatMap(\.constraints))
        isDirect =
            space.constraints.allSatisfy(coupled.contains) && space.parameters.allSatisfy { $0.condition == nil }
        allowed = isDirect ? space.couplings.map { Set($0.combinations) } : []
        var starts: [Double] = []
        var scales: [Double] = []
        for index in free {
            let axis = space.axes[index]
            guard case .grid(let count) = axis.kind else {
                starts.append(0)
                scales.append(1)
                continue
            }
            let first = axis.coordinate(ofCell: 0)
            starts.append(first)
            scales.append(1 / (axis.coordinate(ofCell: count - 1) - first))
        }
        self.starts = starts
        self.scales = scales
    }

    /// What the model sees of `point`.
    func model(_ point: [Double]) -> [Double] {
        var result = [Double](repeating: 0, count: free.count)
        for (place, index) in free.enumerated() {
            let coordinate = point[index]
            if coordinate.isNaN {
                result[place] = isCategory[place] ? -1 : 0.5
            } else {
                result[place] = (coordinate - starts[place]) * scales[place]
            }
        }
        return result
    }

    /// The point of a row of the trials' table.
    func point(row: Int, of table: TrialTable) -> [Double] { table.columns.map { $0.coordinates[row] } }

    /// The point of a configuration of the space.
    func point(of configuration: Configuration) -> [Double] {
        zip(space.parameters, space.axes).map { parameter, axis in
            configuration[parameter.name].flatMap { axis.coordinate(of: $0) } ?? .nan
        }
    }

    /// A point's identity.
    func key(_ point: [Double]) -> [UInt64] { point.map { $0.isNaN ? .max : $0.bitPattern } }

    /// The middle of every range and the first of every choice without order; nil where that breaks a constraint.
    func center() -> Configuration? {
        space.build { index in
            let axis = space.axes[index]
            switch axis.kind {
            case .continuous: return axis.value(at: 0.5)
            case .grid: return axis.value(ofCell: axis.cell(at: 0.5))
            case .category: return axis.value(ofCell: 0)
            }
        }
    }

    /// Draws the coordinates that `point` lacks, each uniformly; where one of a coupling's is lacking, all of them.
    func fill(_ point: inout [Double], using generator: inout Generator) {
        for coupling in space.couplings where coupling.parameters.contains(where: { point[$0].isNaN }) {
            let place = generator.uniform()
            let choice = min(coupling.cumulative.partitioningIndex { $0 > place }, coupling.combinations.count - 1)
            for (index, cell) in zip(coupling.parameters, coupling.combinations[choice]) where cell >= 0 {
                point[index] = space.axes[index].coordinate(ofCell: cell)
            }
        }
        for (index, coordinate) in point.enumerated() where coordinate.isNaN {
            let axis = space.axes[index]
            let drawn = generator.uniform()
            switch axis.kind {
            case .continuous: point[index] = drawn
            case .grid: point[index] = axis.coordinate(ofCell: axis.cell(at: drawn))
            case .category(let count): point[index] = axis.coordinate(ofCell: axis.cell(at: drawn * Double(count)))
            }
        }
    }

    /// Makes `point` a configuration's own: coordinates that it lacks are drawn, those of inactive parameters taken away.
    ///
    /// - Returns: false where the point breaks a constraint.
    func settle(_ point: inout [Double], using generator: inout Generator) -> Bool {
        fill(&point, using: &generator)
        if isDirect {
            return zip(space.couplings, allowed).allSatisfy { coupling, combinations in
                combinations.contains(coupling.parameters.map { space.axes[$0].cell(at: point[$0]) })
            }
        }
        guard let configuration = configuration(at: point) else { return false }
        for (index, parameter) in space.parameters.enumerated() where configuration[parameter.name] == nil {
            point[index] = .nan
        }
        return true
    }

    /// The configuration at a settled point; nil where it breaks a constraint or cannot be computed.
    func configuration(at point: [Double]) -> Configuration? {
        space.build { index in
            let coordinate = point[index]
            return space.axes[index].value(at: coordinate.isNaN ? 0.5 : coordinate)
        }
    }
}
