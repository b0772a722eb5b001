// What trials differ in, and nothing else.
//
//     let comparison = try study.comparison(of: [3, 7])
//     comparison.parameters        // [("lr", [1e-3, 3e-3])]
//     comparison.metrics           // those of each trial's best epoch that are not the same in all

public import Expressions
import Search
public import Storage

/// Which epoch of each trial is looked at.
public enum ComparedEpoch: Sendable, Hashable {
    /// Its best one, or the last where it has no best.
    case best
    /// The last one that it has reported.
    case last
    /// That of this number; nothing of a trial that has not reported it.
    case number(Int)
}

/// Trials side by side.
public struct TrialComparison: Sendable {
    /// The trials, in the order in which they were named.
    public let trials: [Trial]
    /// The parameters of which not all have the same value, each with the value of each trial.
    public let parameters: [(name: String, values: [Value?])]
    /// The epoch of each trial that is compared.
    public let epochs: [Int?]
    /// The metrics of which not all have the same value there, each with the value of each trial.
    public let metrics: [(name: String, values: [Double?])]

    /// Whether trials of these numbers can be compared: two to 200, each of them once.
    public static func takes(_ numbers: [Int]) -> Bool {
        2...200 ~= numbers.count && Set(numbers).count == numbers.count
    }

    init(_ trials: [Trial], epochs: [[Epoch]], at compared: ComparedEpoch) {
        self.trials = trials
        let all = trials.map(\.parameters.resolved)
        parameters = Set(all.flatMap(\.names)).sorted().compactMap { name in
            let values = all.map { $0[name] }
            return values.dropFirst().allSatisfy { $0 == values[0] } ? nil : (name, values)
        }
        let compared = zip(trials, epochs).map { trial, epochs in
            switch compared {
            case .best: epochs.first { $0.epoch == trial.bestEpoch } ?? epochs.last
            case .last: epochs.last
            case .number(let number): epochs.first { $0.epoch == number }
            }
        }
        self.epochs = compared.map { $0?.epoch }
        var names: [String] = []
        for name in compared.flatMap({ $0?.metrics.map(\.name) ?? [] }) where !names.contains(name) {
            names.append(name)
        }
        metrics = names.compactMap { name in
            let values = compared.map { $0?.metrics.first { $0.name == name }?.value }
            let isSame = values.dropFirst().allSatisfy { $0 == values[0] }
            return isSame ? nil : (name, values)
        }
    }
}

extension OpenStudy {
    /// What the trials `numbers` differ in.
    ///
    /// - Parameter compared: the epoch whose metrics are compared.
    /// - Throws: `storage(unknownTrial)`, `storage(deletedTrial)`.
    public func comparison(
        of numbers: [Int], at compared: ComparedEpoch = .best
    ) throws(StudyError) -> TrialComparison {
        var trials: [Trial] = []
        var epochs: [[Epoch]] = []
        for number in numbers {
            trials.append(try trial(number))
            epochs.append(try self.epochs(of: number))
        }
        return TrialComparison(trials, epochs: epochs, at: compared)
    }
}
