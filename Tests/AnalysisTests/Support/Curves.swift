import Analysis
import Foundation
import Search

/// Curves of one trial, metric by metric from epoch 1.
func curves(_ metrics: [String: [Double]]) -> TrialCurves {
    let last = metrics.values.map(\.count).max() ?? 0
    return TrialCurves(
        (0..<last).map { index in
            (epoch: index + 1, metrics: metrics.compactMapValues { $0.indices.contains(index) ? $0[index] : nil })
        })
}

/// The four reports' curves, their own numbers where those are known and smooth ones between.
enum Report {
    /// 65 epochs: similarity 0.74-0.75 by epoch 20, then stuck; training loss 0.15-0.16, validation loss 0.22-0.23.
    static func face(noise: Double = 0.002, seed: UInt64 = 1) -> TrialCurves {
        var generator = Generator(seed: seed, trial: 0)
        let epochs = (1...65).map(Double.init)
        func noisy(_ value: Double) -> Double { value + noise * generator.normal() }
        return curves([
            "val_cosine": epochs.map { noisy(0.745 - 0.45 * exp(-$0 / 5)) },
            "train_loss": epochs.map { noisy(0.155 + 0.4 * exp(-$0 / 6)) },
            "val_loss": epochs.map { noisy(0.225 + 0.35 * exp(-$0 / 5)) },
        ])
    }

    /// 30 epochs, of which 26 was best: 1.0819, and 1.0915 at the end; training loss 1.0415 there.
    static func music(noise: Double = 0, seed: UInt64 = 1) -> TrialCurves {
        var generator = Generator(seed: seed, trial: 0)
        let epochs = (1...30).map(Double.init)
        func noisy(_ value: Double) -> Double { value + noise * generator.normal() }
        return curves([
            "train_loss": epochs.map { noisy(1.0415 + 0.5 * (exp(-$0 / 8) - exp(-30.0 / 8))) },
            "val_loss": epochs.map { epoch in
                noisy(epoch <= 26 ? 1.0819 + 0.00045 * (26 - epoch) * (26 - epoch) : 1.0819 + 0.0024 * (epoch - 26))
            },
        ])
    }

    /// 13 epochs with a restart at 11: accuracies and losses in per cent.
    static let character = curves([
        "train_accuracy": [7.27, 14.1, 20.0, 25.5, 30.48, 35.2, 39.6, 43.7, 47.4, 50.68, 47.10, 53.93, 59.98],
        "val_accuracy": [10.84, 21.0, 30.2, 38.3, 45.48, 51.0, 55.9, 60.1, 63.7, 66.87, 65.90, 78.28, 83.67],
        "train_loss": [3.1, 2.8, 2.6, 2.4, 2.25, 2.1, 1.98, 1.86, 1.75, 1.64, 1.72, 1.48, 1.2871],
        "val_loss": [3.0, 2.6, 2.3, 2.0, 1.75, 1.55, 1.4, 1.28, 1.17, 1.08, 1.11, 0.66, 0.4747],
        "lr": [
            1e-4, 9.76e-5, 9.05e-5, 7.96e-5, 6.58e-5, 5.05e-5, 3.52e-5, 2.14e-5, 1.05e-5, 3.4e-6, 1e-4, 9.94e-5,
            9.76e-5,
        ],
    ])
}

extension CurveDiagnosis {
    /// The kinds of what is found.
    var kinds: Set<String> { Set(findings.map(\.kind)) }
}

extension CurveFinding {
    var kind: String {
        switch self {
        case .converged: "converged"
        case .plateau: "plateau"
        case .overfitting: "overfitting"
        case .wideGap: "wideGap"
        case .narrowGap: "narrowGap"
        case .trainBelowValidation: "trainBelowValidation"
        case .bounce: "bounce"
        case .stillImproving: "stillImproving"
        case .nonFinite: "nonFinite"
        case .explosion: "explosion"
        }
    }
}
