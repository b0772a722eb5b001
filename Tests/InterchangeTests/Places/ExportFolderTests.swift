import Foundation
import Interchange
import TestSupport
import Testing

@Suite("Exported folders")
struct ExportFolderTests {
    private func export(to path: String, replacing: Bool = false, _ names: String...) throws(ExportError) {
        let folder = try ExportFolder(at: path, replacing: replacing) { $0.hasSuffix(".hpo") }
        for name in names { try folder.write(Array("text".utf8), to: name) }
        try folder.commit()
    }

    private func refusal(_ body: () throws(ExportError) -> Void) -> ExportError? {
        do throws(ExportError) { try body() } catch { return error }
        return nil
    }

    private func files(_ path: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: path).sorted()
    }

    @Test("a folder is there whole once it is committed, and nothing is left of one that is not")
    func committed() throws {
        let temporary = try TemporaryFolder()
        let path = temporary.path + "/logs"
        do {
            let folder = try ExportFolder(at: path, replacing: false) { _ in true }
            try folder.write([1], to: "a/b.hpo")
        }
        #expect(try files(temporary.path) == [])
        try export(to: path + "/", "a/b.hpo", "c.hpo")
        #expect(try files(temporary.path) == ["logs", "logs/a", "logs/a/b.hpo", "logs/c.hpo"])
    }

    @Test("an earlier export is replaced where that is wished, and one with other files never")
    func replaced() throws {
        let temporary = try TemporaryFolder()
        let path = temporary.path + "/logs"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try export(to: path, "old/a.hpo")
        #expect(refusal { () throws(ExportError) in try export(to: path, "b.hpo") } == .exists(path: path))
        try export(to: path, replacing: true, "new/b.hpo")
        #expect(try files(temporary.path) == ["logs", "logs/new", "logs/new/b.hpo"])
        try "mine".write(toFile: path + "/new/notes.txt", atomically: true, encoding: .utf8)
        #expect(
            refusal { () throws(ExportError) in try export(to: path, replacing: true, "c.hpo") }
                == .otherFiles(folder: path, example: "new/notes.txt"))
        #expect(try files(path) == ["new", "new/b.hpo", "new/notes.txt"])
    }

    @Test("a folder that is missing above, and a file in its place, are told as such")
    func refused() throws {
        let base = try TemporaryFolder()
        let path = base.path
        try "".write(toFile: path + "/file", atomically: true, encoding: .utf8)
        #expect(
            refusal { () throws(ExportError) in try export(to: path + "/no/logs") }
                == .missingFolder(path + "/no", path: path + "/no/logs"))
        #expect(
            refusal { () throws(ExportError) in try export(to: path + "/file", replacing: true) }
                == .unwritable(path: path + "/file", why: "it is no folder"))
        #expect(try files(path) == ["file"])
    }
}
