/// The pseudo-random generator of the search, keyed by (study seed, trial number): xoshiro256**, seeded by SplitMix64.
///
/// What its helpers draw is specified here and never the standard library's business, so that a suggestion can be
/// derived again years later. Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021.
public struct Generator: RandomNumberGenerator, Sendable, Hashable {
    /// What the study's seed was made into: the same for all of its trials, for samplers that go through a sequence.
    public let study: UInt64
    /// The number of the trial that it was made for.
    public let trial: Int
    private var s0: UInt64
    private var s1: UInt64
    private var s2: UInt64
    private var s3: UInt64

    /// A generator of its own for trial `trial` of a study with `seed`.
    ///
    /// SplitMix64 started at `seed` gives a key; started at the key xor `trial` it gives the four words of state.
    public init(seed: UInt64, trial: Int) {
        var key = SplitMix64(state: seed)
        let study = key.next()
        var words = SplitMix64(state: study ^ UInt64(bitPattern: Int64(trial)))
        self.init(
            state: (words.next(), words.next(), words.next(), words.next()), study: study, trial: trial)
    }

    /// A generator that starts at `state`, not all zero.
    init(state: (UInt64, UInt64, UInt64, UInt64), study: UInt64 = 0, trial: Int = 0) {
        (s0, s1, s2, s3) = state
        self.study = study
        self.trial = trial
    }

    /// The next 64 random bits.
    public mutating func next() -> UInt64 {
        let result = (s1 &* 5).rotatedLeft(by: 7) &* 9
        let shifted = s1 << 17
        s2 ^= s0
        s3 ^= s1
        s1 ^= s2
        s0 ^= s3
        s2 ^= shifted
        s3 = s3.rotatedLeft(by: 45)
        return result
    }

    /// A double of [0, 1): the top 53 bits of the next word.
    public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// An integer of `0 ..< bound`, every one equally likely (Lemire 2019: multiply, reject the uneven rest).
    public mutating func index(below bound: Int) -> Int {
        precondition(bound > 0, "an index is drawn below a positive bound")
        let range = UInt64(bound)
        var product = next().multipliedFullWidth(by: range)
        if product.low < range {
            let uneven = (0 &- range) % range
            while product.low < uneven { product = next().multipliedFullWidth(by: range) }
        }
        return Int(product.high)
    }

    /// A standard normal number (Marsaglia's polar method; the second of each pair is not kept).
    public mutating func normal() -> Double {
        while true {
            let u = 2 * uniform() - 1
            let v = 2 * uniform() - 1
            let radius = u * u + v * v
            if radius > 0 && radius < 1 { return u * (-2 * Elementary.log(radius) / radius).squareRoot() }
        }
    }
}

/// Steele, Lea and Flood's generator of 2014: spreads a seed of few bits over many words.
struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}

extension UInt64 {
    fileprivate func rotatedLeft(by count: UInt64) -> UInt64 { (self << count) | (self >> (64 - count)) }
}
