// `hpo study confirm`: what the repetitions of a trial with other seeds say of it.
//
//     let confirmation = Confirmation(of: trial, among: trials)
//     confirmation.mean           // 0.812, of the repetitions alone
//     confirmation.interval       // 0.801 … 0.823

public import Search
public import Storage

/// A trial and those that repeat it. The value that it was chosen by is left out of what is said of it: the best of many trials is
/// also the luckiest.
public struct Confirmation: Sendable, Hashable {
    /// The trial that is repeated.
    public let trial: Trial
    /// Its repetitions, in the order of their indices.
    public let repetitions: [Trial]

    /// What `trials` say of `trial`.
    public init(of trial: Trial, among trials: [Trial]) {
        self.trial = trial
        repetitions = trials.filter { $0.repeats?.trial == trial.number }
            .sorted { ($0.repeats?.index ?? 0) < ($1.repeats?.index ?? 0) }
    }

    /// The trials that have a repetition, in order of number.
    public static func all(among trials: [Trial]) -> [Confirmation] {
        let repeated = Set(trials.compactMap { $0.repeats?.trial })
        return trials.filter { repeated.contains($0.number) }.map { Confirmation(of: $0, among: trials) }
    }

    /// Those that were confirmed (a repetition has completed, and none violates the study's conditions), from the best mean to the worst.
    public static func ranked(among trials: [Trial], _ direction: Direction) -> [Confirmation] {
        let means = all(among: trials).filter(\.isFeasible).compactMap { one in
            one.mean.map { (one, direction.loss($0)) }
        }
        return means.sorted { ($0.1, $0.0.trial.number) < ($1.1, $1.0.trial.number) }.map(\.0)
    }

    /// The values of the repetitions that completed.
    public var values: [Double] {
        repetitions.compactMap { if case .completed(let score) = $0.state { score.values.first } else { nil } }
    }

    /// Whether every repetition that completed met the study's conditions.
    public var isFeasible: Bool { repetitions.allSatisfy { $0.state.name != .completed || $0.violation ?? 0 == 0 } }

    /// How many repetitions failed.
    public var failures: Int { repetitions.count { $0.state.name == .failed } }

    /// The mean of the values; nil without any, NaN where one is.
    public var mean: Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    /// The standard deviation of one value, estimated from them all; nil for fewer than two.
    public var deviation: Double? {
        guard let mean, values.count > 1 else { return nil }
        if areIdentical { return 0 }
        return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
    }

    /// The interval that holds the mean of all seeds with a confidence of 95 %, if values are normal (Student 1908); nil for
    /// fewer than two.
    public var interval: ClosedRange<Double>? {
        guard let mean, let deviation else { return nil }
        let reach =
            StudentDistribution(degrees: values.count - 1).quantile(0.975)
            * deviation / Double(values.count).squareRoot()
        return (mean - reach).isFinite && (mean + reach).isFinite ? (mean - reach)...(mean + reach) : nil
    }

    /// Whether two or more values are the same to the bit, as of a program that ignores its seed.
    public var areIdentical: Bool { values.count > 1 && values.allSatisfy { $0 == values[0] } }
}
