import HPO

enum Kernel: String, CaseIterable { case linear, rbf }
let x = Parameter("x", in: -5.0...5.0)
let depth = Parameter("depth", in: 1...8)
let kernel = Parameter("kernel", choices: Kernel.allCases)
let width = Parameter("width", in: 0.01...10, scale: .log).when("kernel == 'rbf'")

let study = try Study(
    Definition("in-swift", .minimize("loss"), space: [x, depth, kernel, width]), in: .file("db/hpo.sqlite"))
try await study.optimize(trials: 100, workers: 4) { trial in
    let bend = trial[width].map { abs($0 - 1) } ?? 2
    return (trial[x] - 1) * (trial[x] - 1) + Double(abs(trial[depth] - 3)) + bend
}
let best = try await study.best()
print(best?.value ?? .nan, best?[x] ?? .nan, best?[kernel] ?? .linear)
