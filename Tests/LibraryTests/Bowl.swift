import HPO

/// A small study that the tests search.
enum Bowl {
    static let x = Parameter("x", in: -1.0...1.0)
    static let layers = Parameter("layers", in: 1...6)

    static func definition(
        _ name: String = "bowl", sampler: SamplerChoice = .tpe(["n_startup_trials": 4]),
        pruner: PrunerChoice? = PrunerChoice.none, start: [[Setting]] = [], resumes: Bool = false, seed: Int = 1
    ) -> Definition {
        Definition(
            name, .minimize("loss"), space: [x, layers], start: start, sampler: sampler, pruner: pruner, epochs: 8,
            resumes: resumes, seed: seed)
    }

    @Sendable static func loss(of trial: Trial) -> Double { trial[x] * trial[x] + Double(trial[layers]) }
}

/// Lets those who attend go on once so many are there, and then is the next meeting.
actor Meeting {
    private let size: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(of size: Int) { self.size = size }

    func attend() async {
        await withCheckedContinuation { continuation in
            waiting.append(continuation)
            guard waiting.count == size else { return }
            for one in waiting { one.resume() }
            waiting = []
        }
    }
}
