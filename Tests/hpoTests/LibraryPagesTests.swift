import Foundation
import Testing

/// The Swift of the pages is that of a package which `.ci/library` builds and runs.
@Suite("The pages' Swift")
struct LibraryPagesTests {
    @Test(
        "is a program of the package that depends on the library by a version",
        arguments: [("README.md", "search"), (PageWalk.article("Library"), "guide")])
    func programs(page: String, program: String) throws {
        let blocks = try Page(page).blocks.filter { $0.language == "swift" }
        let file = Page.root.appendingPathComponent("Tests/Support/library-package/Sources/\(program)/main.swift")
        let lines = blocks.map { $0.lines.joined(separator: "\n") + "\n" }.joined(separator: "\n")
        #expect(try !blocks.isEmpty && lines == String(contentsOf: file, encoding: .utf8))
    }
}
