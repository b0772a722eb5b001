import Arguments
import Search

/// The benchmarks, and what several of them take.
enum Bench {
    static let version = "0.1.0"

    static let root: Command = Command(
        "hpo-bench",
        summary: "Benchmarks of the engine, the samplers, the pruners, the records and what people look at.",
        details: ["Each prints JSON lines, one a result, as soon as it is there."],
        examples: [
            Example("hpo-bench engine --torch python3", "training steps beside PyTorch's"),
            Example("hpo-bench search ../shared/tables --sampler auto --sampler tpe", "two samplers on all tables"),
        ],
        subcommands: [
            EngineBench.command, LearnBench.command, SearchBench.command, PrunerBench.command, CurvesBench.command,
            FrontBench.command,
            AskBench.command, RecordBench.command, LookBench.command, CheckpointBench.command, SimulateBench.command,
        ])

    static let folder = Argument("FOLDER", .file, help: "The recorded trainings (../shared/tables).")
    static let table = Option(
        "table", .string, placeholder: "NAME", repeats: true, help: "One of the folder's tables; may be repeated (all)."
    )
    static let seeds = Option(
        "seeds", .integer(in: 1...), placeholder: "N", help: "How often each is repeated, with other seeds (20).")
    static let sampler = Option(
        "sampler", .name(among: samplers.keys.sorted()), placeholder: "NAME", repeats: true,
        help: "A sampler; may be repeated (all).")

    static let samplers: [String: any Sampler] = [
        "auto": AutoSampler(), "cmaes": CMAESSampler(), "gp": GPSampler(), "nsga2": NSGA2Sampler(),
        "random": RandomSampler(), "sobol": SobolSampler(), "tpe": TPESampler(),
    ]

    /// The samplers that `arguments` name, or else `standard`, or else all.
    static func samplers(
        _ arguments: ParsedArguments, standard: [String] = []
    ) -> [(name: String, sampler: any Sampler)] {
        let named = arguments.all(sampler)
        let names = named.isEmpty ? standard : named
        return (names.isEmpty ? samplers.keys.sorted() : names).compactMap { name in
            samplers[name].map { (name, $0) }
        }
    }
}

extension ValueKind where Value == String {
    /// One of `names`.
    static func name(among names: [String]) -> ValueKind {
        ValueKind(completion: .words(names)) { word throws(InvalidValue) in
            guard names.contains(word) else { throw InvalidValue(expected: "one of \(names.joined(separator: ", "))") }
            return word
        }
    }
}

extension ValueKind where Value == [Int] {
    /// Numbers with commas between them.
    static func integers(in range: ClosedRange<Int>) -> ValueKind {
        ValueKind { word throws(InvalidValue) in
            let parts = word.split(separator: ",", omittingEmptySubsequences: false)
            let numbers = parts.compactMap { Int($0) }.filter { range.contains($0) }
            guard numbers.count == parts.count else {
                throw InvalidValue(
                    expected: "whole numbers from \(range.lowerBound) to \(range.upperBound), with commas between them")
            }
            return numbers
        }
    }
}

extension ValueKind where Value == Double {
    /// A number in `range`; `words` say so.
    static func number(_ words: String, where isValid: @escaping @Sendable (Double) -> Bool) -> ValueKind {
        ValueKind { word throws(InvalidValue) in
            guard let number = Double(word), isValid(number) else { throw InvalidValue(expected: words) }
            return number
        }
    }
}
