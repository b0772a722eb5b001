import Analysis
import Charts
import Definitions
import Expressions
import Search
import Storage
import Studies

/// One trial with its curves and what they mean.
struct TrialMaterial {
    let trial: Trial
    let definition: StudyDefinition
    let epochs: [Epoch]
    let diagnosis: CurveDiagnosis
    private let look: ChartLook

    init(_ number: Int, of study: OpenStudy, look: ChartLook = ChartLook()) throws(StudyError) {
        self.look = look
        trial = try study.trial(number)
        definition = try study.definition(of: trial)
        epochs = try study.epochs(of: number)
        diagnosis = try study.curveDiagnosis(of: number)
    }

    /// The names of all metrics, those of the objective first.
    var metricNames: [String] {
        let all = Set(epochs.flatMap { $0.metrics.map(\.name) })
        let first = definition.goals.objectives.flatMap { $0.metricNames().sorted() }.filter(all.contains)
        return first + all.subtracting(first).sorted()
    }

    func value(_ name: String, at epoch: Epoch) -> Double? { epoch.metrics.first { $0.name == name }?.value }

    /// The values of a metric by epoch; NaN where there is none.
    private func values(_ name: String) -> [Double] { epochs.map { value(name, at: $0) ?? .nan } }

    /// A picture for each pair of a training and a validation metric and for the objective, with the learning rate under the
    /// first one.
    var figures: [Figure] {
        guard epochs.count > 1 else { return [] }
        let rate = metricNames.first(where: CurveFinding.isLearningRate)
        var shown: Set<String> = []
        var figures: [Figure] = []
        func add(_ title: String, train: String?, validation: String?) {
            let name = "trial-\(trial.number)-\(figures.count + 1)"
            figures.append(
                Figure(
                    name,
                    CurvesOfTrialChart(
                        title: title, measure: Measure(title), epochs: epochs.map(\.epoch),
                        train: train.map(values) ?? [], validation: validation.map(values) ?? [],
                        learningRate: figures.isEmpty ? rate.map(values) ?? [] : [], bestEpoch: trial.bestEpoch,
                        isLogarithmic: look.isLogarithmic(name), smoothing: look.weight),
                    choices: [.logarithmic, .smoothing]))
            shown.formUnion([train, validation].compactMap { $0 })
        }
        for pair in diagnosis.pairs.prefix(4) {
            add("\(pair.train) and \(pair.validation)", train: pair.train, validation: pair.validation)
        }
        for name in definition.goals.objectives.flatMap({ $0.metricNames().sorted() })
        where metricNames.contains(name) && !shown.contains(name) {
            add(name, train: nil, validation: name)
        }
        return figures
    }

    /// What the training was to come to, and whether it has.
    var success: [Block] {
        func metrics(_ epoch: Epoch?) -> (epoch: Int, metrics: [String: Double])? {
            epoch.map { ($0.epoch, $0.metrics.byName) }
        }
        let best = metrics(epochs.first { $0.epoch == trial.bestEpoch })
        let last = metrics(epochs.last)
        let rows = definition.success.map { criterion in
            let isMet = criterion.isMet(value: trial.value, best: best, last: last, epochs: epochs.count)
            return [
                criterion.expression.source, isMet.map { $0 ? "met" : "not met" } ?? "not known: a number is missing",
            ]
        }
        return rows.isEmpty ? [] : [.table(ReportTable([.words("success"), .words("")], rows))]
    }

    /// What the curves mean, with the numbers that say so, and what would help.
    var findings: [Block] {
        if let gap = diagnosis.gapWords { return [.text(gap)] }
        let found = diagnosis.findings.map { finding in
            let changes = finding.changes.map { "\($0)" }.joined(separator: "; ")
            return Written.sentence("\(finding)") + (changes.isEmpty ? "" : " To try: \(changes).")
        }
        return found.isEmpty ? [.text("Nothing stands out in its curves.")] : [.list(found)]
    }

    /// The pictures and what they mean.
    var curveBlocks: [Block] { figures.map { .figure($0) } + findings }
}

extension CurveDiagnosis {
    /// Why nothing is said.
    fileprivate var gapWords: String? {
        hasTooFewEpochs ? "Fewer than \(Self.leastEpochs) epochs: too few to say what its curves mean." : nil
    }
}
