// `hpo report --trial N`: the report of one training, like those that people write by hand.

import Analysis
import Charts
import Definitions
import Search
import Storage
public import Studies
import Words

/// A trial's report.
public struct TrialReport {
    /// What it says.
    public let document: Document

    /// Reads what the report says of trial `number`.
    public init(of number: Int, in study: OpenStudy, look: ChartLook = ChartLook()) throws(StudyError) {
        let material = try TrialMaterial(number, of: study, look: look)
        let best = material.epochs.first { $0.epoch == material.trial.bestEpoch }
        let sections = [
            Section("Configuration", [.table(try Self.configuration(material, in: study))]),
            Section("Best and last epoch", Self.bestAndLast(material, best: best)),
            Section("The last epochs", Self.lastEpochs(material)),
            Section("Success", material.success),
            Section("Curves", material.figures.map { .figure($0) }),
            Section("What the curves mean", material.findings),
            Section("How it ran", Self.runs(try study.runs(of: number))),
        ]
        document = Document(
            title: "\(study.name), trial \(number)", summary: Self.summary(material, in: study), sections: sections)
    }

    private static func summary(_ material: TrialMaterial, in study: OpenStudy) -> [String] {
        let trial = material.trial
        let metric = study.record.objectives.map(\.metric).joined(separator: ", ")
        let values = trial.values.map { Written.number($0) }.joined(separator: ", ")
        let reached = values.isEmpty ? "it has reported no \(metric)" : "\(metric) \(values)"
        let place = trial.bestEpoch.map { " at epoch \($0)" } ?? ""
        var sentences = [
            "\(trial.stateWords.prefix(1).uppercased())\(trial.stateWords.dropFirst()): \(reached)\(place)."
        ]
        if let reason = trial.state.reason { sentences.append("Why: \(briefReason(reason)).") }
        let time = trial.startedAt.flatMap { start in trial.endedAt.map { roundedDuration($0 - start) } }
        let epochs = Written.count(material.epochs.count, "epoch")
        let planned = material.definition.training.epochs.map { " of \($0)" } ?? ""
        sentences.append(
            "\(epochs)\(planned)\(time.map { " in \($0)" } ?? ""), seed \(trial.seed)"
                + (trial.attempt > 1 ? ", \(trial.attempt) attempts." : "."))
        return sentences
    }

    /// Beside the trial that the study began with, else beside its best one.
    private static func configuration(_ material: TrialMaterial, in study: OpenStudy) throws(StudyError) -> ReportTable
    {
        let number = material.trial.number
        let start = try study.firstStart(besides: number)
        let other: Trial?
        if let start {
            other = start
        } else {
            other = try study.best().trial.flatMap { $0.number == number ? nil : $0 }
        }
        var columns: [ReportTable.Column] = [.words("parameter"), .numbers("trial \(material.trial.number)")]
        if let other {
            columns.append(.numbers(start == nil ? "best (trial \(other.number))" : "start (trial \(other.number))"))
        }
        let own = material.trial.parameters.resolved
        let names = own.names + (other?.parameters.resolved.names.filter { own[$0] == nil } ?? [])
        return ReportTable(
            columns,
            names.map { name in
                [name, Written.value(own[name])] + (other.map { [Written.value($0.parameters.resolved[name])] } ?? [])
            })
    }

    private static func bestAndLast(_ material: TrialMaterial, best: Epoch?) -> [Block] {
        guard let last = material.epochs.last else { return [.text("It has reported no epoch.")] }
        let columns =
            [.words("metric")]
            + [best, last].compactMap { $0 }.enumerated().map { place, epoch in
                ReportTable.Column.numbers(
                    place == 0 && best != nil ? "best (epoch \(epoch.epoch))" : "last (epoch \(epoch.epoch))")
            }
        let rows = material.metricNames.map { name in
            [name] + [best, last].compactMap { $0 }.map { Written.number(material.value(name, at: $0)) }
        }
        return [.table(ReportTable(columns, rows))]
    }

    private static func lastEpochs(_ material: TrialMaterial) -> [Block] {
        let last = material.epochs.suffix(5)
        guard last.count > 1 else { return [] }
        let names = material.metricNames.prefix(8)
        return [
            .table(
                ReportTable(
                    [.numbers("epoch")] + names.map { .numbers($0) },
                    last.map { epoch in
                        ["\(epoch.epoch)"] + names.map { Written.number(material.value($0, at: epoch)) }
                    }))
        ]
    }

    private static func runs(_ runs: [AttemptRun]) -> [Block] {
        guard !runs.isEmpty else { return [] }
        let rows = runs.map { run in
            [
                "\(run.attempt)", run.run.host, run.run.user, run.run.command.joined(separator: " "),
                run.run.commit.map { String($0.prefix(12)) + (run.run.diff == nil ? "" : " with changes") } ?? "–",
                run.usage.map { roundedDuration($0.cpuSeconds) } ?? "–",
                run.usage.map { "\(NumberText.short(Double($0.peakMemory) / 1e6)) MB" } ?? "–", run.run.gpu ?? "–",
            ]
        }
        return [
            .table(
                ReportTable(
                    [
                        .numbers("attempt"), .words("host"), .words("user"), .words("command"), .words("commit"),
                        .numbers("CPU time"), .numbers("memory"), .words("GPU"),
                    ], rows))
        ]
    }
}
