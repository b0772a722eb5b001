public import Storage
import System

extension OpenStudy {
    /// The processes that run its trials and live as far as is known: on this machine, and on others. One that is between two
    /// trials is not seen.
    public func runs() throws(StudyError) -> (here: [Owner], elsewhere: [Owner]) {
        let (here, running) = try storing { () throws(StorageError) in
            (try Owner.current(), try database.runningTrials(of: record.id))
        }
        let now = SystemClock.secondsSince1970
        var alive: [Owner] = []
        for trial in running where Self.runner(of: trial, seenFrom: here, at: now) == .alive {
            if let owner = trial.claim?.owner, !alive.contains(owner) { alive.append(owner) }
        }
        return (alive.filter { $0.boot == here.boot }, alive.filter { $0.boot != here.boot })
    }
}
