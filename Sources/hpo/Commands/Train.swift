import Arguments
import JSON
import Studies
import Words
import Workloads

extension Tool {
    private static let names = WorkloadCatalog.all.map(\.name)
    private static let workload = Argument(
        "WORKLOAD", .string(completion: .words(names)),
        help: "What to train; not needed where the configuration says it.")
    private static let config = Option(
        "config", short: "c", .file, placeholder: "FILE",
        help: "A configuration as study export writes it; otherwise HPO_CONFIG's.")
    private static let set = Option(
        "set", short: "s", .setting, placeholder: "NAME=VALUE", repeats: true,
        help: "One parameter, in place of the configuration's; may be repeated.")
    private static let data = Option(
        "data", .file, placeholder: "FILE", help: "A .safetensors or .npz file, or synthetic.")
    private static let epochs = Option("epochs", .integer(in: 1...), placeholder: "N", help: "How many epochs.")
    private static let seed = Option(
        "seed", .integer(in: 0...), placeholder: "N", help: "What all chance follows from.")
    private static let directory = Option(
        "directory", short: "d", .file, placeholder: "DIR",
        help: "Keep checkpoint and best weights here; otherwise HPO_TRIAL_DIR.")
    private static let initialWeights = Option(
        "init", .file, placeholder: "FILE",
        help: "Start from these weights, by their names; what does not fit is left fresh, and said.")
    private static let resume = Flag("resume", help: "Go on from the checkpoint in the directory.")
    private static let threads = Option(
        "threads", .integer(in: 1...), placeholder: "N",
        help: "Threads; they change no result. Otherwise HPO_THREADS, or all cores.")
    private static let parameters = Flag("parameters", help: "List the workload's parameters instead of training.")

    static let train: Command = Command(
        "train", summary: "Train a built-in workload once, as a trial does.",
        details: [
            """
            Each epoch is one line of JSON on standard output, {"epoch": 1, "train_loss": …, "val_cosine": …}; where \
            that is a terminal, people get a line to read instead, unless --json is given. With HPO_SYNC=1 a line `continue` or `stop` is read \
            after each.
            """,
            """
            --init takes weights of hpo train, or PyTorch's in a .safetensors file (torchvision's efficientnet_b0 for \
            character); with --set freeze=NAME,… parts of the model keep them.
            """,
            "Workloads: \(WorkloadCatalog.all.map { "\($0.name), \($0.summary)" }.joined(separator: "; ")).",
        ],
        examples: [
            Example("hpo train face-transformer --config best.json", "train an exported configuration"),
            Example("hpo train face-transformer --set lr=3e-4 --epochs 5 --directory run1", "try something by hand"),
            Example(
                "hpo train character --init efficientnet_b0.safetensors --set freeze=features",
                "a new classifier over known features"),
            Example("hpo train face-transformer --parameters", "what can be set"),
        ],
        inputs: [workload, config, set, data, epochs, seed, directory, initialWeights, resume, threads, parameters]
    ) { arguments in
        if arguments[parameters] { return try listParameters(arguments) }
        var request = TrainRequest(workload: arguments[workload])
        request.config = arguments[config]
        request.data = arguments[data]
        request.epochs = arguments[epochs]
        request.seed = arguments[seed].map(UInt64.init)
        request.directory = arguments[directory]
        request.initialWeights = arguments[initialWeights]
        request.resume = arguments[resume]
        request.json = arguments.wantsJSON
        request.threads = arguments[threads]
        request.settings = arguments.all(set).map { ($0.name, $0.value) }
        let status = try NamedModel.run { () throws(WorkloadError) in try TrainProgram.run(request) }
        if status != ExitStatus.success { throw Exit(status: status) }
    }

    private static func listParameters(_ arguments: ParsedArguments) throws {
        let workload = try WorkloadCatalog.workload(named: arguments[workload] ?? names[0])
        guard !arguments.wantsJSON else {
            return try Console.print(
                .array(
                    workload.parameters.map { parameter in
                        [
                            "name": .string(parameter.name), "expected": .string(parameter.expectation),
                            "default": parameter.standard ?? .null, "summary": .string(parameter.summary),
                        ]
                    }))
        }
        var table = Table([.words("parameter"), .words("default"), .words("values"), .words("")])
        for parameter in workload.parameters {
            table.rows.append([
                Table.Cell(parameter.name), Table.Cell(text(of: parameter.standard)), Table.Cell(parameter.expectation),
                Table.Cell(parameter.summary, .dim),
            ])
        }
        try Console.print(table.text)
    }

    private static func text(of standard: JSONValue?) -> String {
        guard let standard else { return "" }
        return standard.stringValue ?? standard.text()
    }
}

/// One `--set NAME=VALUE`.
struct Setting: Sendable {
    let name: String
    let value: String
}

extension ValueKind where Value == Setting {
    static var setting: ValueKind {
        ValueKind { word throws(InvalidValue) in
            guard let (name, value) = word.cutOnce(at: "="), !name.isEmpty else {
                throw InvalidValue(expected: "a parameter and its value, such as lr=3e-4")
            }
            return Setting(name: name, value: value)
        }
    }
}
