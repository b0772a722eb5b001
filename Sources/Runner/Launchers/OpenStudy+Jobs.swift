// What dead processes have left of a study's jobs, for those who do not go on with its trials.

import Definitions
import Storage
public import Studies

extension OpenStudy {
    /// Ends the jobs of processes that have died without a word, so that nothing writes into the study's folders any more.
    public func endOrphanedJobs() throws(StudyError) {
        let settings = (try? definition().launcher.algorithm) ?? .local
        for orphan in try orphans() {
            guard let handle = orphan.handle else { continue }
            settings.launcher(of: handle, executable: "hpo")?.end(handle)
        }
    }
}
