// `hpo report`: what a study has found, what it was found from, and what to do next.
//
//     let report = try StudyReport(of: study)
//     report.document.html

import Analysis
import Charts
import Definitions
import Expressions
import Search
public import Storage
public import Studies

/// A study's report.
public struct StudyReport {
    /// What it says.
    public let document: Document
    /// The study's trials that it was made from, by number.
    public let trials: [Trial]
    /// The best of them.
    public let best: BestTrials

    /// Reads what the report says of `study`; changes nothing.
    public init(of study: OpenStudy, look: ChartLook = ChartLook()) throws(StudyError) {
        let material = try StudyMaterial(of: study)
        (trials, best) = (material.trials, material.best)
        let advice = try study.advice(from: material.evidence)
        let figures = StudyFigures(material, look: look)
        var sections = [
            Section("Result", Self.result(material)),
            Section("Progress", [.figure(figures.history)] + [figures.learningCurves, figures.front].figureBlocks),
            Section("Parameters", Self.parameters(figures)),
        ]
        if let best = material.best.trial {
            let trial = try TrialMaterial(best.number, of: study, look: look)
            sections.append(Section("The best trial, \(best.number)", trial.success + trial.curveBlocks))
        }
        sections += [
            Section("What the trials say", Self.findings(advice)),
            Section("Trials", Self.trials(material)),
            Section("Failures", Self.failures(material)),
            Section("Time", [figures.timeline].figureBlocks),
            Section("Definition", [.code(try study.definitionText())]),
        ]
        document = Document(title: study.name, summary: try Self.summary(material), sections: sections)
    }

    private static func summary(_ material: StudyMaterial) throws(StudyError) -> [String] {
        let study = material.study
        let objectives = study.record.objectives.map { "\($0.direction.rawValue) \($0.metric)" }
        let states = try study.summary().counts.inWords
        let trials = Written.count(material.trials.count { $0.repeats == nil }, "trial")
        return [
            "To \(objectives.joined(separator: ", ")): \(trials)\(states.isEmpty ? "" : ", \(states)").",
            "Sampler \(material.definition.sampler.name), pruner \(material.definition.pruner.name), seed \(study.record.seed); "
                + "as recorded at revision \(study.record.revision) of its history.",
        ]
    }

    // MARK: Result

    private static func result(_ material: StudyMaterial) -> [Block] {
        switch material.best {
        case .none: return [.text("No trial has completed with a number yet.")]
        case .front(let trials):
            let objectives = material.study.record.objectives.map(\.metric)
            return [
                .text("\(Written.count(trials.count, "trial")) that no other one dominates:"),
                .table(
                    ReportTable(
                        [.numbers("trial")] + objectives.map { .numbers($0) },
                        trials.map { trial in ["\(trial.number)"] + trial.values.map { Written.number($0) } })),
            ]
        case .single(let trial):
            return [.text(words(for: trial, material)), .table(configuration(of: trial, material))]
        case .confirmed(let confirmation):
            let spread = confirmation.deviation.map { " ± \(Written.number($0))" } ?? ""
            let seeds = Written.count(confirmation.values.count, "seed")
            return [
                .text(words(for: confirmation.trial, material)),
                .text(
                    "Its mean over \(seeds) is \(Written.number(confirmation.mean))\(spread) (one standard deviation)."),
                .table(configuration(of: confirmation.trial, material)),
            ]
        }
    }

    private static func words(for trial: Trial, _ material: StudyMaterial) -> String {
        let metric = material.study.record.objectives[0].metric
        let place = trial.bestEpoch.map { " at epoch \($0)" } ?? ""
        return "The best is trial \(trial.number): \(metric) \(Written.number(trial.values.first))\(place)."
    }

    /// Its parameters beside those of the trial that the study began with.
    private static func configuration(of trial: Trial, _ material: StudyMaterial) -> ReportTable {
        let baseline = material.trials.first { $0.origin == .start && $0.number != trial.number }
        let domains = Dictionary(
            material.definition.space.parameters.map { ($0.name, $0.domain.description) }
        ) { first, _ in first }
        var columns: [ReportTable.Column] = [.words("parameter"), .numbers("best")]
        if let baseline { columns.append(.numbers("start (trial \(baseline.number))")) }
        columns.append(.words("searched"))
        let rows = trial.parameters.resolved.names.map { name in
            [name, Written.value(trial.parameters[name])]
                + (baseline.map { [Written.value($0.parameters[name])] } ?? [])
                + [domains[name] ?? (trial.parameters.fixed[name] != nil ? "fixed" : "derived")]
        }
        return ReportTable(columns, rows)
    }

    // MARK: The rest

    private static func parameters(_ figures: StudyFigures) -> [Block] {
        var blocks = [figures.parallel, figures.importance, figures.slices].figureBlocks
        blocks += figures.contours.map { .figure($0) }
        if figures.model == nil, !figures.material.varying.isEmpty {
            do throws(AnalysisGap) { _ = try FANOVA(of: figures.material.evidence) } catch {
                blocks.append(.text("What the parameters matter is not said: \(error.description)."))
            }
        }
        return blocks
    }

    private static func findings(_ advice: StudyAdvice) -> [Block] {
        var blocks: [Block] = []
        let findings = advice.diagnosis.findings.map { finding in
            Written.sentence("\(finding)") + (finding.change.map { " Proposed: \($0)." } ?? "")
        }
        if !findings.isEmpty { blocks.append(.list(findings)) }
        if findings.isEmpty { blocks.append(.text("Nothing stands out.")) }
        let gaps = advice.diagnosis.gaps.map { "Not looked into (\($0.question.rawValue)): \($0.reason)." }
        if !gaps.isEmpty { blocks.append(.list(gaps)) }
        if !advice.changes.isEmpty {
            blocks.append(.text("hpo study suggest writes these changes as the next study's definition."))
        }
        return blocks
    }

    private static func trials(_ material: StudyMaterial) -> [Block] {
        let names = material.varying.map(\.name)
        let direction = material.study.record.direction
        let ranked = BestTrials.candidates(among: material.trials, direction).prefix(20)
        guard !ranked.isEmpty, material.study.record.objectives.count == 1 else { return [] }
        return [
            .text("The best \(min(20, ranked.count)); all are in trials.csv."),
            .table(
                ReportTable(
                    [.numbers("trial"), .numbers(material.study.record.metric), .numbers("epoch")]
                        + names.map { .numbers($0) },
                    ranked.map { trial in
                        [
                            "\(trial.number)", Written.number(trial.values.first),
                            trial.bestEpoch.map { "\($0)" } ?? "–",
                        ] + names.map { Written.value(trial.parameters[$0]) }
                    })),
        ]
    }

    private static func failures(_ material: StudyMaterial) -> [Block] {
        var reasons: [String: [Int]] = [:]
        for trial in material.trials {
            if case .failed(let reason) = trial.state { reasons[briefReason(reason), default: []].append(trial.number) }
        }
        guard !reasons.isEmpty else { return [] }
        let rows = reasons.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.map { reason, trials in
            [
                reason, "\(trials.count)",
                trials.prefix(8).map(String.init).joined(separator: ", ") + (trials.count > 8 ? ", …" : ""),
            ]
        }
        return [.table(ReportTable([.words("why"), .numbers("trials"), .words("which")], rows, limit: 30))]
    }
}

extension [Figure?] {
    /// Those that are there.
    var figureBlocks: [Block] { compactMap { $0.map { .figure($0) } } }
}
