/// Uniform random search: each parameter on its own, in the logarithm where its domain says so.
///
/// Bergstra and Bengio, "Random search for hyper-parameter optimization", 2012.
public struct RandomSampler: Sampler {
    /// A sampler; it has no options.
    public init() {}

    /// Draws a configuration that meets the constraints and was not tried while an untried one exists.
    public func suggest(
        in space: Space, after history: History, using generator: inout Generator
    ) throws(SearchError) -> Configuration {
        try Draw(in: space, after: history).untried(using: &generator) { space.drawUniform(using: &$0) }
    }
}
