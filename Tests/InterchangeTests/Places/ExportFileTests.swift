import Foundation
import Interchange
import TestSupport
import Testing

@Suite("Exported files")
struct ExportFileTests {
    @Test("a file is there whole once it is committed, and nothing is left of one that is not")
    func committed() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/a.csv"
        do {
            let file = try ExportFile(at: path, replacing: false)
            try file.write("half")
            #expect(!FileManager.default.fileExists(atPath: path))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
        let file = try ExportFile(at: path, replacing: false)
        try file.write("whole")
        try file.commit()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.csv"])
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "whole")
    }

    @Test("a file that came in the meantime is left as it is")
    func meanwhile() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/a.csv"
        let file = try ExportFile(at: path, replacing: false)
        try file.write("ours")
        try "theirs".write(toFile: path, atomically: true, encoding: .utf8)
        do throws(ExportError) { try file.commit() } catch { #expect(error == .exists(path: path)) }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "theirs")
    }

    @Test("a folder that is missing, a folder in its place and a file in use are told as such")
    func refused() throws {
        let folder = try TemporaryFolder()
        let base = folder.path
        try "".write(toFile: base + "/used.db", atomically: true, encoding: .utf8)
        try "".write(toFile: base + "/used.db-wal", atomically: true, encoding: .utf8)
        #expect(refusal(of: base + "/no/a.db") == .missingFolder(base + "/no", path: base + "/no/a.db"))
        #expect(refusal(of: base) == .unwritable(path: base, why: "it is a folder"))
        #expect(
            refusal(of: base + "/used.db/a")
                == .unwritable(path: base + "/used.db/a", why: "\(base)/used.db is no folder"))
        #expect(
            refusal(of: base + "/used.db")
                == .unwritable(
                    path: base + "/used.db", why: "\(base)/used.db-wal lies beside it: a program uses it"))
    }

    private func refusal(of path: String) -> ExportError? {
        do throws(ExportError) {
            let file = try ExportFile(at: path, replacing: true)
            try file.write("")
            return nil
        } catch {
            return error
        }
    }
}
