import CKernels
import Testing

@Suite("Kernels' oracles")
struct KernelCoverageTests {
    /// The entries that each suite has a plain loop for.
    static var covered: [PartialKeyPath<hk_kernels>] {
        [
            ProductKernelTests.entries, ElementwiseKernelTests.entries, ActivationKernelTests.entries,
            DropoutKernelTests.entries, LayerNormKernelTests.entries, AttentionKernelTests.entries,
            ReductionKernelTests.entries, AdamWKernelTests.entries, MSECosineKernelTests.entries,
            LossKernelTests.entries, EmbeddingKernelTests.entries, ConvolutionKernelTests.entries,
            DepthwiseKernelTests.entries, BatchNormKernelTests.entries, GateKernelTests.entries,
        ].flatMap { $0 }
    }

    @Test("every entry of the table has a plain loop that it is compared with")
    func coverage() throws {
        let first = try #require(MemoryLayout<hk_kernels>.offset(of: \.gemm))
        let pointer = MemoryLayout<OpaquePointer>.stride
        let entries = stride(from: first, to: MemoryLayout<hk_kernels>.size, by: pointer)
        let offsets = Self.covered.compactMap { MemoryLayout<hk_kernels>.offset(of: $0) }
        #expect(offsets.sorted() == Array(entries))
    }

    @Test("the machine has the portable table, and each table a name and a width of its own instructions")
    func tables() {
        #expect(KernelTable.all.contains { ["portable", "neon"].contains($0.name) })
        let widths = ["amx": 16, "avx512": 16, "avx2": 8, "portable": 4, "neon": 4]
        for table in KernelTable.all { #expect(Int(table.kernels.width) == widths[table.name]) }
    }
}
