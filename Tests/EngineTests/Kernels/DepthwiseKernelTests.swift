import CKernels
import Testing

@Suite("Kernels: depthwise convolution")
struct DepthwiseKernelTests {
    static var entries: [PartialKeyPath<hk_kernels>] { [\.depthwise, \.depthwise_backward] }

    @Test(
        "each channel is convolved by its own kernel, and gradients sum over the same taps",
        arguments: KernelTable.all, PlainConvolution.shapes)
    func depthwise(table: KernelTable, image: PlainConvolution) {
        let (channels, taps) = (image.channels, image.kernel * image.kernel)
        let (x, weight) = (numbers(image.inputs, 1), numbers(channels * taps, 2))
        let dy = numbers(image.outputPixels * channels, 3)
        let (before, weightBefore) = (numbers(image.inputs, 4), numbers(channels * taps, 5))
        for accumulates in [false, true] {
            let found = table.results { call in
                var geometry = image.geometry
                let (out, dx, dweight) = (
                    call.result(count: dy.count), call.result(adding: accumulates, to: before),
                    call.result(adding: accumulates, to: weightBefore)
                )
                let flag: Int32 = accumulates ? 1 : 0
                call.kernels.depthwise(call.pool, &geometry, call.given(x), call.given(weight), out)
                call.kernels.depthwise_backward(
                    call.pool, &geometry, call.given(x), call.given(weight), call.given(dy), flag, dx, flag, dweight)
            }
            var outputs = [[Rounded]](repeating: [], count: dy.count)
            var inputTerms = before.map { accumulates ? [Rounded($0)] : [] }
            var weightTerms = weightBefore.map { accumulates ? [Rounded($0)] : [] }
            image.forEachTap { input, output, tap in
                for channel in 0..<channels {
                    let (i, o, w) = (input * channels + channel, output * channels + channel, channel * taps + tap)
                    outputs[o].append(Rounded(x[i]) * Rounded(weight[w]))
                    inputTerms[i].append(Rounded(dy[o]) * Rounded(weight[w]))
                    weightTerms[w].append(Rounded(dy[o]) * Rounded(x[i]))
                }
            }
            table.expect(found[0], near: outputs.map { .sum($0) }, "the convolved \(image)")
            table.expect(found[1], near: inputTerms.map { .sum($0) }, "the gradient of \(image)")
            table.expect(found[2], near: weightTerms.map { .sum($0) }, "the kernels' gradient of \(image)")
        }
    }

    @Test("a gradient that nobody wants is not written", arguments: KernelTable.all)
    func unwanted(table: KernelTable) {
        let image = PlainConvolution(batch: 1, height: 3, width: 3, channels: 2, kernel: 3, stride: 1)
        let (x, weight, dy) = (numbers(18, 1), numbers(18, 2), numbers(18, 3))
        func gradients(input: Bool, weight isWanted: Bool) -> [[Float]] {
            table.results { call in
                var geometry = image.geometry
                let dx = input ? call.result(count: 18) : nil
                let dweight = isWanted ? call.result(count: 18) : nil
                call.kernels.depthwise_backward(
                    call.pool, &geometry, call.given(x), call.given(weight), call.given(dy), 0, dx, 0, dweight)
            }
        }
        let both = gradients(input: true, weight: true)
        #expect(gradients(input: true, weight: false) == [both[0]])
        #expect(gradients(input: false, weight: true) == [both[1]])
    }
}
