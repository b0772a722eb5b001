import Foundation
import JSON
import Testing

@Suite("hpo man")
struct ManualPagesTests {
    @Test("writes a page for every command that the help knows")
    func pages() throws {
        let sandbox = try Sandbox()
        let help = ProgramHelp()
        var (open, names) = ([["hpo"]], Set<String>())
        while let words = open.popLast() {
            names.insert(words.joined(separator: "-") + ".1")
            open += try help.entry(words).subcommands.map { words + [$0] }
        }
        let answer = try sandbox.json("man pages")
        let files = try FileManager.default.contentsOfDirectory(atPath: "\(sandbox.path)/pages")
        #expect(Set(files) == names && files.count > 40)
        #expect(answer["files"]?.arrayValue?.count == files.count)
        let run = try sandbox.read("pages/hpo-study-run.1")
        #expect(run.contains("\n.B \"\\-n, \\-\\-trials N\"\n"))
    }

    @Test(
        "groff has nothing to complain of in them, and finds every option in what it prints",
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/groff")))
    func groff() throws {
        let sandbox = try Sandbox()
        try sandbox.output("man pages")
        let checked = try sandbox.shell("for f in pages/*; do groff -man -ww -Tutf8 -z $f || exit 1; done")
        #expect(checked.status == 0 && checked.errors.isEmpty, "\(checked.errors)")
        let text = try sandbox.shell("groff -man -Tascii -P-c -P-b -P-u pages/hpo-study-run.1").output
        #expect(text.contains("hpo study run --trials 50") && text.contains("--trials N"))
    }
}
