// The history of a long study as it is kept between processes, so that `hpo ask` costs the same after 10,000 trials as after
// ten: what was kept is read, and of the changes only those that came after it.

import Definitions
import Search
import Storage

extension StudyJournal {
    /// Keeps what was read, where reading the changes since the last time would take a newcomer noticeably long.
    ///
    /// What cannot be kept (on a disk that is full, say) is read another time: nothing else depends on it.
    func keepHistory() {
        guard revision - keptRevision >= max(2_000, keptRevision / 16) else { return }
        // Tried once at a time, also where it fails.
        keptRevision = revision
        guard let stages = snapshots() else { return }
        try? database.keep(StudySnapshot(revision: revision, stages: stages), of: study.id)
    }

    /// Begins with what was kept up to `last`; where that is nothing, or damaged, all changes are read.
    func restoreHistory(through last: Int) throws(StudyError) {
        guard revision == 0 else { return }
        let snapshot = try storing { () throws(StorageError) in
            try database.snapshot(of: study.id, through: last)
        }
        guard let snapshot, definition.stages.isEmpty == (snapshot.stages[nil] != nil) else { return }
        for (stage, trials) in snapshot.stages {
            guard let view = try? view(of: stage), view.history.restore(trials) else { return forgetHistory() }
            if let stage { note(view.history.forPruner.trials.map(\.number), of: stage) }
        }
        (revision, keptRevision) = (snapshot.revision, snapshot.revision)
    }
}
