/// How far the values of the ended trials tell one configuration from another.
///
/// A model of values that are all equal, or equal but for rounding and noise, has nothing to go by but its own prior, and
/// proposes what the prior happens to favour: a Gaussian process the corners, where it is least sure; an estimator of good
/// trials the neighbourhood of whichever equals it takes for good. Until values differ, points that fill the space are
/// the better answer: they meet whatever is better soonest.
///
/// ```swift
/// let plateau = Plateau(of: history)
/// plateau?.isLevel  // true after five trials that all ended with 0.1
/// ```
/// Looking at a history costs O(log n) in its trials and O(1) for what is sampled of them.
struct Plateau {
    private let history: History
    /// The first positions in the history's ranking that have completed, by their loss.
    private let completed: Range<Int>
    /// How many of the completed trials are as good as the best.
    let leaders: Int

    /// Fewer ended trials say nothing of how values differ.
    private static let leastTrials = 5
    /// The part of its magnitude by which a value may change for rounding alone: sums of millions of numbers end within it.
    private static let rounding = 0x1p-36
    /// The part of their magnitude within which half of the values of a narrow history lie: what single precision leaves
    /// of a training's sums.
    private static let narrowness = 1e-5
    /// How many distances between the quartiles below the median no value of a hundred is by noise.
    private static let outlying = 2.5
    private static let sampledPairs = 128

    /// What is known after `history`; nil where it has several objectives or too few trials have ended.
    init?(of history: History) {
        guard history.directions.count == 1, history.ranking.count >= Self.leastTrials else { return nil }
        self.history = history
        let ranking = history.ranking
        completed = 0..<ranking[..<history.rankedSuccesses].partitioningIndex { history.trials[$0].value == nil }
        if let best = completed.first.map({ history.direction.loss(history.trials[ranking[$0]].value ?? .nan) }) {
            leaders = ranking[completed].partitioningIndex { position in
                !Self.areTied(best, history.direction.loss(history.trials[position].value ?? .nan))
            }
        } else {
            leaders = 0
        }
    }

    /// Whether two numbers differ by no more than rounding.
    static func areTied(_ a: Double, _ b: Double) -> Bool { differ(a, b, byNoMoreThan: rounding) }

    /// Whether two numbers differ by no more than a part of their magnitude; infinities tie with themselves alone.
    private static func differ(_ a: Double, _ b: Double, byNoMoreThan part: Double) -> Bool {
        let difference = abs(a - b)
        return a == b || difference < .infinity && difference <= part * max(abs(a), abs(b))
    }

    /// How many trials are known to have gone wrong, and no more of them.
    var failures: Int { history.ranking.count - history.rankedSuccesses }

    /// Whether no two trials that did not fail differ.
    var isLevel: Bool { leaders == history.rankedSuccesses }

    /// Whether the better half of the trials that did not fail are all as good as the best of them, so that nothing says
    /// what would be better still.
    var isLevelAtTheTop: Bool { isLevel || leaders >= 3 && 2 * leaders >= history.rankedSuccesses }

    /// Whether values differ so little, or so many of them are equal, that differences may be noise: half of the values
    /// lie within what single precision leaves, or half of the neighbours in their order are tied.
    var isDoubtful: Bool {
        guard completed.count > 1 else { return false }
        let quartiles = (loss(completed.count / 4), loss(completed.count * 3 / 4))
        if Self.differ(quartiles.0, quartiles.1, byNoMoreThan: Self.narrowness) { return true }
        let pairs = completed.count - 1
        let sampled = min(pairs, Self.sampledPairs)
        let ties = (0..<sampled).count { index in
            let place = index * pairs / sampled
            return Self.areTied(loss(place), loss(place + 1))
        }
        return 2 * ties >= sampled
    }

    /// Whether the best trial is better than noise about the median would make it.
    var bestStandsOut: Bool {
        guard completed.count > 1, !isLevelAtTheTop else { return false }
        let spread = loss(completed.count * 3 / 4) - loss(completed.count / 4)
        return loss(completed.count / 2) - loss(0) > Self.outlying * spread
    }

    /// The position in the history of the trial at a place among the completed ones.
    func position(_ place: Int) -> Int { history.ranking[place] }

    /// The positions of at most `count` completed trials, evenly spread over their order.
    func sample(_ count: Int) -> [Int] {
        let sampled = min(count, completed.count)
        return (0..<sampled).map { history.ranking[$0 * completed.count / sampled] }
    }

    /// The places of trials that stand in the order of their losses, those that are tied sharing the middle of theirs.
    func middleRanks(of ordered: [Int]) -> [Double] {
        var ranks = [Double](repeating: 0, count: ordered.count)
        var start = 0
        while start < ordered.count {
            var end = start + 1
            while end < ordered.count, Self.areTied(loss(of: ordered[end - 1]), loss(of: ordered[end])) { end += 1 }
            for place in start..<end { ranks[place] = 0.5 * Double(start + end - 1) }
            start = end
        }
        return ranks
    }

    private func loss(of position: Int) -> Double { history.direction.loss(history.trials[position].value ?? .nan) }

    private func loss(_ place: Int) -> Double { loss(of: history.ranking[place]) }
}

extension Plateau {
    /// What a sampler that goes by the order of the trials proposes instead of following equals: the next point of the
    /// Sobol sequence. Where some trials fail, with a few that do not, or are worse or better than most, it goes on with
    /// what it makes of that in every third trial; nil then, and where differences are no doubtful ones.
    static func fill(
        _ space: Space, after history: History, _ draw: Draw, using generator: inout Generator
    ) throws(SearchError) -> Configuration? {
        guard let plateau = Plateau(of: history),
            plateau.isLevelAtTheTop || plateau.isDoubtful && !plateau.neighboursAgree(in: draw.table)
        else { return nil }
        let trial = generator.trial
        let isUniform =
            plateau.isLevel
            ? plateau.failures == 0 || history.rankedSuccesses < leastTrials
            : plateau.failures == 0 && !plateau.isLevelAtTheTop && !plateau.bestStandsOut
        if isUniform { return try SobolSampler().suggest(draw, from: trial, using: &generator) }
        guard trial % 3 < 2 else { return nil }
        return try SobolSampler().suggest(draw, from: trial / 3 * 2 + trial % 3, using: &generator)
    }
}
