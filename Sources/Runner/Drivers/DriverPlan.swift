// What a chain of drivers is to do, in a folder of the study: each is a job that runs the study and hands over to the next.
//
//     studies/face/driver/plan.json     what to run, and the drivers so far
//                         job.sh        the job of each of them
//                         run.log       what they say

import Definitions
import JSON
import Storage
import Studies
import System

/// A run of a study by drivers, one after another.
struct DriverPlan: Sendable, Hashable {
    /// The name of their jobs, all of them.
    let name: String
    /// The words of `hpo study run`.
    let words: [String]
    /// Where it runs.
    let directory: String
    /// The database's file, absolute.
    let database: String
    let study: String
    /// The options of sbatch that the study sets for them.
    let options: [String]
    /// Seconds that each has.
    let seconds: Double
    /// How many trials had been begun when the plan was made.
    let begun: Int
    /// How many it begins, nil where their number does not end it.
    let trials: Int?
    /// When it ends, in seconds since 1970, whatever runs then.
    let endsAt: Double?
    /// The drivers so far.
    var drivers: [Driver] = []
    /// Whether its run has ended for good.
    var isOver = false

    /// One driver.
    struct Driver: Sendable, Hashable {
        let owner: Owner
        /// Slurm's number of it.
        let job: String
        let began: Double
        /// When it was heard of last, once that is known.
        var lastHeard: Double?
        /// Whether it has come to the end of its time, rather than died.
        var handedOver = false

        /// Whether it has died at once.
        var diedAtOnce: Bool { !handedOver && (lastHeard ?? began) - began < 60 }
    }

    /// Whether drivers die at once, one after another, so that the next would as well.
    var isHopeless: Bool { drivers.count >= 3 && drivers.suffix(3).allSatisfy(\.diedAtOnce) }

    /// The limits of a driver that begins at `now`, of those that the command line says.
    func limits(_ limits: RunLimits, begun: Int, at now: Double) -> RunLimits {
        var limits = limits
        if let trials { limits.trials = max(0, trials - max(0, begun - self.begun)) }
        if let endsAt {
            limits.timeout = max(0.001, endsAt - now)
            // What runs is to be ended, and nothing begun for that.
            if endsAt <= now { limits.trials = 0 }
        }
        return limits
    }

    /// Seconds after its beginning at which a driver hands over: a tenth of its time is left for that, ten minutes at most.
    var handsOverAfter: Double { seconds - min(max(1, seconds / 10), 600) }
}

extension DriverPlan {
    var json: JSONValue {
        var object: JSONObject = [
            "name": .string(name), "words": .array(words.map { .string($0) }), "directory": .string(directory),
            "database": .string(database), "study": .string(study), "options": .array(options.map { .string($0) }),
            "seconds": .double(seconds), "begun": .int(begun),
        ]
        object["trials"] = trials.map { .int($0) }
        object["ends_at"] = endsAt.map { .double($0) }
        object["over"] = .bool(isOver)
        object["drivers"] = .array(drivers.map(\.json))
        return .object(object)
    }

    /// What was written down; nil where something lacks or cannot be.
    init?(_ json: JSONValue) {
        guard let name = json["name"]?.stringValue, JobName.isSound(name),
            let words = json["words"]?.texts, let options = json["options"]?.texts,
            let directory = json["directory"]?.stringValue, let database = json["database"]?.stringValue,
            let study = json["study"]?.stringValue,
            let seconds = json["seconds"]?.doubleValue, (1...1e9).contains(seconds),
            let begun = json["begun"]?.intValue, begun >= 0, let drivers = json["drivers"]?.arrayValue
        else { return nil }
        (self.name, self.words, self.options, self.directory) = (name, words, options, directory)
        (self.database, self.study, self.seconds, self.begun) = (database, study, seconds, begun)
        trials = json["trials"]?.intValue
        endsAt = json["ends_at"]?.doubleValue
        if let trials, trials < 0 { return nil }
        isOver = json["over"]?.boolValue ?? false
        self.drivers = drivers.compactMap { Driver($0) }
    }
}

extension DriverPlan.Driver {
    var json: JSONValue {
        var object: JSONObject = [
            "job": .string(job), "host": .string(owner.host), "boot": .string(owner.boot),
            "pid": .int(owner.process.pid), "start": .int(owner.process.start), "began": .double(began),
        ]
        object["last_heard"] = lastHeard.map { .double($0) }
        object["handed_over"] = .bool(handedOver)
        return .object(object)
    }

    init?(_ json: JSONValue) {
        guard let job = json["job"]?.stringValue, let host = json["host"]?.stringValue,
            let boot = json["boot"]?.stringValue, let pid = json["pid"]?.intValue,
            let start = json["start"]?.intValue, let began = json["began"]?.doubleValue
        else { return nil }
        owner = Owner(host: host, boot: boot, process: ProcessIdentity(pid: pid, start: start))
        (self.job, self.began, lastHeard) = (job, began, json["last_heard"]?.doubleValue)
        handedOver = json["handed_over"]?.boolValue ?? false
    }
}

extension JSONValue {
    /// The elements of a list of texts.
    fileprivate var texts: [String]? {
        guard let values = arrayValue else { return nil }
        let texts = values.compactMap(\.stringValue)
        return texts.count == values.count ? texts : nil
    }
}
