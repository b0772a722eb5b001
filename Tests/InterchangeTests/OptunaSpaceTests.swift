import Expressions
import JSON
import Search
import Testing

@testable import Interchange

@Suite("The space of a study of Optuna's")
struct OptunaSpaceTests {
    private func trial(
        _ number: Int, _ parameters: [(String, Double, OptunaDistribution)], _ state: OptunaTrial.State = .complete
    ) -> OptunaTrial {
        var trial = OptunaTrial(number: number, state: state)
        trial.parameters = parameters.map { .init(name: $0.0, stored: $0.1, distribution: $0.2) }
        return trial
    }

    private static let optimizer = OptunaDistribution.categorical(["adam", "sgd"])
    private static let unit = OptunaDistribution.float(low: 0, high: 1, step: nil, log: false)

    @Test("a parameter that is there with one choice of another is there when that is chosen")
    func conditionOnChoice() {
        let space = OptunaSpace([
            trial(0, [("optimizer", 0, Self.optimizer)]),
            trial(1, [("optimizer", 1, Self.optimizer), ("momentum", 0.5, Self.unit)]),
            // One that failed before it had all says nothing.
            trial(2, [("optimizer", 1, Self.optimizer)], .failed),
        ])
        #expect(space["momentum"]?.condition == "optimizer == 'sgd'")
        #expect(space["optimizer"]?.condition == nil)
    }

    @Test("a parameter of each layer is there from that many layers on")
    func conditionOnCount() {
        let count = OptunaDistribution.int(low: 1, high: 3, step: 1, log: false)
        let trials = (1...3).map { layers in
            trial(
                layers - 1, [("layers", Double(layers), count)] + (0..<layers).map { ("units_\($0)", 0.5, Self.unit) })
        }
        let space = OptunaSpace(trials)
        #expect(space["units_0"]?.condition == nil)
        #expect(space["units_1"]?.condition == "layers >= 2")
        #expect(space["units_2"]?.condition == "layers >= 3")
    }

    @Test("where nothing shows when a parameter is there, that is said")
    func noCondition() {
        let space = OptunaSpace([
            trial(0, [("x", 0.5, Self.unit)]), trial(1, [("x", 0.5, Self.unit), ("y", 0.5, Self.unit)]),
        ])
        #expect(space["y"]?.condition == nil)
        #expect(space.notes == ["y is not in 1 of 2 trials, and nothing shows when: here every new one has it"])
    }

    @Test(
        "ranges that differ from trial to trial are one that holds them all",
        arguments: [
            (
                OptunaDistribution.float(low: 0, high: 1, step: 0.5, log: false),
                OptunaDistribution.float(low: 1, high: 2, step: 0.5, log: false),
                OptunaDistribution.float(low: 0, high: 2, step: 0.5, log: false)
            ),
            (
                .float(low: 0, high: 1, step: 0.5, log: false), .float(low: 0.25, high: 2, step: 0.5, log: false),
                .float(low: 0, high: 2, step: nil, log: false)
            ),
            (
                .int(low: 1, high: 9, step: 2, log: false), .int(low: 2, high: 10, step: 2, log: false),
                .int(low: 1, high: 10, step: 1, log: false)
            ),
            (
                .float(low: 1e-3, high: 1, step: nil, log: true), .float(low: 0, high: 1, step: nil, log: false),
                .float(low: 0, high: 1, step: nil, log: false)
            ),
        ])
    func union(first: OptunaDistribution, second: OptunaDistribution, both: OptunaDistribution) {
        #expect(first.union(second) == both)
        #expect(second.union(first) == both)
    }

    @Test("values of another kind than a parameter's first are left out, and that is said")
    func kinds() {
        let other = OptunaDistribution.categorical(["a", "b"])
        let space = OptunaSpace([trial(0, [("x", 0.5, Self.unit)]), trial(1, [("x", 1, other)])])
        #expect(space.configuration(of: trial(1, [("x", 1, other)])) == Configuration())
        #expect(space.configuration(of: trial(0, [("x", 0.5, Self.unit)])) == Configuration(["x": .float(0.5)]))
        #expect(space.notes.contains { $0.hasPrefix("x was of several kinds") })
    }

    @Test("choices keep their kinds; what would be the same here is a text, and that is said")
    func choices() {
        let mixed = OptunaDistribution.categorical([nil, true, 1, 1.5, "1", 1.0, .double(.nan), [1, 2]])
        let space = OptunaSpace([trial(0, [("k", 0, mixed)])])
        #expect(space["k"]?.choices == [nil, true, 1, 1.5, "1", "1.0", "nan", [1, 2]])
        let values = (0..<8).map { space.configuration(of: trial(0, [("k", Double($0), mixed)]))["k"] }
        #expect(
            values == [
                .string("null"), .bool(true), .int(1), .float(1.5), .string("1"), .string("1.0"), .string("nan"),
                .string("[1,2]"),
            ])
        #expect(space.notes.count == 2)
    }

    @Test("a name that is none here is another, and those that are keep theirs")
    func names() {
        let names = ["n layers", "n_layers", "LR", "lr", "1x", "and", "été"]
        let space = OptunaSpace([trial(0, names.map { ($0, 0.5, Self.unit) })])
        #expect(names.map { space[$0]?.name } == ["n_layers_2", "n_layers", "LR", "lr_2", "p_1x", "p_and", "_t_"])
    }
}
