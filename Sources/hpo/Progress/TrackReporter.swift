import Runner
import Storage
import Studies
import System

/// Lets a tracked program's output through as it comes, and says the little that there is to say besides, on standard error.
final class TrackReporter {
    private let study: String
    private let output: Outbox
    private let errors: Outbox
    private let start = SystemClock.monotonicSeconds
    private var epochs: Set<Int> = []
    /// Whether the last that was printed ended its line.
    private var isAtLineStart = true

    /// - Parameter output: where the program's standard output goes.
    init(_ study: String, output: StandardStream) throws(SystemError) {
        self.study = study
        errors = try Outbox(.errors)
        self.output = output == .errors ? errors : try Outbox(output)
    }

    /// Takes what the loop says.
    func take(_ event: RunEvent) {
        switch event {
        case .printed(_, let stream, let bytes):
            (stream == .output ? output : errors).send(bytes)
            isAtLineStart = bytes.last.map { $0 == UInt8(ascii: "\n") } ?? isAtLineStart
        case .reported(_, let report, _): epochs.insert(report.epoch)
        case .note(_, let text): say(text.printable)
        case .lost(let number, let error): say("trial \(number) is given up here: \(error)")
        case .ending(.interrupted): say("stopping the program; Ctrl-C again ends it at once")
        case .reaped(let trials):
            for trial in trials {
                say("the process that ran trial \(trial.attempt.number) of \(study) has died; the trial is stopped")
            }
        case .adopted, .started, .retried, .ended, .ending, .advanced, .waiting, .tick: break
        }
    }

    /// Waits until all is written, at most `seconds` where that is said.
    func finish(within seconds: Double? = nil) {
        output.drain(within: seconds)
        errors.drain(within: seconds)
    }

    /// Says what has become of the run.
    func conclude(_ trial: Trial, of study: Study) {
        let name = trial.state.name
        var line = "trial \(trial.number) of \(study.name) \(name.style?(name.rawValue) ?? name.rawValue)"
        switch trial.state {
        case .failed(let reason): line += ": \(Format.reason(reason, width: 100))"
        case .completed, .waiting, .running, .pruned, .stopped: line += trial.reached(in: study)
        }
        line += ", \(epochs.isEmpty ? "no epochs" : Format.count(epochs.count, "epoch"))"
        line += " in \(Format.duration(SystemClock.monotonicSeconds - start))"
        say(line)
        switch trial.state.name {
        case .stopped where trial.isSetAside:
            say(
                "to begin it again: hpo trial resume \(study.name) \(trial.number), and hpo study run \(study.name) --trials 0"
            )
        case .stopped: say("to begin it again: hpo study run \(study.name) --trials 0")
        default: say("all of it: hpo trial show \(study.name) \(trial.number)")
        }
        finish(within: 2)
    }

    private func say(_ text: String) {
        errors.send((isAtLineStart ? "" : "\n") + Console.safe("hpo: \(text)") + "\n")
        isAtLineStart = true
    }
}

extension Trial {
    /// `, val_loss 0.41 at epoch 3`; nothing where nothing counts.
    func reached(in study: Study) -> String {
        guard study.hasObjective, let value else { return "" }
        return ", \(study.metric) \(Format.number(value))" + (bestEpoch.map { " at epoch \($0)" } ?? "")
    }
}
