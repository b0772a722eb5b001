// Clipping by the global norm (Pascanu et al., "On the difficulty of training recurrent neural networks", 2013).

internal import CKernels

/// The gradients' norm and what they are to be multiplied by, as PyTorch's `clip_grad_norm_`.
public struct GradientClipping: Sendable, Hashable {
    /// The Euclidean norm over all parameters' gradients; not finite when one of them is not.
    public let norm: Double
    /// `maximum / (norm + 1e-6)`, at most 1; 1 without a maximum.
    public let scale: Double

    /// Measures the gradients of `parameters`; a `maximum` of nil or 0 clips nothing.
    public init(of parameters: ParameterSet, maximum: Double?, pool: ThreadPool) {
        let gradients = parameters.flatGradients
        guard let base = gradients.baseAddress else {
            (norm, scale) = (0, 1)
            return
        }
        let norm = kernels.sum_of_squares(pool.handle, gradients.count, base).squareRoot()
        self.norm = norm
        scale = maximum.map { $0 > 0 ? min(1, $0 / (norm + 1e-6)) : 1 } ?? 1
    }
}
