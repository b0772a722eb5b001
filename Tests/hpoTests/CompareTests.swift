import JSON
import Testing

@Suite("Looking at trials in a terminal")
struct CompareTests {
    private func sandbox() throws -> Sandbox {
        let sandbox = try SmallStudy.sandbox()
        try sandbox.output("study create small")
        try sandbox.output("study enqueue --params", ["x=2,rate=0.01,kind=plain"])
        try sandbox.output("study enqueue --params", ["x=5,rate=0.01,kind=plain"])
        try sandbox.output("study run --trials 2")
        return sandbox
    }

    @Test("a comparison shows what differs, and nothing else")
    func compare() throws {
        let sandbox = try sandbox()
        let json = try sandbox.json("trial compare 0 1")
        #expect(json["params"] == ["twice": [4, 10], "x": [2, 5]])
        #expect(json["metrics"] == ["loss": [24.0, 45.0]])
        #expect(json["epochs"] == [3, 3] && json["trials"] == [0, 1])
        let text = try sandbox.output("trial compare 1 0")
        #expect(text.contains("trial 1") && !text.contains("rate") && !text.contains("other"))
        #expect(try sandbox.hpo("trial compare 0").status == 2)
        #expect(try sandbox.hpo("trial compare 0 0").status == 2)
        #expect(try sandbox.hpo("trial compare 0 9").errors.contains("there is no trial 9"))
    }

    @Test("a list has pictures of the curves where they are wanted, and watching looks once where there is no terminal")
    func pictures() throws {
        let sandbox = try sandbox()
        #expect(try sandbox.output("trial list --curves").contains("█"))
        #expect(try !sandbox.output("trial list").contains("█"))
        let seen = try sandbox.output("watch")
        #expect(seen.contains("small") && seen.contains("best loss") && seen.contains("Nothing runs."))
        #expect(try sandbox.json("watch")["completed"] == 2)
    }
}
