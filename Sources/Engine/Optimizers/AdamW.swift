// Adam with decoupled weight decay over a model's flat parameters.
//
//     let optimizer = AdamW(parameters, weightDecay: 1e-4, pool: pool)
//     optimizer.step(learningRate: 1e-3, gradientScale: clipping.scale)
//
// Loshchilov and Hutter, "Decoupled Weight Decay Regularization" (2019), in the order of PyTorch's operations.

internal import CKernels
internal import System

/// The optimiser's state: two moments for each number of the parameters, and the count of its steps.
public final class AdamW {
    /// The share of the old first moment that is kept.
    let beta1: Double
    /// The share of the old second moment that is kept.
    let beta2: Double
    /// What is added to the root of the second moment.
    let epsilon: Double
    /// The share of a parameter, times the learning rate, that is taken away each step.
    public let weightDecay: Double
    /// Steps taken.
    public internal(set) var steps = 0

    let parameters: ParameterSet
    let first: FloatMemory
    let second: FloatMemory
    private let pool: ThreadPool
    private let trained: [Range<Int>]

    /// An optimiser of `parameters`, but for those that are frozen already, with moments of zero.
    public init(
        _ parameters: ParameterSet, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
        weightDecay: Double, pool: ThreadPool
    ) {
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.weightDecay = weightDecay
        self.parameters = parameters
        self.pool = pool
        trained = parameters.trainedRanges
        first = FloatMemory(count: parameters.flatValues.count)
        second = FloatMemory(count: parameters.flatValues.count)
    }

    /// Moves the parameters against their gradients, which are multiplied by `gradientScale` first.
    public func step(learningRate: Double, gradientScale: Double = 1) {
        guard let values = parameters.flatValues.baseAddress, let gradients = parameters.flatGradients.baseAddress
        else { return }
        steps += 1
        var options = hk_adamw()
        options.learning_rate = Float(learningRate)
        options.beta1 = Float(beta1)
        options.beta2 = Float(beta2)
        options.epsilon = Float(epsilon)
        options.weight_decay = Float(weightDecay)
        options.correction1 = Float(1 - Mathematics.power(beta1, Double(steps)))
        options.correction2 = Float(1 - Mathematics.power(beta2, Double(steps)))
        options.gradient_scale = Float(gradientScale)
        for range in trained {
            let start = range.lowerBound
            kernels.adamw(
                pool.handle, range.count, &options, values + start, gradients + start, first.base + start,
                second.base + start)
        }
    }
}
