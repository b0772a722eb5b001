@testable import Engine

extension Rounded {
    static let one = Rounded(1)

    /// 1 / (1 + e^-x)
    var sigmoid: Rounded { .one / (.one + (-self).exponential) }

    /// The normal distribution function by erf; 1/sqrt(2) is a float.
    var normalDistribution: Rounded {
        Rounded(0.5) * (.one + (self * Rounded(rounding: 0.5.squareRoot())).errorFunction)
    }
}

extension Activation {
    /// The activation by its definition, in the form that its kernel's header gives.
    func plain(_ x: Rounded) -> Rounded {
        switch self {
        case .linear: x
        case .relu: Rounded(value: x.value < 0 ? 0 : x.value, error: x.error)
        case .gelu: x * x.normalDistribution
        case .silu: x * x.sigmoid
        case .sigmoid: x.sigmoid
        case .tanh: (x + x).sigmoid + (x + x).sigmoid - .one
        }
    }

    /// The slope as a function of the input, or for sigmoid and tanh of the output.
    func plainSlope(_ x: Float) -> Rounded {
        let x = Rounded(x)
        switch self {
        case .linear: return .one
        case .relu: return Rounded(x.value > 0 ? 1 : 0)
        case .gelu:
            let density =
                Rounded(rounding: 1 / (2 * Double.pi).squareRoot()) * (Rounded(-0.5) * x * x).exponential
            return x.normalDistribution + x * density
        case .silu:
            let s = x.sigmoid
            return s * (.one + x * (.one - s))
        case .sigmoid: return x * (.one - x)
        case .tanh: return .one - x * x
        }
    }
}
