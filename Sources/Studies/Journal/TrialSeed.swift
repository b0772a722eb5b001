public import Storage

/// The seed that trial `number` of a study with `seed` gives to its program: of 32 bits, so that NumPy and others take it, or of
/// the 63 bits of studies that were made before.
///
/// A SplitMix64 step (Steele, Lea and Flood 2014) for each of the two, so that neighbouring trials and studies share nothing.
///
/// - Parameter bits: `Study.seedBits`.
public func trialSeed(study seed: UInt64, bits: Int, number: Int) -> Int {
    upper(bits, of: mixed(mixed(seed) &+ UInt64(truncatingIfNeeded: number)))
}

/// The seed of a trial that repeats another: as above, with one step more for the repetition.
public func trialSeed(study seed: UInt64, bits: Int, repetition: Repetition) -> Int {
    let trial = mixed(mixed(seed) &+ UInt64(truncatingIfNeeded: repetition.trial))
    return upper(bits, of: mixed(trial &+ UInt64(truncatingIfNeeded: repetition.index)))
}

extension Study {
    /// The seed of trial `number`, which repeats no other.
    func seed(ofTrial number: Int) -> Int { trialSeed(study: seed, bits: seedBits, number: number) }
}

private func upper(_ bits: Int, of word: UInt64) -> Int { Int(truncatingIfNeeded: word >> UInt64(64 - bits)) }

private func mixed(_ state: UInt64) -> UInt64 {
    var bits = state &+ 0x9E37_79B9_7F4A_7C15
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
}
