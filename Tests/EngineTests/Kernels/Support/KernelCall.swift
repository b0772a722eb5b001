// One call of a kernel: its threads and its memory, with a mark all around what is its own.
//
//     let out = call.result(count: n)
//     call.kernels.add(call.pool, n, call.given(a), call.given(b), out)

import CKernels
import Foundation

@testable import Engine

/// The table, the pool and the memory of a call, which live as long as it.
final class KernelCall {
    let kernels: hk_kernels
    private let threads: ThreadPool
    private var inputs: [(floats: MarkedFloats, values: [Float])] = []
    private var outputs: [MarkedFloats] = []

    /// A call whose scratch holds NaNs, as one before may leave it.
    init(_ kernels: hk_kernels, _ threads: ThreadPool) {
        (self.kernels, self.threads) = (kernels, threads)
        let bytes = 192 << 10
        for thread in -1..<threads.threads {
            for slot in 0..<HK_SCRATCH_SLOTS {
                memset(hk_scratch(threads.handle, Int32(thread), slot, bytes), 0xff, bytes)
            }
        }
    }

    var pool: OpaquePointer { threads.handle }

    /// What the kernel only reads: rows of `width` values that are `stride` apart; without a width, all one row.
    func given(_ values: [Float], width: Int? = nil, stride: Int? = nil) -> UnsafePointer<Float> {
        let floats = MarkedFloats(values, width: width ?? values.count, stride: stride ?? width ?? values.count)
        inputs.append((floats, values))
        return UnsafePointer(floats.pointer)
    }

    /// What the kernel writes or adds to.
    func result(_ before: [Float], width: Int? = nil, stride: Int? = nil) -> UnsafeMutablePointer<Float> {
        let floats = MarkedFloats(before, width: width ?? before.count, stride: stride ?? width ?? before.count)
        outputs.append(floats)
        return floats.pointer
    }

    /// What the kernel writes; it is not to read it before.
    func result(count: Int) -> UnsafeMutablePointer<Float> { result([Float](repeating: .nan, count: count)) }

    /// What the kernel adds to where it `accumulates`, else what it writes.
    func result(adding accumulates: Bool, to before: [Float]) -> UnsafeMutablePointer<Float> {
        accumulates ? result(before) : result(count: before.count)
    }

    var results: [[Float]] { outputs.map(\.values) }

    /// Whether nothing but results has changed.
    var isConfined: Bool {
        outputs.allSatisfy(\.isWhole)
            && inputs.allSatisfy { input in
                input.floats.isWhole && haveSameBits(input.floats.values, input.values)
            }
    }
}

/// Rows of `width` floats that are `stride` apart. Before, after and between them lie NaNs: what a kernel reads there
/// by mistake is seen in its results, what it writes there in `isWhole`. They do not lie on a vector's bounds.
private final class MarkedFloats {
    private static let margin = 67
    private static let mark = Float(nan: 0x2bad, signaling: false)

    private let storage: UnsafeMutableBufferPointer<Float>
    private let rows, width, stride: Int

    init(_ values: [Float], width: Int, stride: Int) {
        (self.width, self.stride) = (width, stride)
        rows = width == 0 ? 0 : values.count / width
        storage = .allocate(capacity: rows * stride + 2 * Self.margin)
        storage.initialize(repeating: Self.mark)
        for row in 0..<rows {
            _ = self.row(row).update(fromContentsOf: values[row * width..<(row + 1) * width])
        }
    }

    deinit { storage.deallocate() }

    private func row(_ row: Int) -> UnsafeMutableBufferPointer<Float> {
        let first = Self.margin + row * stride
        return UnsafeMutableBufferPointer(rebasing: storage[first..<first + width])
    }

    var pointer: UnsafeMutablePointer<Float> {
        guard let base = storage.baseAddress else { preconditionFailure("memory without a margin") }
        return base + Self.margin
    }

    var values: [Float] { (0..<rows).flatMap { row($0) } }

    /// Whether all that is not its own is as it was.
    var isWhole: Bool {
        let gaps = (0..<rows).map { Self.margin + $0 * stride + width..<Self.margin + ($0 + 1) * stride }
        let margins = [0..<Self.margin, storage.count - Self.margin..<storage.count]
        return (margins + gaps).joined().allSatisfy { storage[$0].bitPattern == Self.mark.bitPattern }
    }
}

/// Whether numbers are the same, of NaNs and zeros too.
func haveSameBits(_ a: [Float], _ b: [Float]) -> Bool {
    a.withUnsafeBytes { a in
        b.withUnsafeBytes { b in
            guard let one = a.baseAddress, let other = b.baseAddress else { return a.count == b.count }
            return a.count == b.count && memcmp(one, other, a.count) == 0
        }
    }
}

/// Seeded numbers in ±`scale`.
func numbers(_ count: Int, _ stream: UInt64, scale: Float = 1) -> [Float] {
    var values = [Float](repeating: 0, count: count)
    values.withUnsafeMutableBufferPointer {
        Philox(seed: 23).fill($0, stream: stream, uniform: -scale, scale)
    }
    return values
}
