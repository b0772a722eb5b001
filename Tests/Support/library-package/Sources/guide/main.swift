import HPO

enum Optimizer: String, CaseIterable { case sgd, adamw }

let rate = Parameter("lr", in: 1e-5...1e-1, scale: .log)
let layers = Parameter("layers", in: 1...6)
let heads = Parameter("heads", choices: [2, 4, 8])
let optimizer = Parameter("optimizer", choices: Optimizer.allCases)
let momentum = Parameter("momentum", in: 0...0.99).when("optimizer == 'sgd'")
let width = Parameter("width", equals: "32 * heads", as: Int.self)
let data = Parameter("data", fixed: "small")

let definition = Definition(
    "digits", .maximize("accuracy"), space: [rate, layers, heads, optimizer, momentum, width, data],
    constraints: ["layers * width < 1000"], start: [[rate.set(1e-3), layers.set(2)]],
    sampler: .tpe(["n_startup_trials": 8]), pruner: .median(["startup_trials": 4]), epochs: 10, seed: 42)
let study = try Study(definition, in: .file("db/hpo.sqlite"))

@Sendable func accuracy(_ trial: Trial, epoch: Int) -> Double {
    let size = Double(trial[layers] * trial[width]) / 1000
    let pace = trial[optimizer] == .adamw ? 1 : 1 - abs((trial[momentum] ?? 0) - 0.9)
    return (1 - 1 / (1 + Double(epoch) * pace)) * (1 - abs(size - 0.4)) * (trial[rate] < 1e-2 ? 1 : 0.5)
}

let result = try await study.run(trials: 30, workers: 2) { trial in
    for epoch in 1...10 {
        let reached = accuracy(trial, epoch: epoch)
        guard try await trial.report(epoch: epoch, ["accuracy": reached]) == .continue else { return }
    }
}
print(result.completed, "completed,", result.pruned, "pruned")

if let best = try await study.best(), let value = best.value {
    print(best.number, value, best[rate] ?? 0, best[optimizer] ?? .sgd, best.values["width"] ?? 0)
}
for trial in try await study.trials() where trial.state == .completed {
    print(trial.number, try await study.epochs(of: trial.number).count)
}

let trial = try await study.ask()
if try await trial.report(epoch: 1, ["accuracy": accuracy(trial, epoch: 1)]) == .continue {
    try await study.tell(trial, value: accuracy(trial, epoch: 10))
}
try await study.enqueue([rate.set(5e-4), optimizer.set(.adamw)])
