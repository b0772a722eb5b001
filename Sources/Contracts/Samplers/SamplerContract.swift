// What every sampler has to keep, to be run on one's own.
//
//     import HPOTesting
//     import Testing
//
//     @Test(arguments: SamplerContract.Rule.allCases)
//     func contract(rule: SamplerContract.Rule) throws {
//         try SamplerContract("mine", of: MySampler()).check(rule)
//     }

public import Search
public import Testing

/// A sampler under the contract that all of them keep.
public struct SamplerContract: Sendable, CustomTestStringConvertible {
    /// What a sampler has to keep, a sentence each.
    public enum Rule: String, Sendable, CaseIterable, CustomTestStringConvertible {
        case insideAndDeterministic =
            "a suggestion is always inside the space, and is what it was when it is asked for again"
        case symmetric = "negated values in the other direction give the same suggestions"
        case orderless = "neither the order in which changes arrived nor that of the parameters makes a difference"
        case degenerate = "histories in which all failed, are NaN, infinite, equal or running are survived"
        case parallel = "sixty-four running trials are given different configurations"
        case single = "a space of one choice and an empty one have their one configuration"
        case wide = "a space of two hundred parameters is no hindrance"
        case exhaustive = "a finite space is tried whole before anything is tried twice, also under constraints"
        case infeasible = "a space whose constraints cannot be met is an error that says how often it was tried"
        case plateau =
            "while nothing is known, a sampler fills the space about as well as chance does, and keeps off its edges"
        case steps =
            "what is better on a plateau, a stair or where most trials fail is found as often as by chance, or nearly"

        /// The sentence.
        public var testDescription: String { rawValue }
    }

    /// The sampler's name.
    public let testDescription: String
    package let sampler: any Sampler
    package let trials: Int
    let fills: Bool

    /// The contract of `sampler`.
    ///
    /// - Parameters:
    ///   - name: what it is called where it breaks a rule.
    ///   - trials: how many trials the studies have that it is tried in: fewer for one whose suggestions are slow.
    ///   - fills: whether it is to fill a space as chance does while nothing is known; one that goes by a grid does not.
    public init(_ name: String, of sampler: any Sampler, trials: Int = 20, fills: Bool = true) {
        (testDescription, self.sampler, self.trials, self.fills) = (name, sampler, trials, fills)
    }

    /// Holds the sampler to `rule`: what it breaks is an issue of the running test.
    public func check(_ rule: Rule) throws {
        switch rule {
        case .insideAndDeterministic: try insideAndDeterministic()
        case .symmetric: try symmetric()
        case .orderless: try orderless()
        case .degenerate: try degenerate()
        case .parallel: try parallel()
        case .single: try single()
        case .wide: try wide()
        case .exhaustive: try exhaustive()
        case .infeasible: try infeasible()
        case .plateau: try plateau()
        case .steps: try steps()
        }
    }
}
