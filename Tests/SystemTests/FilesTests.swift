import Foundation
import Testing

@testable import System

@Suite("Files")
struct FilesTests {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hpo-system-\(UUID().uuidString)").path

    init() throws { try Files.makeFolders(folder) }

    @Test("makes the folders above, and one that is there is no error")
    func makesFolders() throws {
        defer { try? Files.removeTree(folder) }
        try Files.makeFolders("\(folder)/a/b/c")
        try Files.makeFolders("\(folder)/a/b/c")
        #expect(Files.isFolder("\(folder)/a/b/c"))
        try Files.replace("\(folder)/file", with: "x")
        let error = #expect(throws: SystemError.self) { try Files.makeFolders("\(folder)/file/below") }
        #expect(error?.subject == "\(folder)/file" || error?.subject == "\(folder)/file/below")
    }

    @Test("a replaced file is the old one or the new one, and leaves nothing beside it")
    func replaces() throws {
        defer { try? Files.removeTree(folder) }
        let path = "\(folder)/file.txt"
        try Files.replace(path, with: "old")
        do {
            var file = try ReplacedFile(at: path)
            try file.append(String(repeating: "new", count: 200_000))
            #expect(try Files.contents(path, limit: 10) == Array("old".utf8))
        }
        #expect(Files.names(in: folder) == ["file.txt"])
        var file = try ReplacedFile(at: path)
        try file.append("new")
        try file.append(bytes: [0x21])
        try file.append([UInt64(7).littleEndian])
        try file.commit()
        #expect(try Files.contents(path, limit: 100) == Array("new!".utf8) + [7, 0, 0, 0, 0, 0, 0, 0])
        #expect(Files.names(in: folder) == ["file.txt"])
    }

    @Test("a file where there is no folder is an error that names it")
    func missingFolder() throws {
        defer { try? Files.removeTree(folder) }
        let path = "\(folder)/nowhere/file"
        let error = #expect(throws: SystemError.self) { try Files.replace(path, with: "x") }
        #expect(error?.subject == path && error?.isMissing == true)
    }

    @Test("tells files, folders, devices and nothing apart")
    func status() throws {
        defer { try? Files.removeTree(folder) }
        try Files.replace("\(folder)/file", with: "12345")
        #expect(Files.status("\(folder)/file") == .regular(size: 5))
        #expect(Files.status(folder) == .folder)
        #expect(Files.status("/dev/null") == .other)
        #expect(Files.status("\(folder)/none") == .missing)
        #expect(Files.status("\(folder)/file/below") == .missing)
    }

    @Test("refuses a folder and what is too long, before it is read whole")
    func limits() throws {
        defer { try? Files.removeTree(folder) }
        #expect(throws: ContentsError.folder(path: folder)) { try Files.contents(folder, limit: 10) }
        try Files.replace("\(folder)/file", with: "12345")
        #expect(try Files.contents("\(folder)/file", limit: 5).count == 5)
        #expect(throws: ContentsError.tooLong(path: "\(folder)/file", limit: 4)) {
            try Files.contents("\(folder)/file", limit: 4)
        }
        #expect(throws: ContentsError.tooLong(path: "/dev/zero", limit: 1000)) {
            try Files.contents("/dev/zero", limit: 1000)
        }
    }

    @Test("removes a tree and not what its links lead to")
    func removesTree() throws {
        defer { try? Files.removeTree(folder) }
        try Files.makeFolders("\(folder)/kept")
        try Files.replace("\(folder)/kept/file", with: "x")
        try Files.makeFolders("\(folder)/tree/below")
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder)/tree/link", withDestinationPath: "\(folder)/kept")
        try Files.removeTree("\(folder)/tree")
        #expect(Files.names(in: folder) == ["kept"])
        #expect(Files.names(in: "\(folder)/kept") == ["file"])
    }

    @Test("moves a folder aside to a name that is free")
    func movesAside() throws {
        defer { try? Files.removeTree(folder) }
        for _ in 0..<2 {
            try Files.makeFolders("\(folder)/trial")
            try Files.moveAside("\(folder)/trial")
        }
        try Files.moveAside("\(folder)/trial")
        #expect(Files.names(in: folder) == ["trial.old-1", "trial.old-2"])
    }

    @Test("names the folder of a path", arguments: [("a/b", "a"), ("/a", "/"), ("a", "."), ("/a/b/c", "/a/b")])
    func folderPart(_ path: String, _ expected: String) {
        #expect(Files.folder(of: path) == expected)
    }
}
