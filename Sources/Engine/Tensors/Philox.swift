// Philox4x32-10: random numbers as a function of (key, counter), so that their order and the threads do not matter.
//
//     let (a, b, c, d) = Philox(seed: 42).block(stream: 7, index: 0)
//
// Salmon, Moraes, Dror and Shaw: Parallel random numbers: as easy as 1, 2, 3 (2011).

import System

/// A counter-based random generator keyed by a seed.
public struct Philox: Sendable {
    private let key: (UInt32, UInt32)

    /// A generator whose every number is a function of `seed`, a stream and an index.
    public init(seed: UInt64) {
        key = (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    }

    /// Four random words of block `index` of `stream`.
    public func block(stream: UInt64, index: UInt64) -> (UInt32, UInt32, UInt32, UInt32) {
        var counter = (
            UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32),
            UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream >> 32)
        )
        var (k0, k1) = key
        for _ in 0..<10 {
            let first = 0xD251_1F53 * UInt64(counter.0)
            let second = 0xCD9E_8D57 * UInt64(counter.2)
            counter = (
                UInt32(truncatingIfNeeded: second >> 32) ^ counter.1 ^ k0, UInt32(truncatingIfNeeded: second),
                UInt32(truncatingIfNeeded: first >> 32) ^ counter.3 ^ k1, UInt32(truncatingIfNeeded: first)
            )
            k0 &+= 0x9E37_79B9
            k1 &+= 0xBB67_AE85
        }
        return counter
    }

    /// One random 64-bit word.
    public func word(stream: UInt64, index: UInt64) -> UInt64 {
        let block = block(stream: stream, index: index)
        return UInt64(block.0) | UInt64(block.1) << 32
    }

    /// Fills `values` with numbers uniform in [low, high); element i depends on i alone.
    public func fill(_ values: UnsafeMutableBufferPointer<Float>, stream: UInt64, uniform low: Float, _ high: Float) {
        for start in stride(from: 0, to: values.count, by: 4) {
            let words = block(stream: stream, index: UInt64(start / 4))
            withUnsafeBytes(of: words) { bytes in
                let words = bytes.bindMemory(to: UInt32.self)
                for lane in 0..<min(4, values.count - start) {
                    values[start + lane] = low + (high - low) * (Float(words[lane] >> 8) * 0x1p-24)
                }
            }
        }
    }

    /// One normal number (Box and Muller, 1958), in double precision rounded to float.
    public func normal(stream: UInt64, index: UInt64) -> Float {
        let words = block(stream: stream, index: index)
        let radius = (-2 * Mathematics.logarithm((Double(words.0) + 1) * 0x1p-32)).squareRoot()
        return Float(radius * Mathematics.cosine(2 * Double.pi * Double(words.1) * 0x1p-32))
    }
}
