import CKernels
import Testing

@Suite("Kernels: unfolding of images")
struct ConvolutionKernelTests {
    static var entries: [PartialKeyPath<hk_kernels>] { [\.unfold, \.fold] }

    @Test(
        "unfolding gathers each output's pixels, and folding adds them where they came from",
        arguments: KernelTable.all, PlainConvolution.shapes)
    func unfold(table: KernelTable, image: PlainConvolution) {
        let (x, before) = (numbers(image.inputs, 1), numbers(image.inputs, 2))
        let columns = numbers(image.outputPixels * image.depth, 3)
        for accumulates in [false, true] {
            let found = table.results { call in
                var geometry = image.geometry
                let (unfolded, folded) = (
                    call.result(count: columns.count), call.result(adding: accumulates, to: before)
                )
                call.kernels.unfold(call.pool, &geometry, call.given(x), unfolded)
                call.kernels.fold(call.pool, &geometry, call.given(columns), accumulates ? 1 : 0, folded)
            }
            var unfolded = [Rounded](repeating: Rounded(0), count: columns.count)
            var terms = before.map { accumulates ? [Rounded($0)] : [] }
            let taps = image.kernel * image.kernel
            image.forEachTap { input, output, tap in
                for channel in 0..<image.channels {
                    let column = output * image.depth + channel * taps + tap
                    unfolded[column] = Rounded(x[input * image.channels + channel])
                    terms[input * image.channels + channel].append(Rounded(columns[column]))
                }
            }
            table.expect(found[0], near: unfolded, "columns of \(image)")
            table.expect(found[1], near: terms.map { .sum($0) }, "the image of columns of \(image)")
        }
    }
}
