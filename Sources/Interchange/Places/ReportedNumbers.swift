// What of a trial's numbers an export has beside its metrics: an objective that is calculated from them, and what the trial
// counts with, which programs that show the last of a run's numbers do not find out.

import Definitions
import Storage

/// The numbers of a study's trials, by the names that they have elsewhere.
struct ReportedNumbers {
    private let objectives: [Objective]
    /// The names of what trials count with, one an objective: `result/val_loss`.
    let resultNames: [String]

    init(_ goals: Goals) {
        objectives = goals.isNone ? [] : goals.objectives
        resultNames = objectives.map { "result/\($0.metric)" }
    }

    /// What was reported of an epoch, each name once; with the one objective where that is calculated.
    func metrics(of epoch: Epoch) -> [Metric] {
        guard objectives.count == 1, let value = epoch.objective,
            !epoch.metrics.contains(where: { $0.name == objectives[0].metric })
        else { return epoch.metrics }
        return epoch.metrics + [Metric(objectives[0].metric, value)]
    }

    /// What the trial counts with; a metric that it has reported by such a name goes first.
    func results(of trial: Trial, beside reported: Set<String>) -> [Metric] {
        zip(resultNames, trial.values).map { Metric($0, $1) }.filter { !reported.contains($0.name) }
    }
}
