import Foundation
import Testing

/// The commands of the pages that stand by themselves, run as people would type them; `ReadmeTests` has the others.
@Suite("The pages' commands")
struct PageCommandsTests {
    @Test("are run in order, each ending well, and print what is on the page", arguments: PageWalk.all)
    func commands(walk: PageWalk) throws {
        guard walk.canRun else { return }
        let sandbox = try Sandbox(walk.variables)
        let run = try walk.run(in: sandbox)
        #expect(!run.isEmpty)
        #expect(try sandbox.query("SELECT DISTINCT state FROM trials WHERE state IN ('failed', 'running')") == [])
    }

    @Test("are all of them run, or say why they are not")
    func every() throws {
        let walked = Set(PageWalk.all.flatMap(\.pages) + ReadmeTests.walk.pages)
        for page in Page.all where !walked.contains(page.path) {
            let unmarked = page.blocks.filter { $0.mark?.name != "not run" && $0.language != "sh" }
            let commands = unmarked.flatMap(\.commands).map(\.line).filter { $0.hasPrefix("hpo ") }
            #expect(commands == [], "\(page.path) is in no walk: add it to PageWalk.all")
        }
    }

    @Test(
        "the scripts of other tools' pages are Python, where the tools are not there to run them",
        arguments: PageWalk.others)
    func before(walk: PageWalk) throws {
        guard walk.canRun else { return }
        let sandbox = try Sandbox()
        for block in try Page(walk.pages[0]).blocks where block.language == "python" {
            try sandbox.write(block.lines.joined(separator: "\n") + "\n", to: "script.py")
            let answer = try sandbox.shell("python3 -m py_compile script.py")
            #expect(answer.status == 0, "\(walk): \(answer.errors)")
        }
    }

    @Test("the first study's script is what its changes make of it")
    func changes() throws {
        let blocks = try Page(PageWalk.article("Tutorial")).blocks
        let before = try #require(blocks.first { $0.language == "python" }).lines
        let after = try #require(blocks.last { $0.language == "python" }).lines
        let changes = try #require(blocks.first { $0.language == "diff" }).lines
        for line in changes where line.hasPrefix("+") { #expect(after.contains(String(line.dropFirst())), "\(line)") }
        let added = Set(changes.filter { $0.hasPrefix("+") }.map { String($0.dropFirst()) })
        let removed = Set(changes.filter { $0.hasPrefix("-") }.map { String($0.dropFirst()) })
        #expect(removed.isDisjoint(with: after) && removed.count == 3)
        let loop = try #require(after.firstIndex { $0.hasPrefix("for epoch") })
        #expect(
            after[loop...].filter { !added.contains($0) } == before.filter { !removed.contains($0) && !$0.isEmpty })
    }
}
