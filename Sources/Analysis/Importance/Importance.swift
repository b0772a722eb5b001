public import Expressions

/// How much each parameter matters.
public struct Importance: Sendable, Hashable {
    /// How it was found.
    public enum Method: String, Sendable, Hashable {
        /// Shares of the variance over the whole space, by a random forest.
        case fanova
        /// What sets the best trials apart, as shares of the sum over the parameters.
        case pedANOVA = "ped-anova"
    }

    /// How it was found.
    public let method: Method
    /// Every parameter, from the one that matters most; equals by name.
    public let parameters: [ParameterImportance]
    /// Pairs that do together what neither does alone, from the strongest; fANOVA alone knows them.
    public let pairs: [PairImportance]
    /// Which trials count.
    public let basis: Basis

    /// What is known of the parameter `name`.
    public subscript(name: String) -> ParameterImportance? { parameters.first { $0.name == name } }
}

/// How much one parameter matters.
public struct ParameterImportance: Sendable, Hashable {
    /// The parameter.
    public let name: String
    /// Its own share, from 0 to 1: of the variance (fANOVA, the main effect), or of the sum of all (PED-ANOVA).
    public let share: Double
    /// The share's standard deviation over the trees; nil for PED-ANOVA.
    public let deviation: Double?
    /// Its share with those of the pairs that it is in; the same as `share` for PED-ANOVA.
    public let total: Double
}

/// How much two parameters do together beyond what each does alone.
public struct PairImportance: Sendable, Hashable {
    /// The parameter whose name comes first.
    public let first: String
    /// The other one.
    public let second: String
    /// The pair's share of the variance, from 0 to 1.
    public let share: Double
    /// Its standard deviation over the trees.
    public let deviation: Double
}

/// What the objective is expected to be along one parameter, the others anywhere in their ranges.
public struct MarginalEffect: Sendable, Hashable {
    /// One place.
    public struct Point: Sendable, Hashable {
        /// The parameter's value.
        public let value: Value
        /// Where it is on the parameter's axis, from 0 to 1, in the logarithm where the range is logarithmic; of choices
        /// evenly, in the order of the list.
        public let coordinate: Double
        /// The mean over the trees, in the objective's unit.
        public let mean: Double
        /// The standard deviation over the trees.
        public let deviation: Double
    }

    /// The parameter.
    public let parameter: String
    /// Places in ascending order; of a finite domain with no more values than were asked for, one each.
    public let points: [Point]
}

/// What the objective is expected to be over two parameters.
public struct PairEffect: Sendable, Hashable {
    /// The parameter along the rows.
    public let first: String
    /// The parameter along the columns.
    public let second: String
    /// The first's values, ascending.
    public let rows: [Value]
    /// The second's values, ascending.
    public let columns: [Value]
    /// The mean over the trees by row and column, in the objective's unit.
    public let means: [[Double]]
    /// The standard deviation over the trees by row and column.
    public let deviations: [[Double]]
}
