extension Space {
    /// Checks that a sampler can find a configuration at all: draws at random until one meets the constraints.
    ///
    /// The draws are the same each time. Where most of the space is allowed this costs one draw, at worst ten thousand
    /// and, in a finite space, a look through it.
    ///
    /// - Throws: `SearchError.infeasible` where none of the draws meets them.
    public func checkFeasibility() throws(SearchError) {
        var generator = Generator(seed: 0, trial: 0)
        _ = try RandomSampler().suggest(in: self, after: History(direction: .minimize), using: &generator)
    }
}
