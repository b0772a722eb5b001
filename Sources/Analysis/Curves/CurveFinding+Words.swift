extension CurveFinding: CustomStringConvertible {
    /// The finding for people, in one sentence with its numbers.
    public var description: String {
        switch self {
        case .converged(let flat):
            "`\(flat.metric)` has converged: \(flat.words)"
        case .plateau(let flat):
            "`\(flat.metric)` is on a plateau since epoch \(flat.since): \(flat.words)"
        case .overfitting(let found):
            "overfitting from epoch \(found.from): `\(found.validation)` was best at epoch \(found.best) "
                + "(\(found.bestValue.figure(5))) and is \(found.lastValue.figure(5)) at the end, "
                + "\(found.validationSlope.signed) per epoch, while `\(found.train)` goes \(found.trainSlope.signed)"
        case .wideGap(let ratio):
            "`\(ratio.validation)` is \(ratio.ratio.figure()) times `\(ratio.train)` over \(ratio.place), above "
                + "\(CurveDiagnosis.wideRatio): it overfits"
        case .narrowGap(let ratio):
            "`\(ratio.validation)` is \(ratio.ratio.figure()) times `\(ratio.train)` over \(ratio.place), below "
                + "\(CurveDiagnosis.narrowRatio): there is room to fit more"
        case .trainBelowValidation(let found):
            "`\(found.train)` is worse than `\(found.validation)` in \(found.worse) of \(found.epochs) epochs, by "
                + "\(found.difference.figure()) in the middle: the augmentation, or the dropout, is too strong"
        case .bounce(let found):
            "`\(found.metric)` went from \(found.before.figure(4)) to \(found.after.figure(4)) at epoch \(found.epoch), "
                + "where the learning rate was set from \(found.rateBefore.figure(2)) to \(found.rateAfter.figure(2)); "
                + (found.recovered.map { "it was as good again at epoch \($0)" } ?? "it has not been as good since")
        case .stillImproving(let found):
            "the best epoch is the last one, \(found.epoch): `\(found.metric)` (\(found.value.figure(5))) still got better "
                + "by \(found.gain.figure(2)) per epoch over the last \(found.epochs)"
        case .nonFinite(let metric, let epoch, let value, let epochs):
            "`\(metric)` is \(value.figure()) at epoch \(epoch)"
                + (epochs > 1 ? ", and no number in \(epochs) epochs" : "")
        case .explosion(let found):
            "`\(found.metric)` is \(found.value.figure()) at epoch \(found.epoch), "
                + "\((found.value / found.typical).figure(2)) times the \(found.typical.figure(2)) before"
                + (found.count > 1 ? ", and as large in \(found.count) epochs" : "")
        }
    }

    /// What may mend it; nothing where all is well.
    public var changes: [Change] {
        switch self {
        case .converged, .bounce: []
        case .plateau: [.turn(.capacity, .up), .turn(.finalLearningRate, .up)]
        case .overfitting(let found): [.turn(.regularization, .up), .epochs(found.best)]
        case .wideGap: [.turn(.regularization, .up)]
        case .narrowGap: [.turn(.regularization, .down)]
        case .trainBelowValidation: [.turn(.augmentation, .down), .turn(.regularization, .down)]
        case .stillImproving(let found): [.epochs((found.epoch * 3 + 1) / 2)]
        case .nonFinite, .explosion: [.turn(.learningRate, .down), .turn(.clipping, .down)]
        }
    }
}

extension CurveFinding.Flat {
    fileprivate var words: String {
        "\(range.lowerBound.figure()) to \(range.upperBound.figure()) over epochs \(since) to \(last), after "
            + "\(abs(progress).figure()) of progress before (less than \(tolerance.figure(2)) counts as none)"
    }
}

extension CurveFinding.Ratio {
    fileprivate var place: String { "epochs \(epochs.lowerBound) to \(epochs.upperBound)" }
}

extension Double {
    fileprivate var signed: String { (self > 0 ? "+" : "") + figure(2) }
}
