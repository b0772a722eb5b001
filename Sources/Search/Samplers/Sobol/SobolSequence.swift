/// Sobol's low-discrepancy sequence in up to 64 dimensions, optionally scrambled.
///
/// Direction numbers: Joe and Kuo, "Constructing Sobol sequences with better two-dimensional projections", 2008 (their
/// file new-joe-kuo-6.21201). Order: Antonov and Saleev's Gray code. Scrambling: Owen, "Scrambling Sobol and
/// Niederreiter-Xing points", 1998: in each dimension every bit is flipped or not by a hash of the bits above it, which
/// keeps each of the net's properties.
struct SobolSequence {
    /// The number of dimensions that there are direction numbers for.
    static let dimensionLimit = primitives.count

    private let directions: [[UInt32]]
    private let keys: [UInt64]?

    /// A sequence in `dimensions` (at most `dimensionLimit`); `scramble` nil leaves it as it is.
    init(dimensions: Int, scramble: UInt64?) {
        precondition(dimensions <= Self.dimensionLimit, "there are direction numbers for 64 dimensions")
        directions = Self.primitives.prefix(dimensions).enumerated().map { index, primitive in
            Self.directions(of: primitive, isFirst: index == 0)
        }
        keys = scramble.map { seed in
            var words = SplitMix64(state: seed)
            return (0..<dimensions).map { _ in words.next() }
        }
    }

    /// Point number `index` (from 0), each coordinate in the middle of its interval of width 2⁻³².
    func point(_ index: Int) -> [Double] { bits(index).map { (Double($0) + 0.5) * 0x1p-32 } }

    /// Point number `index` as binary fractions of 32 digits.
    func bits(_ index: Int) -> [UInt32] {
        let code = UInt32(truncatingIfNeeded: index ^ (index >> 1))
        return directions.indices.map { dimension in
            var bits: UInt32 = 0
            for digit in 0..<32 where code >> UInt32(digit) & 1 == 1 { bits ^= directions[dimension][digit] }
            return keys.map { Self.scramble(bits, key: $0[dimension]) } ?? bits
        }
    }

    private static func scramble(_ bits: UInt32, key: UInt64) -> UInt32 {
        var result: UInt32 = 0
        for digit in 0..<32 {
            let above = digit == 0 ? 0 : UInt64(bits >> UInt32(32 - digit))
            var hash = SplitMix64(state: key ^ (above | 1 << UInt64(digit)) &* 0x9e37_79b9_7f4a_7c15)
            let flip = UInt32(hash.next() >> 63)
            result = result << 1 | (bits >> UInt32(31 - digit) & 1 ^ flip)
        }
        return result
    }

    /// The 32 direction numbers of a dimension, each a binary fraction.
    private static func directions(of primitive: (polynomial: UInt32, initial: [UInt32]), isFirst: Bool) -> [UInt32] {
        guard !isFirst else { return (0..<32).map { 1 << UInt32(31 - $0) } }
        let degree = 31 - primitive.polynomial.leadingZeroBitCount
        var result = primitive.initial.enumerated().map { $1 << UInt32(31 - $0) }
        for digit in degree..<32 {
            var bits = result[digit - degree] ^ (result[digit - degree] >> UInt32(degree))
            for k in 1..<max(degree, 1) where primitive.polynomial >> UInt32(degree - k) & 1 == 1 {
                bits ^= result[digit - k]
            }
            result.append(bits)
        }
        return result
    }

    /// For each dimension its primitive polynomial over two elements, as bits, and the first direction numbers.
    private static let primitives: [(polynomial: UInt32, initial: [UInt32])] = [
        (1, [1]),
        (3, [1]),
        (7, [1, 3]),
        (11, [1, 3, 1]),
        (13, [1, 1, 1]),
        (19, [1, 1, 3, 3]),
        (25, [1, 3, 5, 13]),
        (37, [1, 1, 5, 5, 17]),
        (41, [1, 1, 5, 5, 5]),
        (47, [1, 1, 7, 11, 19]),
        (55, [1, 1, 5, 1, 1]),
        (59, [1, 1, 1, 3, 11]),
        (61, [1, 3, 5, 5, 31]),
        (67, [1, 3, 3, 9, 7, 49]),
        (91, [1, 1, 1, 15, 21, 21]),
        (97, [1, 3, 1, 13, 27, 49]),
        (103, [1, 1, 1, 15, 7, 5]),
        (109, [1, 3, 1, 15, 13, 25]),
        (115, [1, 1, 5, 5, 19, 61]),
        (131, [1, 3, 7, 11, 23, 15, 103]),
        (137, [1, 3, 7, 13, 13, 15, 69]),
        (143, [1, 1, 3, 13, 7, 35, 63]),
        (145, [1, 3, 5, 9, 1, 25, 53]),
        (157, [1, 3, 1, 13, 9, 35, 107]),
        (167, [1, 3, 1, 5, 27, 61, 31]),
        (171, [1, 1, 5, 11, 19, 41, 61]),
        (185, [1, 3, 5, 3, 3, 13, 69]),
        (191, [1, 1, 7, 13, 1, 19, 1]),
        (193, [1, 3, 7, 5, 13, 19, 59]),
        (203, [1, 1, 3, 9, 25, 29, 41]),
        (211, [1, 3, 5, 13, 23, 1, 55]),
        (213, [1, 3, 7, 3, 13, 59, 17]),
        (229, [1, 3, 1, 3, 5, 53, 69]),
        (239, [1, 1, 5, 5, 23, 33, 13]),
        (241, [1, 1, 7, 7, 1, 61, 123]),
        (247, [1, 1, 7, 9, 13, 61, 49]),
        (253, [1, 3, 3, 5, 3, 55, 33]),
        (285, [1, 3, 1, 15, 31, 13, 49, 245]),
        (299, [1, 3, 5, 15, 31, 59, 63, 97]),
        (301, [1, 3, 1, 11, 11, 11, 77, 249]),
        (333, [1, 3, 1, 11, 27, 43, 71, 9]),
        (351, [1, 1, 7, 15, 21, 11, 81, 45]),
        (355, [1, 3, 7, 3, 25, 31, 65, 79]),
        (357, [1, 3, 1, 1, 19, 11, 3, 205]),
        (361, [1, 1, 5, 9, 19, 21, 29, 157]),
        (369, [1, 3, 7, 11, 1, 33, 89, 185]),
        (391, [1, 3, 3, 3, 15, 9, 79, 71]),
        (397, [1, 3, 7, 11, 15, 39, 119, 27]),
        (425, [1, 1, 3, 1, 11, 31, 97, 225]),
        (451, [1, 1, 1, 3, 23, 43, 57, 177]),
        (463, [1, 3, 7, 7, 17, 17, 37, 71]),
        (487, [1, 3, 1, 5, 27, 63, 123, 213]),
        (501, [1, 1, 3, 5, 11, 43, 53, 133]),
        (529, [1, 3, 5, 5, 29, 17, 47, 173, 479]),
        (539, [1, 3, 3, 11, 3, 1, 109, 9, 69]),
        (545, [1, 1, 1, 5, 17, 39, 23, 5, 343]),
        (557, [1, 3, 1, 5, 25, 15, 31, 103, 499]),
        (563, [1, 1, 1, 11, 11, 17, 63, 105, 183]),
        (601, [1, 1, 5, 11, 9, 29, 97, 231, 363]),
        (607, [1, 1, 5, 15, 19, 45, 41, 7, 383]),
        (617, [1, 3, 7, 7, 31, 19, 83, 137, 221]),
        (623, [1, 1, 1, 3, 23, 15, 111, 223, 83]),
        (631, [1, 1, 5, 13, 31, 15, 55, 25, 161]),
        (637, [1, 1, 3, 13, 25, 47, 39, 87, 257]),
    ]
}
