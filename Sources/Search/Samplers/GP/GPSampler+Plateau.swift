/// What the Gaussian process does while it has learnt nothing: fills the space.
///
/// The acquisition of a model that explains nothing is a function of its prior, and largest in the corners of the space.
/// Then points of the Sobol sequence are proposed instead, and with each trial the question is asked anew. Where trials
/// fail, or some are plainly worse, that much is known: every second point is drawn as often as it is likely to be none
/// of those (Gelbart and others, "Bayesian optimization with unknown constraints", 2014, with an improvement that is
/// equally likely everywhere). Where one trial is better than noise would make it, every third is a neighbour of it.
extension GPSampler {
    private static let candidates = 16
    private static let neighbours = 20
    private static let sigmas = [0.1, 0.03, 0.2]

    /// An untried configuration that helps to fill the space.
    func fill(
        _ plateau: Plateau, _ knowledge: Knowledge, _ draw: Draw, using generator: inout Generator
    ) throws(SearchError) -> Configuration {
        let trial = generator.trial
        if plateau.bestStandsOut, trial % 3 == 0,
            let neighbour = neighbour(of: plateau.position(0), knowledge, draw, number: trial / 3, using: &generator)
        {
            return neighbour
        }
        let isEqual = knowledge.isEqualToTheBest(plateau)
        guard isEqual.contains(false) else {
            return try SobolSampler().suggest(draw, from: trial, using: &generator)
        }
        if trial % 2 == 1, let likely = likely(isEqual, knowledge, draw, using: &generator) { return likely }
        return try SobolSampler().suggest(draw, from: trial / 2, using: &generator)
    }

    private func neighbour(
        of row: Int, _ knowledge: Knowledge, _ draw: Draw, number: Int, using generator: inout Generator
    ) -> Configuration? {
        let coordinates = knowledge.coordinates
        let mutation = PointMutation(coordinates: coordinates)
        let best = coordinates.point(row: row, of: knowledge.table)
        let sigma = Self.sigmas[number % Self.sigmas.count]
        for _ in 0..<Self.neighbours {
            var point = mutation.mutate(best, sigma: sigma, using: &generator)
            guard coordinates.settle(&point, using: &generator) else { continue }
            if let found = coordinates.configuration(at: point), !draw.table.hasTried(found) { return found }
        }
        return nil
    }

    /// One of some uniform draws, each as likely as a trial there is to be one of those that `isGood` holds for.
    private func likely(
        _ isGood: [Bool], _ knowledge: Knowledge, _ draw: Draw, using generator: inout Generator
    ) -> Configuration? {
        let share = Double(isGood.count { $0 }) / Double(isGood.count)
        guard share > 0 else { return nil }
        let deviation = (share * (1 - share)).squareRoot()
        let targets = isGood.map { (($0 ? 1 : 0) - share) / deviation }
        guard let model = model(fit(knowledge, targets: targets), knowledge, targets: targets) else { return nil }
        var chosen: Configuration?
        var total = 0.0
        for _ in 0..<Self.candidates {
            guard let drawn = draw.space.drawUniform(using: &generator), !draw.table.hasTried(drawn) else { continue }
            let point = knowledge.coordinates.model(knowledge.coordinates.point(of: drawn))
            let weight = model.probability(at: point, above: (0.5 - share) / deviation)
            total += weight
            if generator.uniform() * total < weight { chosen = drawn }
        }
        return chosen
    }
}

extension GPSampler.Knowledge {
    /// For each scored trial whether it is no worse than the plateau: where that is the top, as good as the best, else
    /// no failure.
    func isEqualToTheBest(_ plateau: Plateau) -> [Bool] {
        guard plateau.isLevelAtTheTop else { return scores.isSuccess }
        let leaders = Set((0..<plateau.leaders).map(plateau.position))
        return scores.rows.map(leaders.contains)
    }
}

extension GPSampler.Fit {
    /// Fewer trials than these are too few to say that an ordinary history holds nothing.
    private static let fewestTrials = 12
    /// The logarithm of the likelihood ratio up to which a model is no better than a constant with noise.
    private static let significantGain = 2.0

    /// Whether trial `number` should fill the space since the kernel does not explain how the trials that did not fail
    /// differ: while they are predicted from one another no better than chance would, and of values in doubt in two
    /// trials of three until that is past doubt too.
    func leavesToFilling(_ number: Int, _ plateau: Plateau, _ knowledge: GPSampler.Knowledge) -> Bool {
        let isDoubtful = plateau.isDoubtful
        let evidence = evidence(knowledge, isDoubtful: isDoubtful)
        if evidence < Plateau.significance { return true }
        return isDoubtful && evidence < 2 * Plateau.significance && number % 3 < 2
    }

    /// By how many standard deviations of chance the trials that did not fail agree with what the others predict.
    ///
    /// The correlation of n values with predictions that know nothing of them is about normal, of deviation 1 / √n. Where
    /// values are not in doubt, a likelihood that is larger than a constant's is enough, and costs nothing; of values many
    /// of which are equal it says little, since one spike in a level has a likelihood too. O(n³) for up to 96 trials.
    private func evidence(_ knowledge: GPSampler.Knowledge, isDoubtful: Bool) -> Double {
        let scores = knowledge.scores
        let successes = positions.indices.filter { scores.isSuccess[positions[$0]] }
        if !isDoubtful {
            if successes.count < Self.fewestTrials { return .infinity }
            if model.gain >= Self.significantGain, successes.count == positions.count { return .infinity }
        }
        let targets = positions.map { scores.values[$0] }
        let process = ImprovementModel(
            kernel: model.kernel, noise: model.noise, observed: knowledge.points(positions.map { scores.rows[$0] }),
            targets: targets, pending: [])
        guard let predicted = process?.leaveOneOut(targets) else { return .infinity }
        let correlation = Plateau.correlation(successes.map { predicted[$0] }, successes.map { targets[$0] })
        return correlation * Double(successes.count).squareRoot()
    }
}
