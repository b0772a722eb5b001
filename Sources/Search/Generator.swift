/// The pseudo-random generator of the search, keyed by (study seed, trial number).
public struct Generator: RandomNumberGenerator, Sendable {
    /// A generator of its own for trial `trial` of a study with `seed`.
    public init(seed: UInt64, trial: Int) {}

    /// The next 64 random bits.
    public mutating func next() -> UInt64 { 0 }
}
