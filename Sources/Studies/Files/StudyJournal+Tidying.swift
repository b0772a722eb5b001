// When a trial ends for good: what is left of it that nobody needs, or that the study does not keep, goes.

import Definitions
import Search
import Storage
import System

extension StudyJournal {
    /// Larger files are removed without their sums: whoever runs trials would wait for them.
    private static let largestSummed = 64 << 20

    /// Removes what the study does not keep of trial `number`, which has ended, and of those that are not among the best any more
    /// because of that. What cannot be removed is left to `hpo study clean`.
    func tidy(after number: Int, _ outcome: Outcome) throws(StudyError) {
        switch outcome {
        case .completed, .pruned, .failed: break
        case .paused, .stopped: return
        }
        if definition.keep.checkpoints == nil, try isBuiltIn(making(of: number)) { place(of: number).dropCheckpoints() }
        guard !definition.keep.isEmpty else { return }
        let policy = try storing { () throws(StorageError) in
            try KeepPolicy(definition.keep, of: study, isRanked: !definition.goals.isNone, in: database)
        }
        for other in Set([number] + policy.displaced) {
            let trial = try storing { () throws(StorageError) in try database.trial(other, of: study.id) }
            let isBuiltIn = try isBuiltIn(making(of: other))
            let folder = place(of: other).folder
            guard trial.state.isFinal, trial.deletedRevision == nil, TrialPlace.isInside(folder, of: study.directory)
            else { continue }
            let dropped = Files.tree(of: folder).filter {
                policy.keeps($0.path, of: trial, isBuiltIn: isBuiltIn) == false
            }
            try? RemovedFiles.remove(
                dropped.map { ($0.path, $0.size) }, from: folder, sumsUpTo: Self.largestSummed)
        }
    }

    private func place(of number: Int) -> TrialPlace {
        TrialPlace(study: study.name, directory: study.directory, number: number)
    }

    private func isBuiltIn(_ trial: TrialMaking) throws(StudyError) -> Bool {
        switch try definition(made: trial.definitionRevision, in: trial.stage).training.program {
        case .workload: true
        case .command, .asked: false
        }
    }
}

extension TrialPlace {
    /// Whether a trial's `folder` lies in the project's, whatever links lead there.
    static func isInside(_ folder: String, of project: String) -> Bool {
        guard let folder = Files.canonical(folder), let project = Files.canonical(project) else { return false }
        return Files.relative(folder, to: project) != nil
    }
}
