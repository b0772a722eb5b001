import Foundation
import Testing

/// The commands of the README and of the pages that go on from it, run as they stand and in the order in which they stand.
@Suite("The README's commands")
struct ReadmeTests {
    static let walk = PageWalk(
        pages: ["README.md"] + ["Programs", "Studies", "Pruners", "Engine"].map(PageWalk.article),
        shorter: [
            ("epochs: 20", "epochs: 3"),
            ("20 epochs", "3 epochs"),
            ("--trials 50", "--trials 3"),
            ("--trials 40", "--trials 6"),
            ("--trials 20", "--trials 3"),
            ("--top 3 --seeds 3", "--top 2 --seeds 2"),
            ("--epochs 5", "--epochs 2"),
            ("trial show 35", "trial show 0"),
            ("trial log 35", "trial log 0"),
            ("--trial 7", "--trial 2"),
            ("descent 50", "descent 3"),
        ],
        verbatim: ["hpo study create", "hpo tell descent 50 --epoch 1 --metric val_loss=3.2"], runsOnlyHpo: true)

    @Test("are run in order, each ending well", .timeLimit(.minutes(5)))
    func commands() throws {
        let sandbox = try Sandbox()
        let study = "studies/face-transformer.json5"
        try sandbox.write(
            Self.walk.shortened(try String(contentsOf: Page.root.appendingPathComponent(study), encoding: .utf8)),
            to: study)
        #expect(try Self.walk.run(in: sandbox).count > 20)
        #expect(try sandbox.query("SELECT DISTINCT state FROM trials WHERE state IN ('failed', 'running')") == [])
    }

    @Test("the Python program has ten lines")
    func program() throws {
        let block = try #require(try Page("README.md").blocks.first { $0.language == "python" })
        #expect(block.lines.count <= 10)
    }
}
