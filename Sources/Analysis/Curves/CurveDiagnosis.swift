// What one trial's curves mean, with the numbers that say so.
//
//     let diagnosis = CurveDiagnosis(of: curves, objective: EvidenceObjective("val_loss", .minimize), plannedEpochs: 30)
//     diagnosis.findings       // [.overfitting(best: 26, from: 27, …)]
//     diagnosis.findings[0].description

import Search

/// What one trial's curves mean.
///
/// Noise: each rule goes by medians (running medians, middle slopes, middle distances) and, where it speaks of a trend, by how
/// likely chance would give one as strong (Mann and Kendall's test, 5 %). A rule that has too few epochs for that says nothing.
public struct CurveDiagnosis: Sendable, Hashable {
    /// What is the case, the gravest first.
    public let findings: [CurveFinding]
    /// The metrics that both sets have.
    public let pairs: [MetricPair]
    /// The validation loss over the training loss in the last epochs, also where it is as it should be; of the first pair of
    /// losses that are above 0.
    public let ratio: CurveFinding.Ratio?
    /// Whether there are too few epochs to say anything but what is not finite.
    public let hasTooFewEpochs: Bool

    /// So few epochs have no shape.
    public static let leastEpochs = 4

    /// Reads the curves.
    ///
    /// - Parameters:
    ///   - objective: the study's, where it is a metric of these curves.
    ///   - plannedEpochs: of a whole training; a trial that was stopped before has nothing left out by its own fault.
    public init(of curves: TrialCurves, objective: EvidenceObjective? = nil, plannedEpochs: Int? = nil) {
        pairs = MetricPair.pairs(among: curves.metrics.keys, objective: objective)
        hasTooFewEpochs = (curves.metrics.values.map(\.epochs.count).max() ?? 0) < Self.leastEpochs
        ratio = pairs.lazy.compactMap { CurveFinding.ratio(of: $0, curves) }.first
        var findings = CurveFinding.nonFinite(in: curves) + CurveFinding.explosions(in: curves)
        guard !hasTooFewEpochs else {
            self.findings = findings
            return
        }
        let overfitting = pairs.lazy.compactMap { CurveFinding.overfitting(of: $0, curves) }.first
        if let overfitting { findings.append(.overfitting(overfitting)) }
        if let ratio {
            if ratio.ratio > Self.wideRatio { findings.append(.wideGap(ratio)) }
            if ratio.ratio < Self.narrowRatio { findings.append(.narrowGap(ratio)) }
        }
        // Of losses and gains one is enough to say it; a gain is what people look at.
        let reversal = pairs.reversed().lazy.compactMap { CurveFinding.reversal(of: $0, curves) }.first
        if let reversal { findings.append(.trainBelowValidation(reversal)) }
        findings += CurveFinding.bounces(in: curves, pairs, objective)
        if let (name, direction) = Self.watched(curves, pairs, objective), let curve = curves[name] {
            let losses = curve.finite.losses(direction)
            if let flat = CurveFinding.flat(losses, of: name, direction) {
                findings.append(flat)
            } else if let improving = CurveFinding.improving(losses, of: name, direction, plannedEpochs) {
                findings.append(.stillImproving(improving))
            }
        }
        self.findings = findings
    }

    /// Above it the training set is learned by heart.
    public static let wideRatio = 1.5
    /// Below it the training is held back.
    public static let narrowRatio = 1.2

    /// The metric whose progress counts: the objective, or else the first metric whose direction is known, one of the validation set before
    /// others.
    private static func watched(
        _ curves: TrialCurves, _ pairs: [MetricPair], _ objective: EvidenceObjective?
    ) -> (name: String, direction: Direction)? {
        if let objective, curves[objective.metric] != nil { return (objective.metric, objective.direction) }
        for pair in pairs { if let direction = pair.direction { return (pair.validation, direction) } }
        let known = curves.metrics.keys.sorted().compactMap { name in
            let read = MetricName(name)
            return read.direction.map { (name: name, direction: $0, isValidation: read.set == .validation) }
        }
        return (known.first { $0.isValidation } ?? known.first).map { ($0.name, $0.direction) }
    }
}
