// What every pruner has to keep, to be run on one's own.
//
//     @Test(arguments: PrunerContract.Rule.allCases)
//     func contract(rule: PrunerContract.Rule) { PrunerContract("mine", of: MyPruner()).check(rule) }

public import Search
public import Testing

/// A pruner that judges by the direction of the objective, under the contract that all of them keep.
public struct PrunerContract: Sendable, CustomTestStringConvertible {
    /// What a pruner has to keep, a sentence each.
    public enum Rule: String, Sendable, CaseIterable, CustomTestStringConvertible {
        case symmetry = "turning every value and the direction round changes no verdict"
        case order = "the order in which other trials' changes arrive changes no verdict"
        case deterministic = "the same question gets the same answer, and only a paused trial is promoted"
        case ends = "a study of a pruner comes to its end, and what it promotes has been paused"
        case alike = "trials that are all alike, and a single one, come to their ends"
        case own = "a verdict does not depend on whether the history holds the judged trial"
        case good = "a good trial among many bad ones goes on"
        case first = "the first trial of a study is stopped by nothing but its own failings"
        case odd = "histories of failures, of NaN and of 64 running trials do no harm"
        case largeEpochs = "an epoch as large as an integer holds does no harm"

        /// The sentence.
        public var testDescription: String { rawValue }
    }

    /// The pruner's name.
    public let testDescription: String
    let pruner: any Pruner
    let wantsImprovement: Bool

    /// The contract of `pruner`.
    ///
    /// - Parameters:
    ///   - name: what it is called where it breaks a rule.
    ///   - wantsImprovement: whether it stops a trial that does not improve, whatever others do.
    public init(_ name: String, of pruner: any Pruner, wantsImprovement: Bool = false) {
        (testDescription, self.pruner, self.wantsImprovement) = (name, pruner, wantsImprovement)
    }

    /// Holds the pruner to `rule`: what it breaks is an issue of the running test.
    public func check(_ rule: Rule) {
        switch rule {
        case .symmetry: symmetry()
        case .order: order()
        case .deterministic: deterministic()
        case .ends: ends()
        case .alike: alike()
        case .own: own()
        case .good: good()
        case .first: first()
        case .odd: odd()
        case .largeEpochs: largeEpochs()
        }
    }

    /// Whether the trial only waits, as all do that are screened, however good they are.
    func mayWait(_ number: Int, in history: History) -> Bool {
        if pruner.screening != nil, case .paused? = history.trial(number)?.outcome { true } else { false }
    }
}
