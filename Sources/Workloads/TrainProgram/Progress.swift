// What a person sees of a training, on standard error.

import Engine
import System

/// One line an epoch where standard error is a terminal, and notes in any case.
struct Progress {
    let objective: Objective
    let epochs: Int
    private let isShown: Bool
    /// Whether standard output is the same terminal: the protocol's lines are left out then.
    let replacesProtocol: Bool

    init(of workload: some Workload, epochs: Int) {
        objective = workload.objective
        self.epochs = epochs
        isShown = StandardStream.errors.isTerminal
        replacesProtocol = isShown && StandardStream.output.isTerminal
    }

    /// `epoch  3/20  train_loss 0.4123  val_loss 0.3977  val_cosine 0.7112  lr 9.8e-04  1.2 s`
    func show(_ report: EpochMetrics) {
        guard isShown else { return }
        let number = "\(report.epoch)"
        let total = "\(epochs)"
        var parts = ["epoch \(String(repeating: " ", count: max(0, total.count - number.count)))\(number)/\(total)"]
        for name in ["train_loss", "val_loss", objective.metric] where !parts.contains(where: { $0.hasPrefix(name) }) {
            if let value = report[name] { parts.append("\(name) \(Self.text(value, digits: 4))") }
        }
        if let seconds = report["seconds"] {
            parts.append("\(Self.text(seconds, digits: 1)) s")
            let left = seconds * Double(epochs - report.epoch)
            if left > 0 { parts.append("\(Self.text(left, digits: 0)) s left") }
        }
        note(parts.joined(separator: "  "))
    }

    func end(_ outcome: TrainingOutcome, best: (value: Double, epoch: Int)?, folder: String?) {
        switch outcome {
        case .completed: break
        case .stoppedEarly(let epoch):
            note("stopped early after epoch \(epoch): \(objective.metric) no longer improves")
        case .interrupted(let epoch): note("stopped after epoch \(epoch)")
        }
        guard let best else { return }
        let place = folder.map { "; its weights are \($0)/best.safetensors" } ?? "; nothing is kept without --directory"
        note(
            "best \(objective.metric) \(Self.text(best.value, digits: 4)) in epoch \(best.epoch)\(isShown ? place : "")"
        )
    }

    func note(_ text: String) {
        try? StandardStream.errors.write(text + "\n")
    }

    /// A number with this many decimals, by hand: no Foundation.
    static func text(_ value: Double, digits: Int) -> String {
        guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
        var scale = 1
        for _ in 0..<digits { scale *= 10 }
        let rounded = Int((abs(value) * Double(scale)).rounded())
        let sign = value < 0 && rounded > 0 ? "-" : ""
        if digits == 0 { return "\(sign)\(rounded)" }
        let fraction = "\(rounded % scale)"
        return "\(sign)\(rounded / scale).\(String(repeating: "0", count: digits - fraction.count))\(fraction)"
    }
}
