import CKernels

@testable import Engine

extension hk_dropout {
    /// The factor of an element, 0 or the scale: the 32-bit finaliser "lowbias32" (Wellons) of the element's number,
    /// keyed before and after its first round.
    func plainFactor(_ element: Int) -> Float {
        func mixed(_ word: UInt32) -> UInt32 {
            var x = word
            x ^= x >> 16
            x &*= 0x7feb_352d
            x ^= x >> 15
            x &*= 0x846c_a68b
            return x ^ (x >> 16)
        }
        let high = UInt32(truncatingIfNeeded: key >> 32) &+ UInt32(truncatingIfNeeded: element >> 32) &* 0x9e37_79b9
        let low = UInt32(truncatingIfNeeded: element) ^ UInt32(truncatingIfNeeded: key)
        return mixed(mixed(low) &+ high) < threshold ? 0 : scale
    }

    /// A mask for tests that drops three elements of ten.
    static let some = hk_dropout(rate: 0.3, key: 0x0123_4567_89ab_cdef)
    static let none = hk_dropout(rate: 0, key: 0)
}
