import Arguments
import Definitions
import Foundation
import JSON
import Search
import System

/// What searches find for the epochs that they train, on problems that have every epoch.
enum CurvesBench {
    private static let pruner = Option(
        "pruner", .string, placeholder: "'{ NAME: {} }'", repeats: true,
        help: "As in a study's definition; may be repeated (none, auto, median, asha and hyperband).")
    private static let workers = Option(
        "workers", .integers(in: 1...1_000), placeholder: "N,N", help: "So many trials run at a time (1,8).")
    private static let resume = Option(
        "resume", .name(among: ["yes", "no", "both"]), placeholder: "yes|no|both",
        help: "Whether programs can go on where they were paused (both).")
    private static let through = Option(
        "through", .integer(in: 10...), placeholder: "PERCENT", help: "Stop at this share of the epochs (100).")
    private static let recorded = Flag("recorded", help: "Only the folder's tables, no curves made from seeds.")

    private static let pruners = [
        "{ none: {} }", "{ auto: {} }", "{ median: {} }", "{ asha: {} }", "{ hyperband: {} }",
    ]

    static let command = Command(
        "curves", summary: "What searches find for the epochs that they train, on recorded and on artificial curves.",
        details: [
            """
            A search has as many trials as it likes, until it has trained so many per cent of the epochs of 100 full \
            trainings. Lines hold sampler, pruner, resume, workers, family (of tables; "mean" is over the families), share (10, \
            20, 33, 50, 75, 100), regret (of the best completed trial by then) and its standard_error over the seeds. With \
            --table each table is a family of its own.
            """,
            """
            The families are the folder's tables that have every epoch, and curves made from seeds: crossing (the better, \
            the slower), takeoff (nothing to be seen for long), flat (with noise as large as the differences) and diverging.
            """,
        ],
        inputs: [
            Bench.folder, Bench.sampler, pruner, workers, resume, through, recorded, Bench.table, Bench.seeds,
        ]
    ) { arguments in
        var problems: [any CurveProblem] = try RecordedTable.all(arguments).filter { $0.steps > 1 }
        let isNamed = !arguments.all(Bench.table).isEmpty
        if !arguments[recorded], !isNamed { problems += try SyntheticCurves.all() as [any CurveProblem] }
        let named = arguments.all(pruner)
        let resumes = ["yes": [true], "no": [false]][arguments[resume] ?? "both"] ?? [true, false]
        for (name, sampler) in Bench.samplers(arguments, standard: ["auto", "tpe"]) {
            for text in named.isEmpty ? pruners : named {
                for resumes in resumes {
                    for count in arguments[workers] ?? [1, 8] {
                        let setting = Setting(
                            sampler: name, method: sampler, pruner: text, resumes: resumes, workers: count,
                            through: arguments[through] ?? 100, seeds: arguments[Bench.seeds] ?? 20)
                        try setting.measure(problems) { isNamed ? $0.name : $0.family }
                    }
                }
            }
        }
    }

    /// One combination of what is compared.
    private struct Setting {
        let sampler: String
        let method: any Sampler
        let pruner: String
        let resumes: Bool
        let workers: Int
        let through: Int
        let seeds: Int

        /// Searches all problems, and prints the families' means and the mean over them.
        func measure(_ problems: [any CurveProblem], family: (any CurveProblem) -> String) throws {
            var families: [(name: String, results: [[[Double]]])] = []
            for problem in problems {
                let regrets = try regrets(problem)
                let name = family(problem)
                if let index = families.firstIndex(where: { $0.name == name }) {
                    families[index].results.append(regrets)
                } else {
                    families.append((name, [regrets]))
                }
            }
            let shares = CurveSearch.shares.filter { $0 <= through }
            for (index, share) in shares.enumerated() {
                var all: [Summary] = []
                for (name, results) in families {
                    let summary = Summary(of: results.map { Summary(of: $0.map { $0[index] }) })
                    print(summary, family: name, share: share)
                    all.append(summary)
                }
                print(Summary(of: all), family: "mean", share: share)
            }
        }

        /// For each seed the regret at each share.
        private func regrets(_ problem: any CurveProblem) throws -> [[Double]] {
            let definition = try PrunerBench.definition(pruner: pruner, epochs: problem.steps, resumes: resumes)
            let searches = ParallelWork.results(of: seeds) { seed in
                Result {
                    let pruner = definition.pruner.algorithm
                    var search = CurveSearch(
                        pruner.suggester(method), pruner, on: problem, workers: workers, resumes: resumes,
                        seed: UInt64(seed))
                    return try search.run(through: through)
                }
            }
            return try searches.map { try $0.get() }
        }

        private func print(_ summary: Summary, family: String, share: Int) {
            printLine([
                "sampler": .string(sampler), "pruner": .string(pruner), "resume": .bool(resumes),
                "workers": .int(workers), "family": .string(family), "share": .int(share),
                "regret": rounded(summary.mean, 4), "standard_error": rounded(summary.error, 4),
            ])
        }
    }
}
