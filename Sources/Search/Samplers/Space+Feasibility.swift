extension Space {
    /// Checks that a sampler can find a configuration at all: draws at random until one meets the constraints.
    ///
    /// The draws are the same each time. Where most of the space is allowed this costs one draw, at worst ten thousand
    /// and, in a finite space, a look through it.
    ///
    /// - Returns: whether a draw met the constraints; otherwise one that does was found by looking through the space.
    /// - Throws: `infeasible` where nothing meets them, `incalculable` where they have no value at all.
    @discardableResult
    public func checkFeasibility() throws(SearchError) -> Bool {
        var generator = Generator(seed: 0, trial: 0)
        for _ in 0..<Draw.feasibilityAttempts where drawUniform(using: &generator) != nil { return true }
        if Draw(in: self, after: History(direction: .minimize)).search(using: &generator) != nil { return false }
        throw infeasibility(attempts: Draw.feasibilityAttempts)
    }

    /// Why none of `attempts` draws is a configuration.
    func infeasibility(attempts: Int) -> SearchError {
        obstacle().map { .incalculable($0) } ?? .infeasible(attempts: attempts)
    }

    /// What cannot be calculated for any of a hundred draws from the domains; nil where one was calculated, or only broke a
    /// constraint.
    func obstacle() -> SpaceError? {
        var generator = Generator(seed: 0, trial: 0)
        var obstacle: SpaceError?
        for _ in 0..<100 {
            do throws(SpaceError) {
                var assignment = Assignment(self)
                for step in steps {
                    switch step {
                    case .parameter(let index):
                        guard try assignment.isActive(parameters[index]) else { continue }
                        assignment[parameters[index].name] = axes[index].value(atFraction: generator.uniform())
                    case .derived(let index): try assignment.derive(derived[index])
                    }
                }
                for constraint in constraints where try assignment.breaks(constraint) { return nil }
                return nil
            } catch {
                obstacle = obstacle ?? error
            }
        }
        return obstacle
    }
}
