// What a study's report is made from, read once.

import Analysis
import Definitions
import Expressions
import Search
import Storage
import Studies

/// A study's trials and what is known of them.
struct StudyMaterial {
    let study: OpenStudy
    let definition: StudyDefinition
    let trials: [Trial]
    let best: BestTrials
    let evidence: Evidence
    /// The sampled parameters that have more than one value among the trials, in the space's order.
    let varying: [Parameter]
    /// The objective's curves of some trials, the best among them: for pictures of many.
    let curves: [(trial: Trial, epochs: [Int], values: [Double])]

    /// More curves than these say nothing more in one picture.
    private static let mostCurves = 400

    init(of study: OpenStudy) throws(StudyError) {
        self.study = study
        let trials = try study.trials()
        self.trials = trials
        best = BestTrials(of: trials, study.record.directions)
        evidence = try study.evidence(among: trials)
        varying = Self.varying(in: evidence)
        let newest = trials.last { $0.repeats == nil && $0.stage != nil }
        if let newest { definition = try study.definition(of: newest) } else { definition = try study.definition() }
        var curves: [(trial: Trial, epochs: [Int], values: [Double])] = []
        if study.record.objectives.count == 1 {
            for trial in Self.pick(trials, study.record.direction) {
                let curve = try study.objectiveCurve(of: trial.number)
                if !curve.epochs.isEmpty { curves.append((trial, curve.epochs, curve.values)) }
            }
        }
        self.curves = curves
    }

    /// The best fifty, the newest ten, and others evenly.
    private static func pick(_ trials: [Trial], _ direction: Direction) -> [Trial] {
        let searched = trials.filter { $0.repeats == nil }
        guard searched.count > mostCurves else { return searched }
        var picked = Set(BestTrials.candidates(among: searched, direction).prefix(50).map(\.number))
        picked.formUnion(searched.suffix(10).map(\.number))
        let stride = Double(searched.count) / Double(mostCurves - picked.count)
        for place in 0..<(mostCurves - picked.count) { picked.insert(searched[Int(Double(place) * stride)].number) }
        return searched.filter { picked.contains($0.number) }
    }

    /// The sampled parameters of `evidence` that have more than one value among its trials, in the space's order.
    private static func varying(in evidence: Evidence) -> [Parameter] {
        let trials = evidence.searched
        return evidence.space.parameters.filter { parameter in
            let first = trials.first?.configuration[parameter.name]
            return trials.contains { $0.configuration[parameter.name] != first }
        }
    }
}
