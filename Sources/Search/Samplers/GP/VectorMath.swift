// Dot products and exponentials over flat buffers: the inner loops of the Gaussian process.
//
// The sums have a fixed shape and the exponential is a polynomial of our own, so that a suggestion is the same to the
// last bit on every platform.

/// The sum of `a[i] * b[i]` for `i < count`, over eight lanes and then a tail.
@inline(__always)
func dot(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ count: Int) -> Double {
    var sum = SIMD8<Double>.zero
    let rawA = UnsafeRawPointer(a)
    let rawB = UnsafeRawPointer(b)
    var index = 0
    while index &+ 8 <= count {
        let offset = index &* 8
        sum +=
            rawA.loadUnaligned(fromByteOffset: offset, as: SIMD8<Double>.self)
            * rawB.loadUnaligned(fromByteOffset: offset, as: SIMD8<Double>.self)
        index &+= 8
    }
    let half = sum.lowHalf + sum.highHalf
    let quarter = half.lowHalf + half.highHalf
    var total = quarter[0] + quarter[1]
    while index < count {
        total += a[index] * b[index]
        index &+= 1
    }
    return total
}

/// `e` to the power of `x`, for `x` from -700 (smaller ones count as -700) to 0; relative error below 1e-15.
///
/// A polynomial over `|f| ≤ ln 2 / 2` after `x = k ln 2 + f`; no branch and no call, so that loops over it vectorise.
@inline(__always)
func exponential(ofNegative x: Double) -> Double {
    let bounded = x < -700 ? -700 : x
    let shifted = bounded * 1.4426950408889634 + 0x1.8p52
    let k = shifted - 0x1.8p52
    let f = (bounded - k * 0x1.62e42feep-1) - k * 0x1.a39ef35793c76p-33
    var p = 1.0 / 479_001_600
    p = p * f + 1.0 / 39_916_800
    p = p * f + 1.0 / 3_628_800
    p = p * f + 1.0 / 362_880
    p = p * f + 1.0 / 40_320
    p = p * f + 1.0 / 5_040
    p = p * f + 1.0 / 720
    p = p * f + 1.0 / 120
    p = p * f + 1.0 / 24
    p = p * f + 1.0 / 6
    p = p * f + 0.5
    p = p * f + 1
    p = p * f + 1
    return p * Double(bitPattern: (shifted.bitPattern &+ 1023) << 52)
}
