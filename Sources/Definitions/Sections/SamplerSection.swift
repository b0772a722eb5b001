// sampler: { NAME: { options } }

import Search

extension MethodSection where Algorithm == any Sampler {
    /// The samplers, by the names that definitions use.
    static var sampler: MethodSection {
        MethodSection(
            kind: "sampler",
            standard: Method(name: "random", algorithm: RandomSampler()),
            makers: [
                "random": { _ in RandomSampler() }
            ])
    }
}
