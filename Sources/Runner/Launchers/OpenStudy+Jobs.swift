// What dead processes have left of a study's jobs, for those who do not go on with its trials.

import Storage
public import Studies

extension OpenStudy {
    /// Ends the jobs of processes that have died without a word, so that nothing writes into the study's folders any more.
    public func endOrphanedJobs() throws(StudyError) {
        // A launcher leaves what another one has given.
        let launchers: [any Launcher] = [LocalLauncher()]
        for orphan in try orphans() {
            guard let handle = orphan.handle else { continue }
            for launcher in launchers { launcher.end(handle) }
        }
    }
}
