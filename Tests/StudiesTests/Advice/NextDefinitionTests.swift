import Analysis
import Definitions
import Expressions
import JSON
import Search
import Storage
import Testing

@testable import Studies

@Suite("The next definition")
struct NextDefinitionTests {
    private static let text = """
        {
          name: "old", // what it is called
          objective: { minimize: "val_loss" },
          train: { command: ["train", "{lr}"], epochs: 10 },
          fixed: { batch: 32 },
          space: {
            lr: { float: [1e-3, 1e-1], log: true }, // the rate
            optimizer: { choice: ["adam", "sgd"] },
            momentum: { float: [0, 0.9], when: "optimizer == 'sgd'" },
            sizes: { choice: [[8, 8], [16], null] },
          },
          pruner: { median: { warmup_epochs: 1 } },
        }
        """

    private func next(
        _ changes: [Change], best: [Trial] = [], text: String = text, why: String = "because `lr` is 0.5"
    ) throws -> NextDefinition {
        try NextDefinition(
            from: try StudyDefinition.parse(text, file: "old.json5"), named: "new", after: 40, of: "old",
            changes: changes.map { ($0, why) }, best: best
        ) { text throws(DefinitionErrors) in try StudyDefinition.parse(text, file: "new.json5", workloads: []) }
    }

    private func read(_ next: NextDefinition) throws -> StudyDefinition {
        try StudyDefinition.parse(next.text, file: "new.json5", workloads: [])
    }

    @Test("keeps the text with its comments, under another name and seed")
    func nothing() throws {
        let next = try next([])
        let definition = try read(next)
        #expect(definition.name == "new" && definition.seed == 1)
        for comment in ["// what it is called", "// the rate", "// After old, from whose 40 trials it was derived."] {
            #expect(next.text.contains(comment))
        }
        #expect(next.edits.isEmpty && next.omissions.isEmpty && next.start.isEmpty)
    }

    @Test("has each change with a comment above it that says why")
    func changes() throws {
        let next = try next([
            .widen(parameter: "lr", to: .float(low: 1e-4, high: 1e-1, log: true)),
            .narrow(parameter: "sizes", to: .choice([.string("[16]"), .string("null")])),
            .prunerWarmup(epochs: 4), .epochs(15),
        ])
        let definition = try read(next)
        #expect(next.edits.map(\.path) == ["space.lr", "space.sizes", "pruner.median.warmup_epochs", "train.epochs"])
        let json = try JSONValue(parsing: next.text, syntax: .json5)
        #expect(json["space"]?["lr"] == ["float": [0.0001, 0.1], "log": true])
        #expect(json["space"]?["sizes"] == ["choice": [[16], .null]])
        #expect((definition.pruner.algorithm as? MedianPruner)?.warmupEpochs == 4)
        #expect(definition.training.epochs == 15)
        #expect(next.text.components("because lr is 0.5") == 4)
    }

    @Test("fixes a parameter, and what depends on it still reads it")
    func fixed() throws {
        let next = try next([.fix(parameter: "optimizer", at: .string("sgd"))])
        let definition = try read(next)
        #expect(definition.fixed["optimizer"] == .string("sgd") && definition.fixed["batch"] == .int(32))
        #expect(definition.space.parameters.map(\.name) == ["lr", "momentum", "sizes"])
        #expect(next.text.contains(#"// optimizer is fixed, it was { choice: ["adam", "sgd"] }"#), "\(next.text)")
    }

    @Test("says the warm-up of a pruner that the text does not name, and leaves out what a pruner does not have")
    func pruners() throws {
        let silent = Self.text.replacing("  pruner: { median: { warmup_epochs: 1 } },\n", with: "")
        let named = try next([.prunerWarmup(epochs: 4)], text: silent)
        #expect((try read(named).pruner.algorithm as? MedianPruner)?.warmupEpochs == 4)
        let patience = Self.text.replacing("median: { warmup_epochs: 1 }", with: "patience: {}")
        let without = try next([.prunerWarmup(epochs: 4)], text: patience)
        #expect(without.edits.isEmpty && without.omissions.map(\.change) == [.prunerWarmup(epochs: 4)])
        #expect(try read(without).pruner.name == "patience")
    }

    @Test("leaves a change out by which the definition would be wrong, and makes the others")
    func wrong() throws {
        let next = try next([
            .widen(parameter: "lr", to: .float(low: -1, high: 1, log: true)), .fix(parameter: "lr", at: .float(0.01)),
            .epochs(12), .moreTrials(5), .confirm(trials: [1], times: 3),
        ])
        #expect(next.edits.map(\.path) == ["train.epochs"])
        #expect(next.omissions.count == 2)
        #expect(try read(next).space.index(of: "lr") != nil)
    }

    @Test("starts with the best configurations that lie in the new space, without what is fixed, each once")
    func start() throws {
        func trial(_ number: Int, _ lr: Double, _ optimizer: String, momentum: Double? = nil) -> Trial {
            var sampled: [String: Value] = [
                "lr": .float(lr), "optimizer": .string(optimizer), "sizes": .string("[8,8]"),
            ]
            sampled["momentum"] = momentum.map { .float($0) }
            return Trial.completed(number, [Double(number)], sampled: sampled)
        }
        let best = [
            trial(3, 0.01, "sgd", momentum: 0.5), trial(4, 0.02, "adam"), trial(5, 0.01, "sgd", momentum: 0.5),
            trial(6, 0.05, "sgd", momentum: 0.1),
        ]
        // adam has no momentum, which sgd asks for.
        let next = try next([.fix(parameter: "optimizer", at: .string("sgd"))], best: best)
        #expect(next.start == [3, 6])
        #expect(
            try JSONValue(parsing: next.text, syntax: .json5)["start"]?.arrayValue?.first
                == ["lr": 0.01, "momentum": 0.5, "sizes": [8, 8]])
        #expect(next.text.contains("// Trial 6: 6.0."))
        let narrowed = try self.next(
            [.narrow(parameter: "lr", to: .float(low: 0.015, high: 0.1, log: true))], best: best)
        #expect(narrowed.start == [4, 6])
    }

    @Test("has none of what was tried first before, which may be outside by now")
    func formerStart() throws {
        let former = Self.text.replacing(
            "  pruner:", with: "  start: [{ lr: 0.01, optimizer: \"adam\", sizes: null }],\n  pruner:")
        let next = try next([.fix(parameter: "optimizer", at: .string("sgd"))], text: former)
        #expect(next.edits.count == 1 && next.omissions.isEmpty)
        #expect(try read(next).start.isEmpty && !next.text.contains("start:"))
    }

    @Test("stays one text whatever is said of a change")
    func hostile() throws {
        let why = "*/ } \n \u{2028} // \" ' \u{202E} 🙂 <script> {{"
        let changes: [Change] = [
            .epochs(12), .fix(parameter: "sizes", at: .string("[16]")), .prunerWarmup(epochs: 2),
            .narrow(parameter: "optimizer", to: .choice([.string("sgd"), .string("adam")])),
        ]
        let next = try next(
            changes, text: Self.text.replacing("\n", with: " ").replacing(/\/\/ [a-z ]*?(?=  )/, with: ""), why: why)
        #expect(next.edits.count == 4)
        #expect(try read(next).training.epochs == 12)
        #expect(try read(self.next(changes, why: why)).fixed["sizes"] == .string("[16]"))
    }

    @Test(
        "is called by the next number",
        arguments: [
            ("face", "face-2"), ("face-2", "face-3"), ("face-9", "face-10"), ("face-transformer", "face-transformer-2"),
            ("v-1.5", "v-1.5-2"), ("a-0", "a-0-2"), ("a-007", "a-007-2"),
        ])
    func names(name: String, next: String) {
        #expect(NextDefinition.name(after: name) == next)
    }

    @Test("has a name that is not too long")
    func longName() {
        #expect(NextDefinition.name(after: String(repeating: "a", count: 100)).utf8.count == 100)
    }
}

extension String {
    /// How often `part` occurs.
    fileprivate func components(_ part: String) -> Int { ranges(of: part).count }
}
