import System

/// A folder in which the jobs of one test run, removed with it.
package final class ScratchFolder: Sendable {
    /// Where it is, links resolved.
    package let path: String

    /// An empty folder in `place`, or where the system has temporary ones.
    init(in place: String?) throws(SystemError) {
        let made = try Files.makeTemporaryFolder(in: place)
        path = Files.canonical(made) ?? made
    }

    deinit { try? Files.removeTree(path) }

    /// Whether there is a file of that name.
    package func exists(_ name: String) -> Bool { Files.exists("\(path)/\(name)") }

    /// The text of a file.
    package func read(_ name: String) throws -> String {
        String(decoding: try Files.contents("\(path)/\(name)", limit: 1 << 30), as: UTF8.self)
    }

    /// Writes a file, and returns its path.
    @discardableResult
    package func write(_ text: String, to name: String) throws -> String {
        try Files.replace("\(path)/\(name)", with: text)
        return "\(path)/\(name)"
    }
}
