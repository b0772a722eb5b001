/// Why a command could not do what it was asked: what, where, and what to do; the process exits with 1.
struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
    /// For people, without the tool's name in front.
    let description: String

    init(_ description: String) { self.description = description }
}

/// How a process ends.
enum ExitStatus {
    static let success: Int32 = 0
    static let failure: Int32 = 1
    static let usage: Int32 = 2
    static let interrupted: Int32 = 130
}

/// Ends the process with a status once everything has been said.
struct Exit: Error {
    let status: Int32
}
