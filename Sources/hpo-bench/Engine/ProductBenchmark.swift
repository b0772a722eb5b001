// Times of the matrix products that trainings do, and of the large one that is judged by the core's peak.

import CKernels
import JSON

/// One layout and shape after another: c[m,n] = op(a) op(b).
struct ProductBenchmark {
    let threads: Int
    let seconds: Double

    /// m, n, k and whether a and b are stored transposed: forward (false, true), gradients of inputs (false, false) and
    /// of weights (true, false).
    static let shapes: [(Int, Int, Int, Bool, Bool)] = [
        (1024, 1024, 1024, false, false), (1024, 1024, 1024, false, true),
        (960, 2048, 512, false, true), (960, 512, 2048, false, false), (2048, 512, 960, true, false),
        (2048, 384, 128, false, true), (2048, 128, 512, false, false), (512, 128, 2048, true, false),
        (1024, 192, 64, false, true), (1024, 64, 128, false, true), (64, 64, 1024, true, false),
        (32, 84, 512, false, true), (8192, 16, 96, false, true), (96, 16, 8192, true, false),
    ]

    func run() {
        var count: Int32 = 0
        // The portable kernels are always there, and each of the first `count` is a table.
        let tables = hk_kernels_available(&count)!
        for index in 0..<Int(count) where tables[index]!.pointee.width >= 8 {
            let kernels = tables[index]!.pointee
            let peak = Double(threads) * peak(of: kernels)
            for shape in Self.shapes { measureProduct(kernels, shape, peak) }
        }
    }

    /// Billions of operations a second that a core does in registers alone, at the clock that it keeps under them.
    private func peak(of kernels: hk_kernels) -> Double {
        var (result, operations): (Float, Double) = (0, 0)
        let times = measure(seconds: 0.5) { operations = kernels.multiply_add(200_000, &result) }
        return 1e-6 * operations / times[times.count / 2]
    }

    private func measureProduct(_ kernels: hk_kernels, _ shape: (Int, Int, Int, Bool, Bool), _ peak: Double) {
        let (m, n, k, transposeA, transposeB) = shape
        let pool = hk_pool_create(Int32(threads))
        defer { hk_pool_destroy(pool) }
        var a = (0..<m * k).map { Float($0 % 17) / 17 - 0.4 }
        var b = (0..<n * k).map { Float($0 % 13) / 13 - 0.6 }
        var c = [Float](repeating: 0, count: m * n)
        let times = a.withUnsafeMutableBufferPointer { a in
            b.withUnsafeMutableBufferPointer { b in
                c.withUnsafeMutableBufferPointer { c in
                    var product = hk_gemm()
                    (product.m, product.n, product.k) = (m, n, k)
                    (product.a, product.lda, product.transpose_a) = (
                        UnsafePointer(a.baseAddress), transposeA ? m : k, transposeA ? 1 : 0
                    )
                    (product.b, product.ldb, product.transpose_b) = (
                        UnsafePointer(b.baseAddress), transposeB ? k : n, transposeB ? 1 : 0
                    )
                    (product.c, product.ldc) = (c.baseAddress, n)
                    return measure(seconds: seconds / 20) { kernels.gemm(pool, &product) }
                }
            }
        }
        let median = times[times.count / 2]
        let work = 2e-6 * Double(m) * Double(n) * Double(k)
        printLine([
            "name": "product", "kernels": .string(String(cString: kernels.name)), "m": .int(m), "n": .int(n),
            "k": .int(k), "layout": .string((transposeA ? "T" : "N") + (transposeB ? "T" : "N")),
            "threads": .int(threads), "median_ms": rounded(median), "gflops": rounded(work / median, 1),
            "best_gflops": rounded(work / times[0], 1), "peak_gflops": rounded(peak, 1),
            "share_of_peak": rounded(work / median / peak),
        ])
    }
}
