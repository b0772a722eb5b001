import CKernels
import Testing

@Suite("Kernels: attention")
struct AttentionKernelTests {
    static var entries: [PartialKeyPath<hk_kernels>] { [\.attention, \.attention_backward] }

    /// What both directions take; `kept` is where the statistics are.
    private func arguments(
        _ plain: PlainAttention, _ call: KernelCall, kept statistics: UnsafeMutablePointer<Float>
    ) -> hk_attention {
        var a = hk_attention()
        (a.batch, a.heads, a.time, a.memory_time, a.width) = (
            plain.batch, plain.heads, plain.time, plain.memory, plain.width
        )
        a.scale = plain.scale
        a.q = call.given(plain.q, width: plain.columns, stride: plain.queryStride)
        a.k = call.given(plain.k, width: plain.columns, stride: plain.keyStride)
        a.v = call.given(plain.v, width: plain.columns, stride: plain.valueStride)
        (a.q_stride, a.k_stride, a.v_stride) = (plain.queryStride, plain.keyStride, plain.valueStride)
        (a.statistics, a.out_stride) = (statistics, plain.outStride)
        a.causal = plain.causal ? 1 : 0
        a.key_mask = plain.keyMask.map { call.given($0) }
        a.relative = plain.relative.map { call.given($0) }
        a.relative_length = plain.relativeLength ?? 0
        a.dropout = plain.dropout
        return a
    }

    @Test("attention is the softmax of its definition times the values", arguments: PlainAttention.all)
    func forward(plain: PlainAttention) {
        let exact = plain.forward()
        for table in KernelTable.all {
            let found = table.results { call in
                let out = call.result(
                    [Float](repeating: .nan, count: exact.out.count), width: plain.columns, stride: plain.outStride)
                var a = arguments(plain, call, kept: call.result(count: exact.statistics.count))
                a.out = out
                call.kernels.attention(call.pool, &a)
            }
            table.expect(found[0], near: exact.out, "the attention")
            table.expect(found[1], near: exact.statistics, "its statistics")
        }
    }

    @Test("attention's gradients agree with their definitions", arguments: PlainAttention.all)
    func backward(plain: PlainAttention) {
        let statistics = plain.forward().statistics.map { Float($0.value) }
        let befores = [
            numbers(plain.q.count, 6), numbers(plain.k.count, 7), numbers(plain.v.count, 8),
            numbers(plain.relative?.count ?? 0, 9),
        ]
        let zeros = befores.map { [Float](repeating: 0, count: $0.count) }
        for accumulates in [false, true] {
            let exact = plain.backward(statistics: statistics, before: accumulates ? befores : zeros)
            for table in KernelTable.all {
                let found = table.results { call in
                    func target(_ number: Int, stride: Int) -> UnsafeMutablePointer<Float> {
                        let before = befores[number].map { accumulates ? $0 : .nan }
                        return call.result(before, width: plain.columns, stride: stride)
                    }
                    // It reads the statistics, in spite of their type.
                    let kept = UnsafeMutablePointer(mutating: call.given(statistics))
                    var a = arguments(plain, call, kept: kept)
                    a.out_gradient = call.given(plain.outGradient, width: plain.columns, stride: plain.outStride)
                    a.q_gradient = target(0, stride: plain.queryStride)
                    a.k_gradient = target(1, stride: plain.keyStride)
                    a.v_gradient = target(2, stride: plain.valueStride)
                    (a.accumulate_q, a.accumulate_k) = (accumulates ? 1 : 0, accumulates ? 1 : 0)
                    (a.accumulate_v, a.accumulate_relative) = (accumulates ? 1 : 0, accumulates ? 1 : 0)
                    if plain.relative != nil {
                        a.relative_gradient = call.result(adding: accumulates, to: befores[3])
                    }
                    call.kernels.attention_backward(call.pool, &a)
                }
                for (number, name) in ["queries", "keys", "values", "positions"].enumerated().prefix(found.count) {
                    table.expect(found[number], near: exact[number], "the gradient of the \(name)")
                }
            }
        }
    }

    @Test("a gradient that nobody wants changes no other", arguments: KernelTable.all, [3, 7])
    func unwanted(table: KernelTable, number: Int) {
        let plain = PlainAttention.all[number]
        let statistics = plain.forward().statistics.map { Float($0.value) }
        func gradients(_ wanted: Set<Int>) -> [[Float]] {
            table.results { call in
                func target(_ number: Int, _ values: [Float], _ stride: Int) -> UnsafeMutablePointer<Float>? {
                    let before = [Float](repeating: .nan, count: values.count)
                    return wanted.contains(number) ? call.result(before, width: plain.columns, stride: stride) : nil
                }
                let kept = UnsafeMutablePointer(mutating: call.given(statistics))
                var a = arguments(plain, call, kept: kept)
                a.out_gradient = call.given(plain.outGradient, width: plain.columns, stride: plain.outStride)
                a.q_gradient = target(0, plain.q, plain.queryStride)
                a.k_gradient = target(1, plain.k, plain.keyStride)
                a.v_gradient = target(2, plain.v, plain.valueStride)
                call.kernels.attention_backward(call.pool, &a)
            }
        }
        let all = gradients([0, 1, 2])
        for number in 0..<3 { #expect(gradients([number]) == [all[number]]) }
    }
}
