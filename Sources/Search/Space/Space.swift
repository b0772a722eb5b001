/// The parameters that a study samples, with their conditions, derived parameters and constraints.
public struct Space: Sendable {}
