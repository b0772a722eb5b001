/// Elementary functions of eight numbers at once in single precision, for sums over thousands of kernels. They use the
/// basic operations alone, so that every platform gives the same bits.
enum LaneMath {
    typealias Lanes = SIMD8<Float>

    /// e to the power of numbers ≤ 80, with a relative error below 2e-7; what underflows is 0.
    ///
    /// Cody and Waite's reduction to |r| ≤ ½ log 2, and Cephes' polynomial.
    @inline(__always)
    static func exp(_ x: Lanes) -> Lanes {
        let magic: Float = 12_582_912  // 1.5 * 2²³: adding it leaves the rounded integer in the low bits
        let bounded = x.replacing(with: -87, where: x .< -87)
        let shifted = bounded * 1.44269504 + magic
        let whole = shifted - magic
        let r = bounded - whole * 0.693359375 - whole * -2.12194440e-4
        var p = r * 1.9875691500e-4 + 1.3981999507e-3
        p = p * r + 8.3334519073e-3
        p = p * r + 4.1665795894e-2
        p = p * r + 1.6666665459e-1
        p = p * r + 5.0000001201e-1
        p = p * r * r + r + 1
        let exponent = unsafeBitCast(shifted, to: SIMD8<Int32>.self) &<< 23
        let result = unsafeBitCast(unsafeBitCast(p, to: SIMD8<Int32>.self) &+ exponent, to: Lanes.self)
        return result.replacing(with: 0, where: x .< -87)
    }

    /// The natural logarithm of normal positive numbers, with an error below 2e-7 of itself or of 1.
    ///
    /// Cephes' polynomial on √½ … √2.
    @inline(__always)
    static func log(_ x: Lanes) -> Lanes {
        let bits = unsafeBitCast(x, to: SIMD8<Int32>.self)
        // Shifting the exponent's boundary from 1 to √½ centres the fraction around 1.
        let offset = SIMD8<Int32>(repeating: 0x3f35_04f3)
        let steps = (bits &- offset) &>> 23
        let fraction = unsafeBitCast(bits &- (steps &<< 23), to: Lanes.self) - 1
        let whole = Lanes(steps)
        let square = fraction * fraction
        var p = fraction * 7.0376836292e-2 + -1.1514610310e-1
        p = p * fraction + 1.1676998740e-1
        p = p * fraction + -1.2420140846e-1
        p = p * fraction + 1.4249322787e-1
        p = p * fraction + -1.6668057665e-1
        p = p * fraction + 2.0000714765e-1
        p = p * fraction + -2.4999993993e-1
        p = p * fraction + 3.3333331174e-1
        let tail = p * fraction * square + whole * -2.12194440e-4 - square * 0.5
        return fraction + tail + whole * 0.693359375
    }

    /// Applies `body` to two arrays of equal length, eight elements at a time.
    @inline(__always)
    static func map(_ first: [Float], _ second: [Float], _ body: (Lanes, Lanes) -> Lanes) -> [Float] {
        map(first, second, second) { first, second, _ in body(first, second) }
    }

    /// Applies `body` to three arrays of equal length, eight elements at a time.
    @inline(__always)
    static func map(
        _ first: [Float], _ second: [Float], _ third: [Float], _ body: (Lanes, Lanes, Lanes) -> Lanes
    ) -> [Float] {
        let total = first.count
        precondition(second.count == total && third.count == total, "arrays that are mapped together are equally long")
        return [Float](unsafeUninitializedCapacity: total) { results, count in
            count = total
            first.withUnsafeBufferPointer { first in
                second.withUnsafeBufferPointer { second in
                    third.withUnsafeBufferPointer { third in
                        for start in stride(from: 0, to: total, by: 8) {
                            let result = body(load(first, start), load(second, start), load(third, start))
                            if start + 8 <= total {
                                UnsafeMutableRawBufferPointer(results)
                                    .storeBytes(of: result, toByteOffset: start * 4, as: Lanes.self)
                            } else {
                                for lane in 0..<(total - start) { results[start + lane] = result[lane] }
                            }
                        }
                    }
                }
            }
        }
    }

    /// Eight elements from `start` on; beyond the end, the last one.
    @inline(__always)
    private static func load(_ elements: UnsafeBufferPointer<Float>, _ start: Int) -> Lanes {
        if start + 8 <= elements.count {
            return UnsafeRawBufferPointer(elements).loadUnaligned(fromByteOffset: start * 4, as: Lanes.self)
        }
        var lanes = Lanes(repeating: elements[elements.count - 1])
        for lane in 0..<(elements.count - start) { lanes[lane] = elements[start + lane] }
        return lanes
    }

    /// Below this many deviations an interval is narrow: within it the density is nearly an exponential.
    private static let narrow: Float = 0.5

    /// The log of the standard normal distribution's mean density over `low … high`, times √(2π): about -z² / 2 for a
    /// narrow interval. The error is below 1e-3 within six deviations; further out, where it decides nothing, below one up
    /// to thirteen and below 2 % of itself beyond.
    ///
    /// Rests on erfc's approximation t exp(P(t) - x²), t = 1 / (1 + x / 2), of Numerical Recipes (1992), section 6.2, with
    /// a relative error below 1.2e-7 for all x ≥ 0. Where the interval lies to one side, both tails are taken relative to
    /// exp(-z² / 2) at the nearer end, which never underflows.
    @inline(__always)
    static func logMeanDensity(from low: Lanes, to high: Lanes) -> Lanes {
        let width = high - low
        let middle = (low + high) * 0.5
        // A narrow interval's density is sinh(h) / h times that of its middle, h half its width times the slope there,
        // and a little less for the bend.
        let half = middle * width * 0.5
        // The series for log(sinh(h) / h) holds to h² = 6; that is more than eight deviations away.
        let product = half * half
        let square = product.replacing(with: 6, where: product .> 6)
        var tilt: Lanes = square * Float(1.0 / 2835) - Float(1.0 / 180)
        tilt = (tilt * square + Float(1.0 / 6)) * square
        let bend: Lanes = width * width * (square * Float(1.0 / 180) + Float(1.0 / 24))
        let point = middle * middle * -0.5 + tilt - bend
        let lowSquare = low * low * 0.5
        let highSquare = high * high * 0.5
        let nearest = low.replacing(with: -high, where: -high .> low)
        // So far out that a factor makes no difference to any sum.
        let closest = -largest(-nearest)
        if closest > 13 { return nearest * nearest * -0.5 }
        if closest > 6 {
            // To one side, the mass is that at the nearer end, falling off as exp(-nearest * distance).
            let fall = nearest * width
            let decay = log(fall / (1 - exp(-fall))).replacing(with: fall * 0.5, where: fall .< 1e-3)
            return nearest * nearest * -0.5 - decay
        }
        if largest(width) < narrow { return point }
        let isAbove = low .> 0
        let isBelow = high .< 0
        var reference = Lanes(repeating: 0)
        reference.replace(with: lowSquare, where: isAbove)
        reference.replace(with: highSquare, where: isBelow)
        let lower = tail(magnitude(low), reference - lowSquare)
        let upper = tail(magnitude(high), reference - highSquare)
        var mass = 1 - lower - upper
        mass.replace(with: lower - upper, where: isAbove)
        mass.replace(with: upper - lower, where: isBelow)
        let density = mass * (2.50662827 / width)
        let bounded = density.replacing(with: 1e-37, where: density .< 1e-37)
        return (log(bounded) - reference).replacing(with: point, where: width .< narrow)
    }

    /// The log of the standard normal distribution's mass within -`below` … `above`, both ≥ 0 and not both small.
    @inline(__always)
    static func logMass(below: Lanes, above: Lanes) -> Lanes {
        let nearest = below.replacing(with: above, where: above .< below)
        if -largest(-nearest) > Float(NormalDistribution.reach) { return Lanes(repeating: 0) }
        return log(1 - tail(below, below * below * -0.5) - tail(above, above * above * -0.5))
    }

    /// Half of erfc(z / √2) exp(z² / 2), times the exponential of `exponent`.
    @inline(__always)
    private static func tail(_ z: Lanes, _ exponent: Lanes) -> Lanes {
        let t = 1 / (z * 0.353553391 + 1)
        var p = t * 0.17087277 + -0.82215223
        p = p * t + 1.48851587
        p = p * t + -1.13520398
        p = p * t + 0.27886807
        p = p * t + -0.18628806
        p = p * t + 0.09678418
        p = p * t + 0.37409196
        p = p * t + 1.00002368
        p = p * t + -1.26551223
        return t * 0.5 * exp(p + exponent)
    }

    /// The largest of the eight numbers.
    @inline(__always)
    static func largest(_ x: Lanes) -> Float {
        let four = x.lowHalf.replacing(with: x.highHalf, where: x.highHalf .> x.lowHalf)
        let two = four.lowHalf.replacing(with: four.highHalf, where: four.highHalf .> four.lowHalf)
        return max(two[0], two[1])
    }

    /// Whether any of the eight numbers is above `limit`.
    @inline(__always)
    static func isAny(_ x: Lanes, above limit: Float) -> Bool {
        let mask = unsafeBitCast(x .> limit, to: SIMD4<UInt64>.self)
        let half = mask.lowHalf | mask.highHalf
        return half[0] | half[1] != 0
    }

    @inline(__always)
    private static func magnitude(_ x: Lanes) -> Lanes { x.replacing(with: -x, where: x .< 0) }
}
