/// Something recorded of a study that contradicts what else is recorded of it, or has got lost.
public struct RecordProblem: Sendable, Hashable {
    /// The study's name.
    public let study: String
    /// The trial that it is about, nil where it is the study.
    public let trial: Int?
    /// What is wrong, for people.
    public let words: String

    /// A problem.
    public init(study: String, trial: Int? = nil, words: String) {
        self.study = study
        self.trial = trial
        self.words = words
    }
}

extension RecordProblem: CustomStringConvertible {
    /// With its place.
    public var description: String { trial.map { "\(study), trial \($0): \(words)" } ?? "\(study): \(words)" }
}
