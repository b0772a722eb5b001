import Definitions
import Expressions
import Search
import Testing

@Suite("definitions of a built-in workload")
struct WorkloadDefinitionTests {
    private let workloads = [
        WorkloadDescription(
            name: "face-transformer",
            parameters: [
                "layers": .int, "heads": .int, "d_model": .int, "dropout": .float, "lr": .float, "weight_decay": .float,
                "norm_first": .bool, "schedule": .string(["cosine", "constant"]),
            ], ranges: ["layers": 1...64, "dropout": 0...0.95], metrics: ["train_loss", "val_loss", "val_cosine"])
    ]

    private func problems(_ replacements: [String: String]) -> [String] {
        let base = [
            "train": "{ workload: 'face-transformer' }", "objective": "{ maximize: 'val_cosine' }",
            "fixed": "{ lr: 1e-3 }", "space": "{ layers: { int: [1, 4] } }",
        ]
        return Definitions.problems(replacing: base.merging(replacements) { $1 }.mapValues { $0 }, workloads: workloads)
    }

    @Test(
        "what the workload does not know is told",
        arguments: [
            (
                ["train": "{ workload: 'face-tranformer' }"],
                [
                    "s.json5:4: train.workload: there is no workload \"face-tranformer\" (there are face-transformer); did you mean `face-transformer`?"
                ]
            ),
            (
                ["objective": "{ maximize: 'val_cosin' }"],
                [
                    "s.json5:3: objective.maximize: the workload reports no metric \"val_cosin\" (it reports train_loss, val_loss, val_cosine); did you mean `val_cosine`?"
                ]
            ),
            (
                ["fixed": "{ weigth_decay: 1 }"],
                [
                    "s.json5:5: fixed.weigth_decay: the workload face-transformer has no such parameter; did you mean `weight_decay`?"
                ]
            ),
            (
                ["space": "{ layer: { int: [1, 2] } }"],
                ["s.json5:6: space.layer: the workload face-transformer has no such parameter; did you mean `layers`?"]
            ),
            (
                [
                    "fixed": "{ layers: 2.5 }",
                    "space":
                        "{ heads: { choice: [2, 'four'] }, dropout: { choice: [0, 0.5] }, d_model: { float: [1, 2] } }",
                ],
                [
                    "s.json5:5: fixed.layers: found the number 2.5, expected an integer",
                    "s.json5:6: space.heads: found the value 'four', expected an integer",
                    "s.json5:6: space.d_model: found a range of floats, expected an integer",
                ]
            ),
            (
                ["fixed": "{ schedule: 'cosin', norm_first: 1 }"],
                [
                    "s.json5:5: fixed.schedule: found the string \"cosin\", expected one of \"cosine\", \"constant\"",
                    "s.json5:5: fixed.norm_first: found the number 1, expected true or false",
                ]
            ),
            (
                ["fixed": "{ dropout: 1 }", "space": "{ layers: { int: [0, 4] }, heads: { int: [0, 4] } }"],
                [
                    "s.json5:5: fixed.dropout: found the number 1, expected a number from 0.0 to 0.95",
                    "s.json5:6: space.layers: found the value 0, expected an integer from 1 to 64",
                ]
            ),
        ] as [([String: String], [String])])
    func tellsMistakes(replacements: [String: String], expected: [String]) {
        #expect(problems(replacements) == expected)
    }

    @Test("integers are floats where the workload takes floats")
    func readsFloats() throws {
        let definition = try Definitions.parse(
            replacing: [
                "train": "{ workload: 'face-transformer' }", "objective": "{ maximize: 'val_cosine' }",
                "fixed": "{ weight_decay: 0, layers: 2 }", "space": "{ dropout: { choice: [0, 0.5] } }",
                "start": "[{ dropout: 0 }]",
            ], workloads: workloads)
        #expect(definition.fixed == ["weight_decay": .float(0), "layers": .int(2)])
        #expect(definition.start.first?["dropout"] == .float(0))
    }
}
