/// Where the files of one trial are: `studies/NAME/trial-0007/` under the directory in which the study was created.
public struct TrialPlace: Sendable, Hashable {
    /// The trial's own folder.
    public let folder: String
    /// What that folder is called: `trial-0007`.
    public let name: String

    /// The place of trial `number` of the study `name`.
    public init(study name: String, directory: String, number: Int) {
        let digits = String(number)
        let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        self.name = "trial-\(padded)"
        folder = "\(directory)/studies/\(name)/trial-\(padded)"
    }

    /// The folder of one attempt at it, for files that a launcher keeps.
    public func folder(ofAttempt attempt: Int) -> String { "\(folder)/attempt-\(attempt)" }

    /// What the program is told, as JSON.
    public var configuration: String { "\(folder)/config.json" }

    /// What the program printed.
    public var log: String { "\(folder)/log.txt" }
}
