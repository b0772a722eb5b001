// Convolution of images, by unfolding and a matrix product.
//
// x [B,H,W,C], weight [O,C,k,k] as PyTorch stores it, padding (k-1)/2, out [B,H',W',O] with H' = (H-1)/stride + 1 for
// odd k. U = unfold(x) [B*H'*W', C*k*k];  out = U weight';  dweight = dout' U;  dx = fold(dout weight).
// A 1 x 1 convolution of stride 1 is a linear layer over the pixels and needs no unfolding.

internal import CKernels

struct ConvolutionOperation: Operation {
    let x, weight, out: Variable
    let geometry: hk_convolution
    let columns, backwardColumns: Variable

    var name: String { "convolution" }
    var operationCount: Int { 2 * out.count * depth }
    var inputs: [Variable] { [x, weight] }
    var outputs: [Variable] { [out] }
    var kept: [Variable] { [x, weight] }
    var forwardScratch: [Variable] { [columns] }
    var backwardScratch: [Variable] { [backwardColumns] }

    private var depth: Int { geometry.channels * geometry.kernel * geometry.kernel }

    func forward(_ run: Execution) {
        var shape = geometry
        kernels.unfold(run.pool, &shape, run.value(x), run.value(columns))
        var g = hk_gemm()
        (g.m, g.n, g.k) = (out.rows, out.width, depth)
        (g.a, g.lda) = (UnsafePointer(run.value(columns)), depth)
        (g.b, g.ldb, g.transpose_b) = (UnsafePointer(run.value(weight)), depth, 1)
        (g.c, g.ldc) = (run.value(out), out.width)
        kernels.gemm(run.pool, &g)
    }

    func backward(_ run: Execution) {
        guard let d = run.gradient(out) else { return }
        var shape = geometry
        let columns = run.value(backwardColumns)
        if let target = run.gradientTarget(1) {
            kernels.unfold(run.pool, &shape, run.value(x), columns)
            var g = hk_gemm()
            (g.m, g.n, g.k) = (out.width, depth, out.rows)
            (g.a, g.lda, g.transpose_a) = (UnsafePointer(d), out.width, 1)
            (g.b, g.ldb) = (UnsafePointer(columns), depth)
            (g.c, g.ldc, g.accumulate) = (target.pointer, depth, target.flag)
            kernels.gemm(run.pool, &g)
        }
        if let target = run.gradientTarget(0) {
            var g = hk_gemm()
            (g.m, g.n, g.k) = (out.rows, depth, out.width)
            (g.a, g.lda) = (UnsafePointer(d), out.width)
            (g.b, g.ldb) = (UnsafePointer(run.value(weight)), depth)
            (g.c, g.ldc) = (columns, depth)
            kernels.gemm(run.pool, &g)
            kernels.fold(run.pool, &shape, columns, target.flag, target.pointer)
        }
    }
}

/// Each channel by its own k x k kernel: x [B,H,W,C], weight [C,1,k,k], out [B,H',W',C].
struct DepthwiseConvolutionOperation: Operation {
    let x, weight, out: Variable
    let geometry: hk_convolution

    var name: String { "depthwise convolution" }
    var operationCount: Int { 2 * out.count * geometry.kernel * geometry.kernel }
    var inputs: [Variable] { [x, weight] }
    var outputs: [Variable] { [out] }
    var kept: [Variable] { [x, weight] }

    func forward(_ run: Execution) {
        var shape = geometry
        kernels.depthwise(run.pool, &shape, run.value(x), run.value(weight), run.value(out))
    }

    func backward(_ run: Execution) {
        guard let d = run.gradient(out) else { return }
        var shape = geometry
        let (dx, dweight) = (run.gradientTarget(0), run.gradientTarget(1))
        kernels.depthwise_backward(
            run.pool, &shape, run.value(x), run.value(weight), d, dx?.flag ?? 0, dx?.pointer, dweight?.flag ?? 0,
            dweight?.pointer)
    }
}

extension Tape {
    /// Convolves images x [B,H,W,C] by weight [O,C,k,k] (k odd), padding (k-1)/2; result [B,H',W',O].
    public func convolution(_ x: Variable, weight: Variable, stride: Int = 1) -> Variable {
        precondition(
            x.shape.count == 4 && weight.shape.count == 4 && weight.shape[1] == x.shape[3],
            "convolution: \(x.shape) by \(weight.shape)")
        let geometry = geometry(x, kernel: weight.shape[2], stride: stride)
        if weight.shape[2] == 1, stride == 1 {
            let flat = Variable(index: weight.index, shape: [weight.shape[0], weight.shape[1]])
            return linear(x, weight: flat, bias: nil)
        }
        let out = makeOutput(outputShape(geometry, channels: weight.shape[0]))
        let columns = [out.rows, x.shape[3] * weight.shape[2] * weight.shape[2]]
        record(
            ConvolutionOperation(
                x: x, weight: weight, out: out, geometry: geometry, columns: makeScratch(columns),
                backwardColumns: makeScratch(columns)))
        return out
    }

    /// Convolves each channel of x [B,H,W,C] by its own kernel of weight [C,1,k,k]; result [B,H',W',C].
    func depthwiseConvolution(_ x: Variable, weight: Variable, stride: Int = 1) -> Variable {
        precondition(
            x.shape.count == 4 && weight.shape.count == 4 && weight.shape[0] == x.shape[3] && weight.shape[1] == 1,
            "depthwiseConvolution: \(x.shape) by \(weight.shape)")
        let geometry = geometry(x, kernel: weight.shape[2], stride: stride)
        let out = makeOutput(outputShape(geometry, channels: x.shape[3]))
        record(DepthwiseConvolutionOperation(x: x, weight: weight, out: out, geometry: geometry))
        return out
    }

    private func geometry(_ x: Variable, kernel: Int, stride: Int) -> hk_convolution {
        precondition(!kernel.isMultiple(of: 2) && stride > 0, "a convolution of kernel \(kernel), stride \(stride)")
        return hk_convolution(
            batch: x.shape[0], height: x.shape[1], width: x.shape[2], channels: x.shape[3], kernel: kernel,
            stride: stride)
    }

    private func outputShape(_ geometry: hk_convolution, channels: Int) -> [Int] {
        [
            geometry.batch, (geometry.height - 1) / geometry.stride + 1, (geometry.width - 1) / geometry.stride + 1,
            channels,
        ]
    }
}
