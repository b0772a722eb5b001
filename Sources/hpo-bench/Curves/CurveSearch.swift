import Search

/// One search of a problem until so many epochs have been trained, by workers that train an epoch in turns.
///
/// A trial that the pruner sets aside and promotes goes on where it was paused, or from the first epoch on where programs can't
/// resume: then the epochs that it trains again count again.
struct CurveSearch {
    /// The shares of 100 full trainings at which the regret is noted.
    static let shares = [10, 20, 33, 50, 75, 100]

    private let sampler: any Sampler
    private let pruner: any Pruner
    private let problem: any CurveProblem
    private let resumes: Bool
    private let seed: UInt64
    private var history: History
    private var trainings: [(configuration: Configuration, curve: [Double])] = []
    /// The trial of each worker and the epoch that it trains next.
    private var places: [(trial: Int, next: Int)?]
    private var epochs = 0
    private var best: (loss: Double, regret: Double) = (.infinity, 2)
    /// The regret at each of the shares that have been reached.
    private(set) var regrets: [Double] = []

    init(
        _ sampler: any Sampler, _ pruner: any Pruner, on problem: any CurveProblem, workers: Int, resumes: Bool,
        seed: UInt64
    ) {
        (self.sampler, self.pruner, self.problem, self.resumes, self.seed) = (sampler, pruner, problem, resumes, seed)
        history = History(directions: [problem.direction], space: problem.space, counting: .last(1))
        places = [(trial: Int, next: Int)?](repeating: nil, count: workers)
    }

    /// The regret of the best completed trial at each of `shares`, up to the share `last`.
    mutating func run(through last: Int = 100) throws -> [Double] {
        let marks = Self.shares.filter { $0 <= last }
        while regrets.count < marks.count {
            for worker in places.indices {
                let place = try places[worker] ?? assign()
                epochs += 1
                places[worker] = train(place.trial, place.next) ? (place.trial, place.next + 1) : nil
                while regrets.count < marks.count, epochs >= marks[regrets.count] * problem.steps {
                    regrets.append(best.regret)
                }
            }
        }
        return regrets
    }

    /// What a free worker does next.
    private mutating func assign() throws -> (trial: Int, next: Int) {
        if let number = pruner.promotion(among: history) {
            history.apply(.resumed(number: number))
            let reached = history.trial(number)?.curve.epochs.last ?? 0
            if resumes { return (number, reached + 1) }
            history.apply(.restarted(number: number, epoch: 1))
            return (number, 1)
        }
        let number = trainings.count
        var generator = Generator(seed: seed, trial: number)
        let configuration = try sampler.suggest(in: problem.space, after: history, using: &generator)
        history.apply(.started(number: number, configuration: configuration))
        trainings.append((configuration, problem.curve(of: configuration)))
        return (number, 1)
    }

    /// Trains one epoch.
    ///
    /// - Returns: whether the trial goes on.
    private mutating func train(_ number: Int, _ epoch: Int) -> Bool {
        let training = trainings[number]
        history.apply(.reported(number: number, epoch: epoch, value: training.curve[epoch - 1]))
        if epoch == problem.steps {
            let value = training.curve[epoch - 1]
            history.apply(.ended(number: number, outcome: .completed(value: value)))
            let loss = problem.direction.loss(value)
            if loss < best.loss { best = (loss, problem.regret(of: training.configuration, training.curve)) }
            return false
        }
        guard let curve = history.trial(number)?.curve else { return true }
        switch pruner.verdict(on: curve, of: number, at: epoch, among: history) {
        case .continue: return true
        case .pause: history.apply(.ended(number: number, outcome: .paused(epoch: epoch)))
        case .stop: history.apply(.ended(number: number, outcome: .pruned(epoch: epoch)))
        }
        return false
    }
}
