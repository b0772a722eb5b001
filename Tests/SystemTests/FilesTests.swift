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

    @Test("a link stays one, and what it names is replaced, whether that is there yet or not")
    func links() throws {
        defer { try? Files.removeTree(folder) }
        try Files.makeFolders("\(folder)/below")
        for (link, target) in [("there", "below/file"), ("absent", "below/new"), ("twice", "absent")] {
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder)/\(link)", withDestinationPath: link == "there" ? "\(folder)/\(target)" : target)
        }
        try Files.replace("\(folder)/below/file", with: "old")
        try Files.replace("\(folder)/there", with: "new")
        #expect(Files.link("\(folder)/there") == "\(folder)/below/file")
        #expect(try Files.contents("\(folder)/below/file", limit: 10) == Array("new".utf8))
        try Files.replace("\(folder)/twice", with: "fresh")
        #expect(Files.link("\(folder)/twice") == "absent" && Files.link("\(folder)/absent") == "below/new")
        #expect(try Files.contents("\(folder)/below/new", limit: 10) == Array("fresh".utf8))
        #expect(Files.names(in: "\(folder)/below") == ["file", "new"])
    }

    @Test("a pipe and a device are written through, and stay what they are")
    func special() throws {
        defer { try? Files.removeTree(folder) }
        let path = "\(folder)/pipe"
        try #require(mkfifo(path, 0o600) == 0)
        let reader = try Descriptor(reading: path)
        try Files.replace(path, with: "through")
        #expect(try reader.receive(upTo: 100).map { String(decoding: $0, as: UTF8.self) } == "through")
        #expect(Files.status(path) == .other)
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder)/nothing", withDestinationPath: "/dev/null")
        try Files.replace("\(folder)/nothing", with: "x")
        #expect(Files.status("/dev/null") == .other && Files.link("\(folder)/nothing") == "/dev/null")
        #expect(Files.names(in: folder) == ["nothing", "pipe"])
    }

    @Test("paths are taken apart by their bytes")
    func bytes() {
        #expect(Files.isAbsolute("/\u{301}a"))
        #expect(Files.resolve("/\u{301}a", in: "/b") == "/\u{301}a")
        #expect(Files.folder(of: "/a/\u{301}b") == "/a")
        #expect(Files.relative("/a/\u{301}b", to: "/a") == "\u{301}b")
        #expect(Files.relative("/a", to: "/a") == ".")
        #expect(Files.relative("/ab", to: "/a") == nil)
        #expect(Files.relative("/ab", to: "/") == "ab")
    }

    @Test("a folder goes with names in it that are no UTF-8")
    func undecoded() throws {
        let name = Array("\(folder)/x".utf8CString.dropLast()) + [-1, 0]
        close(open(name, O_CREAT | O_WRONLY, 0o600))
        #expect(Files.names(in: folder).isEmpty)
        try Files.removeTree(folder)
        #expect(!Files.exists(folder))
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
