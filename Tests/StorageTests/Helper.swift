import Foundation

/// `storage-crash-helper` as a process whose promises are read as it makes them.
final class Helper {
    private let process = Process()
    private let output = Pipe()

    init(_ arguments: String...) throws {
        // The test runner and the helper are built into the same folder.
        let folder = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        process.executableURL = URL(filePath: folder).deletingLastPathComponent().appending(
            path: "storage-crash-helper")
        process.arguments = arguments
        process.standardOutput = output
        try process.run()
    }

    /// The process's number.
    var pid: Int { Int(process.processIdentifier) }

    /// Reads whole lines until `count` have come or the process has ended.
    private func lines(atMost count: Int) -> [String] {
        var bytes = Data()
        var found = 0
        while found < count {
            let read = output.fileHandleForReading.availableData
            if read.isEmpty { break }
            found += read.count { $0 == UInt8(ascii: "\n") }
            bytes.append(read)
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Kills the process once it has written `count` lines.
    ///
    /// - Returns: every line that it wrote before it died.
    func killed(afterLines count: Int) -> [String] {
        let before = lines(atMost: count)
        kill(process.processIdentifier, SIGKILL)
        let after = lines(atMost: .max)
        process.waitUntilExit()
        return before + after
    }

    /// Waits for the process to end by itself.
    func finished() -> (status: Int32, lines: [String]) {
        let lines = lines(atMost: .max)
        process.waitUntilExit()
        return (process.terminationStatus, lines)
    }
}
