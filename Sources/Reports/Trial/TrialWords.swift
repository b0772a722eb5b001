// Where trials stand, as pages, tables and commands say it.

import Charts
public import Storage

extension Trial {
    /// `completed, audited`, `stopped, paused`
    public var stateWords: String {
        state.name.rawValue + (auditedEpoch == nil ? "" : ", audited") + (pausedEpoch == nil ? "" : ", paused")
            + (isSetAside ? ", by hand" : "")
            + (repeats.map { ", repeats \($0.trial)" } ?? "")
    }
}

extension StudyCounts {
    /// `9 completed, 15 pruned, 3 paused`; empty where there are no trials.
    public var inWords: String {
        let states = TrialState.Name.allCases.map {
            ($0.rawValue, counts[$0, default: 0] - ($0 == .stopped ? paused : 0))
        }
        return (states + [("paused", paused)]).filter { $0.1 > 0 }
            .map { "\(NumberText.count($0.1)) \($0.0)" }.joined(separator: ", ")
    }
}
