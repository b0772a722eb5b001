// Which files of trials that have ended a study's `keep` lets go.
//
//     let policy = try KeepPolicy(definition.keep, of: study, isRanked: true, in: database)
//     policy.keeps("last.ckpt", of: trial, isBuiltIn: false)      // true, false; nil where it says nothing
//
// Of a program of one's own nobody knows what its files are: those of the kinds that the study names are found by what such
// files are called.

import Definitions
import Storage

/// A study's policy with the trials that it goes by.
struct KeepPolicy {
    let keeping: Keeping
    /// The numbers of the best trials, the best first, as many as it asks for.
    private(set) var ranked: [Int]
    /// What else is best: a confirmed trial, or a front.
    private(set) var best: Set<Int>
    /// Whether one trial is better than another at all.
    let isRanked: Bool

    /// The policy of a study as it stands.
    init(_ keeping: Keeping, of study: Study, isRanked: Bool, in database: StudyDatabase) throws(StorageError) {
        self.init(keeping: keeping, ranked: [], best: [], isRanked: isRanked)
        let most = keeping.most
        guard most > 0, isRanked else { return }
        let hasRepetitions = try database.counts(of: study.id).repetitions > 0
        ranked = try database.bestTrials(of: study.id, limit: most + 1)
        best = Set(try BestTrials(of: study, in: database, hasRepetitions: hasRepetitions).trials.map(\.number))
    }

    private init(keeping: Keeping, ranked: [Int], best: Set<Int>, isRanked: Bool) {
        (self.keeping, self.ranked, self.best, self.isRanked) = (keeping, ranked, best, isRanked)
    }

    /// The trials that may be others than they were among the best, since another one has ended.
    var displaced: [Int] {
        let counts = Set(keeping.shares.compactMap { if case .best(let count) = $0.share { count } else { nil } })
        return counts.compactMap { ranked.indices.contains($0) ? ranked[$0] : nil }
    }

    /// What `hpo` itself needs of a trial's folder, whatever a pattern says.
    private static func isRecord(_ path: String) -> Bool {
        path == "config.json" || path == RemovedFiles.name || path.hasPrefix("attempt-")
    }

    /// Whether a file of a trial that has ended is kept; nil where the policy says nothing of it.
    func keeps(_ path: String, of trial: Trial, isBuiltIn: Bool) -> Bool? {
        guard let share = share(of: path, isBuiltIn: isBuiltIn) else { return nil }
        switch share {
        case .all: return true
        case .none: return false
        case .best(let count):
            let number = trial.repeats?.trial ?? trial.number
            return !isRanked || best.contains(number) || ranked.prefix(count).contains(number)
        }
    }

    private func share(of path: String, isBuiltIn: Bool) -> Keeping.Share? {
        if Self.isRecord(path) { return nil }
        if path == "log.txt" { return keeping.logs }
        if let named = keeping.artifacts.first(where: { Self.matches(path, $0.pattern) }) { return named.share }
        if Self.isCheckpoint(path, isBuiltIn: isBuiltIn) { return keeping.checkpoints }
        return Self.isWeights(path) ? keeping.weights : nil
    }

    private static func isCheckpoint(_ path: String, isBuiltIn: Bool) -> Bool {
        if isBuiltIn { return TrialFile.checkpoints.contains(path) }
        let path = path.lowercased()
        return path.contains("checkpoint") || path.contains("ckpt")
    }

    private static func isWeights(_ path: String) -> Bool {
        [".safetensors", ".pt", ".pth", ".h5", ".keras", ".onnx"].contains { path.lowercased().hasSuffix($0) }
    }

    /// Whether `path` is of the pattern, in which `*` stands for anything within a name and `?` for one character; without a
    /// slash it is of the file's name, in whatever folder.
    static func matches(_ path: String, _ pattern: String) -> Bool {
        let name = pattern.contains("/") ? path[...] : path.split(separator: "/").last ?? ""
        return matches(Array(name.unicodeScalars)[...], Array(pattern.unicodeScalars)[...])
    }

    /// Each star takes as little as it can, and more where what follows does not match: in |text| * |pattern| steps.
    private static func matches(_ text: ArraySlice<Unicode.Scalar>, _ pattern: ArraySlice<Unicode.Scalar>) -> Bool {
        var (text, pattern) = (text, pattern)
        var retry: (text: ArraySlice<Unicode.Scalar>, pattern: ArraySlice<Unicode.Scalar>)?
        while true {
            if pattern.first == "*" {
                pattern = pattern.dropFirst()
                retry = (text, pattern)
            } else if let scalar = text.first, let wanted = pattern.first,
                wanted == "?" ? scalar != "/" : wanted == scalar
            {
                (text, pattern) = (text.dropFirst(), pattern.dropFirst())
            } else if text.isEmpty, pattern.isEmpty {
                return true
            } else if let last = retry, let skipped = last.text.first, skipped != "/" {
                retry = (last.text.dropFirst(), last.pattern)
                (text, pattern) = (last.text.dropFirst(), last.pattern)
            } else {
                return false
            }
        }
    }
}

extension Keeping {
    /// The most trials of which it keeps files of one kind.
    fileprivate var most: Int {
        shares.reduce(0) { most, share in if case .best(let count) = share.share { max(most, count) } else { most } }
    }
}
