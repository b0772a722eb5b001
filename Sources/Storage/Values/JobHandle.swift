/// What a launcher knows a running job by, kept with the trial's claim so that a later process can find the job again.
///
/// Opaque to all but the launcher that gave it.
public struct JobHandle: Sendable, Hashable {
    /// In the place of a launcher's name: the trial runs for another database, whose file is the text, and its job is none of
    /// this one's.
    static let elsewhere = "elsewhere"

    /// The launcher's name, as definitions call it: `local`.
    public let launcher: String
    /// Whatever that launcher needs, in one line.
    public let text: String

    /// The handle that `launcher` gave as `text`.
    public init(launcher: String, text: String) {
        self.launcher = launcher
        self.text = text
    }
}
