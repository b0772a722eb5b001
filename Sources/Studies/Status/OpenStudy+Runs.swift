public import Storage
import System

extension OpenStudy {
    /// The processes that run its trials and live as far as is known: on this machine, and on others. One that is between two
    /// trials is not seen.
    public func runs() throws(StudyError) -> (here: [Owner], elsewhere: [Owner]) {
        let here = try storing { () throws(StorageError) in try Owner.current() }
        var alive: [Owner] = []
        for running in try status().running where running.runner == .alive {
            if let owner = running.trial.claim?.owner, !alive.contains(owner) { alive.append(owner) }
        }
        return (alive.filter { $0.boot == here.boot }, alive.filter { $0.boot != here.boot })
    }
}
