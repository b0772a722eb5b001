import Foundation
import TestSupport
import Testing

/// The commands of the pages that stand by themselves, run as people would type them; `ReadmeTests` has the others.
@Suite("The pages' commands")
struct PageCommandsTests {
    private static let tutorial = PageWalk(
        pages: [PageWalk.article("Tutorial")],
        shorter: [
            ("epochs: 30", "epochs: 4"), ("--trials 40", "--trials 8"), ("[4, 64]", "[4, 8]"),
            ("width: 16", "width: 6"),
            ("--top 3 --seeds 3", "--top 2 --seeds 2"), ("--epochs 60", "--epochs 2"),
            ("warmup_epochs: 5", "warmup_epochs: 1"),
            ("trial log 34", "trial log 0"),
        ],
        comparesWords: true,
        shortenedOutput: [
            "hpo study confirm --top 3 --seeds 3 --jobs 2", "hpo study suggest", "hpo study verify",
            "hpo trial list --best-first --limit 3",
        ],
        needs: ["python3"], variables: torch)

    /// The README's study, and what the queries of the pages look for in one.
    private static let descent = [
        "hpo study create descent", "hpo study run descent --trials 12", "hpo study confirm --top 2 --seeds 2",
        "hpo trial tag 0 good",
    ]
    private static let schema = PageWalk(
        pages: [PageWalk.article("Schema")], needs: ["python3"], beforehand: (["README.md"], descent))

    private static let others = ["WandB", "RayTune", "Hydra"].map { name in
        PageWalk(
            pages: [PageWalk.article(name)], shorter: [("num_samples=50", "num_samples=4")], comparesWords: true,
            needs: ["python3"], variables: name == "Hydra" ? standIns("hydra") : [:])
    }

    private static let torch = standIns("torch")

    /// Where a package is not there, a few lines of Python in its name take its place: the page's script runs as it stands, and
    /// what it prints is of the same kind.
    private static func standIns(_ package: String) -> [String: String] {
        if (try? Sandbox().shell("python3 -c 'import \(package)' 2>/dev/null").status) == 0 { return [:] }
        print("\(package) is not there: the pages' scripts run with Tests/Support/StandIns/\(package).py")
        return ["PYTHONPATH": "\(Repository.root)/Tests/Support/StandIns"]
    }

    @Test("are run in order, each ending well, and print what is on the page", arguments: [tutorial, schema] + others)
    func commands(walk: PageWalk) throws {
        guard walk.canRun else { return }
        let sandbox = try Sandbox(walk.variables)
        let run = try walk.run(in: sandbox)
        #expect(!run.isEmpty)
        #expect(try sandbox.query("SELECT DISTINCT state FROM trials WHERE state IN ('failed', 'running')") == [])
    }

    @Test("the scripts of other tools' pages are Python, where the tools are not there to run them", arguments: others)
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
