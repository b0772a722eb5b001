import CKernels

/// Images [B,H,W,C] and a square kernel with a padding of (kernel-1)/2, gone through tap by tap.
struct PlainConvolution: Sendable {
    let batch, height, width, channels, kernel, stride: Int

    var geometry: hk_convolution {
        hk_convolution(
            batch: batch, height: height, width: width, channels: channels, kernel: kernel, stride: stride)
    }
    var inputs: Int { batch * height * width * channels }
    var outputHeight: Int { (height - 1) / stride + 1 }
    var outputWidth: Int { (width - 1) / stride + 1 }
    var outputPixels: Int { batch * outputHeight * outputWidth }
    /// Numbers that one output is made of.
    var depth: Int { channels * kernel * kernel }

    /// Calls `body` with an input's pixel, an output's and the tap between them, for all that lie inside.
    func forEachTap(_ body: (_ input: Int, _ output: Int, _ tap: Int) -> Void) {
        let padding = (kernel - 1) / 2
        for output in 0..<outputPixels {
            let b = output / (outputHeight * outputWidth)
            let (row, column) = (output / outputWidth % outputHeight, output % outputWidth)
            for tap in 0..<kernel * kernel {
                let h = row * stride + tap / kernel - padding
                let w = column * stride + tap % kernel - padding
                guard (0..<height).contains(h), (0..<width).contains(w) else { continue }
                body((b * height + h) * width + w, output, tap)
            }
        }
    }

    /// Kernels larger and smaller than the image, images that only half of a kernel reaches, channels around the widths
    /// of vectors.
    static let shapes = [
        (1, 1, 1, 1, 1, 1), (2, 1, 3, 3, 3, 1), (1, 3, 2, 4, 3, 2), (2, 5, 4, 5, 3, 1), (1, 4, 7, 8, 5, 2),
        (3, 6, 5, 9, 3, 3), (1, 5, 5, 15, 5, 1), (2, 4, 4, 16, 3, 2), (1, 7, 3, 17, 1, 2), (1, 3, 3, 33, 3, 1),
        (17, 3, 4, 2, 3, 2), (1, 2, 9, 3, 7, 1), (2, 3, 1, 3, 3, 2),
        (1, 5, 2, 17, 5, 2), (3, 2, 1, 4, 7, 3),
    ].map { PlainConvolution(batch: $0.0, height: $0.1, width: $0.2, channels: $0.3, kernel: $0.4, stride: $0.5) }
}
