// A process for the storage tests to kill: it works on a file and says what it has been promised, line by line.
//
//     storage-crash-helper work PATH STUDY TRIALS    until TRIALS trials have ended: reap, resume or start, report, end
//     storage-crash-helper open PATH                 open as an ordinary user, and say what came of it
//     storage-crash-helper merge PATH OTHER          bring the studies of OTHER in
//     storage-crash-helper backup PATH FILE ROUNDS   back up to FILE again and again
//     storage-crash-helper compact PATH ROUNDS       compact again and again
//     storage-crash-helper copy PATH                 read it as one who can write nowhere
//     storage-crash-helper write PATH PAGES NUMBER ROWS   rows as writer NUMBER, copying the log from PAGES pages on

import Expressions
import Search
import Storage

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Writes at once: what is on standard output has been acknowledged, whatever happens next.
func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    guard write(STDOUT_FILENO, bytes, bytes.count) == bytes.count else { exit(1) }
}

func work(on path: String, study name: String, until count: Int) throws {
    let database = try StudyDatabase(opening: path)
    let study = try database.study(named: name).id
    let owner = try Owner.current()
    while true {
        try database.reap(try database.orphans(of: study, seenFrom: owner))
        guard let trial = try nextTrial(of: study, in: database, owner: owner, count: count) else { return }
        let attempt = trial.attempt
        say("claimed \(attempt.number) \(attempt.attempt)")
        for epoch in 1...8 {
            let value = Double(attempt.number) + Double(epoch) / 10
            let metrics = [("accuracy", value), ("loss", 1 / value), ("rate", .nan)]
            try database.recordEpoch(epoch, of: attempt, metrics: metrics, objective: value)
            say("epoch \(attempt.number) \(epoch)")
        }
        try database.finish(attempt, .completed(value: Double(attempt.number) + 0.8))
        say("finished \(attempt.number)")
    }
}

func nextTrial(
    of study: StudyID, in database: StudyDatabase, owner: Owner, count: Int
) throws -> ClaimedTrial? {
    while true {
        if let stopped = try database.claimStopped(of: study, owner: owner) { return stopped }
        let ask = try database.nextAsk(of: study)
        guard ask.number < count else { return nil }
        let trial = NewTrial(
            parameters: TrialParameters(sampled: Configuration(["x": .int(ask.number)])), seed: ask.number,
            origin: .sampler, sampler: "random", sawRevision: ask.revision)
        let started = try database.startTrial(number: ask.number, of: study, as: trial, owner: owner)
        if let started { return started }
    }
}

let arguments = CommandLine.arguments
do {
    switch arguments.dropFirst().first {
    case "work" where arguments.count == 5:
        try work(on: arguments[2], study: arguments[3], until: Int(arguments[4]) ?? 0)
    case "open" where arguments.count == 3:
        // The administrator may write everywhere.
        if geteuid() == 0 { guard seteuid(65534) == 0 else { exit(3) } }
        _ = try StudyDatabase(opening: arguments[2])
        say("opened")
    case "merge" where arguments.count == 4:
        let other = try StudyDatabase(copying: arguments[3])
        let merges = try StudyDatabase(opening: arguments[2]).merge(
            other, seenFrom: .current(),
            directory: { directory in
                say("study")
                return directory
            })
        say(merges.isEmpty ? "nothing" : "merged")
    case "backup" where arguments.count == 5:
        let database = try StudyDatabase(opening: arguments[2])
        for round in 0..<(Int(arguments[4]) ?? 0) {
            try database.backUp(to: arguments[3], replacing: true)
            say("\(round)")
        }
    case "compact" where arguments.count == 4:
        let database = try StudyDatabase(opening: arguments[2])
        for round in 0..<(Int(arguments[3]) ?? 0) {
            _ = try database.compact(seenFrom: .current())
            say("\(round)")
        }
    case "copy" where arguments.count == 3:
        if geteuid() == 0 { guard seteuid(65534) == 0 else { exit(3) } }
        for study in try StudyDatabase(copying: arguments[2]).studies() { say(study.name) }
    case "write" where arguments.count == 6:
        let numbers = arguments[3...].compactMap { Int($0) }
        guard numbers.count == 3, numbers.allSatisfy({ $0 > 0 }) else { exit(2) }
        try Writer(path: arguments[2], pages: numbers[0], number: numbers[1])
            .write(numbers[2]) { round in say("\(numbers[1]) \(round)") }
    default:
        exit(2)
    }
} catch {
    say("error \(error)")
    exit(1)
}
