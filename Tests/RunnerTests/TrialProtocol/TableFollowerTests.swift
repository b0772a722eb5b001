import Foundation
import Storage
import TestSupport
import Testing

@testable import Runner
@testable import Studies

@Suite("Files that a program writes its reports into")
struct TableFollowerTests {
    private let folder: TemporaryFolder
    private var path: String { "\(folder.path)/results.csv" }

    init() throws { folder = try TemporaryFolder() }

    /// Writes in place, as a program does that opens the file to write.
    private func write(_ text: String, to name: String = "results.csv", appending: Bool = false) throws {
        let path = "\(folder.path)/\(name)"
        if !folder.exists(name) { try Data().write(to: URL(fileURLWithPath: path)) }
        let file = try #require(FileHandle(forWritingAtPath: path))
        if appending { try file.seekToEnd() } else { try file.truncate(atOffset: 0) }
        try file.write(contentsOf: Data(text.utf8))
        try file.close()
    }

    private func reports(_ follower: inout TableFollower) -> [EpochReport] { sorted(follower.read()).reports }

    @Test("a file is followed by what is appended, and from its start where it was written anew")
    func follow() throws {
        var follower = FileFollower(path: path)
        #expect(follower.next().bytes.isEmpty)
        try folder.write("a,b\n1", to: "results.csv")
        #expect(follower.next().bytes == Array("a,b\n1".utf8))
        try folder.write("a,b\n1,2\n", to: "results.csv")
        #expect(follower.next().bytes == Array(",2\n".utf8))
        try folder.write("c\n", to: "results.csv")
        let anew = follower.next()
        #expect(anew.restarted && anew.bytes == Array("c\n".utf8))
        try write("longer than it was\n")
        let longer = follower.next()
        #expect(longer.restarted && longer.bytes == Array("longer than it was\n".utf8))
    }

    @Test("rows are reports as they are completed, the last one at the program's end")
    func appended() throws {
        var follower = TableFollower(path: path)
        #expect(follower.read() == [] && !follower.hasFound)
        try write("epoch,val\n0,2\n1,")
        #expect(reports(&follower) == [report(0, ["val": 2])] && follower.hasFound)
        try write("1\n2,0.5", appending: true)
        #expect(reports(&follower) == [report(1, ["val": 1])])
        #expect(sorted(follower.finish()).reports == [report(2, ["val": 0.5])])
    }

    @Test("a table that is written whole at each epoch, with a column more from the second on, tells only what is new")
    func newColumn() throws {
        var follower = TableFollower(path: path)
        try write("epoch,train\n1,3\n")
        #expect(reports(&follower) == [report(1, ["train": 3])])
        try write("epoch,train,val\n1,3,\n2,2,9\n")
        #expect(reports(&follower) == [report(2, ["train": 2, "val": 9])])
        try write("epoch,train,val\n1,3,\n2,2,8\n3,1,7\n")
        #expect(reports(&follower) == [report(2, ["train": 2, "val": 8]), report(3, ["train": 1, "val": 7])])
    }

    @Test("the rows of an earlier trial are not this one's: neither when it appends nor when it writes the file anew")
    func stale() throws {
        try write("epoch,val\n1,9\n2,8\n")
        var appending = TableFollower(path: path)
        appending.ignoreWhatIsThere()
        var writing = appending
        #expect(
            appending.read() == [] && appending.absence == ["nothing was written into \(path), which was there before"])
        try write("1,5\n", appending: true)
        #expect(reports(&appending) == [report(1, ["val": 5])])
        #expect(reports(&writing) == [report(1, ["val": 5])])
        try write("epoch,val\n1,4\n")
        #expect(reports(&writing) == [report(1, ["val": 4])])
    }

    @Test("a table that is written anew with the same rows is this trial's")
    func sameAgain() throws {
        try write("epoch,val\n1,9\n")
        var follower = TableFollower(path: path)
        follower.ignoreWhatIsThere()
        let later = Date(timeIntervalSinceNow: 5)
        try FileManager.default.setAttributes([.modificationDate: later], ofItemAtPath: path)
        #expect(reports(&follower) == [report(1, ["val": 9])])
    }

    @Test("rows that are appended to another trial's are counted from 1")
    func staleCounts() throws {
        try write("val\n9\n8\n")
        var follower = TableFollower(path: path)
        follower.ignoreWhatIsThere()
        try write("5\n", appending: true)
        #expect(reports(&follower) == [report(1, ["val": 5])])
    }

    @Test("of a pattern the newest file is read, and none that was there before")
    func pattern() throws {
        for version in ["version_0", "version_1", "version_10", "other"] {
            try FileManager.default.createDirectory(
                atPath: "\(folder.path)/\(version)", withIntermediateDirectories: true)
        }
        try write("epoch,val\n0,9\n", to: "version_0/metrics.csv")
        try write("epoch,val\n0,7\n", to: "other/metrics.csv")
        var follower = TableFollower(path: "\(folder.path)/version_*/metrics.csv")
        follower.ignoreWhatIsThere()
        #expect(follower.read() == [])
        try write("epoch,val\n0,5\n", to: "version_10/metrics.csv")
        let later = Date(timeIntervalSinceNow: 5)
        try FileManager.default.setAttributes(
            [.modificationDate: later], ofItemAtPath: "\(folder.path)/version_10/metrics.csv")
        #expect(reports(&follower) == [report(0, ["val": 5])])
    }

    @Test(
        "a star stands for any characters of a name, a question mark for one",
        arguments: [
            ("run-*/m.csv", ["run-1/m.csv", "run-22/m.csv"]), ("run-?/*.csv", ["run-1/m.csv"]),
            ("*/*", ["run-1/m.csv", "run-22/m.csv"]),
            ("*n-*2/m*v", ["run-22/m.csv"]), ("run-1/m.csv", ["run-1/m.csv"]), ("x*/m.csv", []),
            ("run-*/absent.csv", []),
        ])
    func matches(pattern: String, found: [String]) throws {
        for name in ["run-1", "run-22"] {
            try FileManager.default.createDirectory(atPath: "\(folder.path)/\(name)", withIntermediateDirectories: true)
            try write("x", to: "\(name)/m.csv")
        }
        #expect(PathPattern(path: "\(folder.path)/\(pattern)").matches() == found.map { "\(folder.path)/\($0)" })
    }

    @Test("lines of JSON in a file are reports")
    func jsonLines() throws {
        var follower = TableFollower(path: "\(folder.path)/m.jsonl", .jsonLines, ReadingSettings(epochName: "step"))
        try write("{\"step\": 10, \"val\": 1}\n{\"step\": 20, \"val\": 0.5}\n", to: "m.jsonl")
        #expect(reports(&follower) == [report(10, ["val": 1]), report(20, ["val": 0.5])])
    }

    @Test("a file that is not there is told with what is there instead")
    func absence() throws {
        try write("x", to: "log.csv")
        #expect(TableFollower(path: path).absence == ["there is no file \(path); \(folder.path) holds log.csv"])
        let deep = "\(folder.path)/no/folder/r.csv"
        #expect(TableFollower(path: deep).absence == ["there is no file \(deep); \(folder.path) holds log.csv"])
    }
}
