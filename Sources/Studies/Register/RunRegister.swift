// Which runs use a database, in a folder beside it: a file for each, which it writes anew every few seconds.
//
//     let register = RunRegister(ofDatabase: "db/hpo.sqlite")      // db/hpo.sqlite-runs/
//     try register.write(run)
//     register.elsewhere(seenFrom: here, at: now)                  // runs of other machines
//
// SQLite's write-ahead log holds among the processes of one machine. In a folder that several machines see, a database that two
// of them open at once is damaged without a word: so whoever opens one looks here first, and what a run on another machine is
// doing is read from its file.

import JSON
public import Storage
public import System

/// The runs of one database.
public struct RunRegister: Sendable {
    private let folder: String

    /// The register beside the database at `path`.
    public init(ofDatabase path: String) { folder = "\(Files.canonical(path) ?? path)-runs" }

    /// All that have signed in and not out, the oldest first; those that have died without a word are among them.
    public var runs: [SignedRun] {
        Files.names(in: folder).filter { $0.hasSuffix(Self.ending) }.compactMap { name in
            guard let bytes = try? Files.contents("\(folder)/\(name)", limit: 1 << 24),
                let json = try? JSONValue(parsing: String(decoding: bytes, as: UTF8.self), syntax: .json)
            else { return nil }
            return SignedRun(json, token: String(name.dropLast(Self.ending.count)))
        }.sorted { ($0.began, $0.token) < ($1.began, $1.token) }
    }

    /// The runs of other machines than `here`'s that were heard of lately.
    public func elsewhere(seenFrom here: Owner, at now: Double) -> [SignedRun] {
        runs.filter { !$0.isOnMachine(of: here) && $0.isFresh(at: now) }
    }

    /// The runs of this machine that live; of those in other containers, whose processes nobody here can look at, those that
    /// were heard of lately.
    public func here(seenFrom here: Owner, at now: Double) -> [SignedRun] {
        runs.filter { run in
            run.isOnMachine(of: here)
                && (run.owner.boot == here.boot ? run.owner.process.isRunning : run.isFresh(at: now))
        }
    }

    /// Forgets the runs of this machine that have died, and those that nobody has heard of for a day.
    public func sweep(seenFrom here: Owner, at now: Double) {
        for run in runs {
            let isDead = run.owner.boot == here.boot && !run.owner.process.isRunning
            if isDead || now - run.at > 86_400 { remove(run) }
        }
    }

    /// Makes sure that no run of another machine uses the database.
    ///
    /// - Throws: `usedElsewhere`.
    public func checkIsFree() throws(StudyError) {
        guard Files.isFolder(folder), let here = try? Owner.current(),
            let other = elsewhere(seenFrom: here, at: SystemClock.secondsSince1970).first
        else { return }
        throw .usedElsewhere(other)
    }

    /// Writes down that `run` lives, and how its study stands.
    public func write(_ run: SignedRun) throws(SystemError) {
        try Files.makeFolders(folder)
        try Files.replace(path(run.token, Self.ending), with: run.json.text() + "\n")
    }

    /// Signs a run out: one that has ended, or one of which is known that it has died.
    public func remove(_ run: SignedRun) {
        for ending in [Self.ending, Self.stop] { Files.remove(path(run.token, ending)) }
        Files.removeEmptyFolder(folder)
    }

    /// Asks a run for its end, as Ctrl-C does: once, or twice for an end at once.
    public func ask(_ run: SignedRun, toStopNow now: Bool) throws(SystemError) {
        try Files.replace(path(run.token, Self.stop), with: now ? "now\n" : "stop\n")
    }

    /// How often the run was asked for its end since the last call.
    public func takeRequests(to run: SignedRun) -> Int {
        let file = path(run.token, Self.stop)
        guard let bytes = try? Files.contents(file, limit: 100) else { return 0 }
        Files.remove(file)
        return bytes.starts(with: "now".utf8) ? 2 : 1
    }

    private func path(_ token: String, _ ending: String) -> String { "\(folder)/\(token)\(ending)" }

    private static let ending = ".json"
    private static let stop = ".stop"
}
