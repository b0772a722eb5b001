// What trials report: read, kept together for a moment, recorded, judged, answered.

import Definitions
import Search
import Storage
import Studies
import System

extension StudyLoop {
    /// Reads what trials have appended to their tables.
    func readTables() {
        for id in plan.attempts {
            let readings = trials[id]?.readTable() ?? []
            if !readings.isEmpty { plan.heard(id, at: now) }
            take(readings, of: id)
        }
    }

    /// Reads what is left of the table of a trial whose program has ended, looking after what else is due in between; where it
    /// is cut short, not to its end.
    func readTable(ofEnded id: AttemptID) throws(StudyError) {
        while let trial = trials[id], trial.hasTable {
            take(trial.readTable(), of: id)
            guard trial.hasMoreTable else { return }
            try recordReports()
            try attend()
            if plan.isCutShort(id, at: now) { return trial.leaveTable() }
        }
    }

    /// A program that reports several epochs at once prints by the block, most of all when it ends: whether it has ended is seen
    /// a moment later, and only then its reports are recorded, and judged where it goes on.
    func hold(_ readings: [Reading], of id: AttemptID) {
        guard let trial = trials[id], !trial.isSynchronous, held[id] == nil, !plan.hasEnded(id) else { return }
        var first: Int?
        for case .report(let report) in readings {
            if let first, first != report.epoch { held[id] = now + 0.25 }
            first = first ?? report.epoch
        }
    }

    /// What is to be recorded now.
    func takeDueReports() -> [(id: AttemptID, report: EpochReport)] {
        held = held.filter { $0.value > now && trials[$0.key] != nil }
        defer { reports = held.isEmpty ? [] : reports.filter { held[$0.id] != nil } }
        return held.isEmpty ? reports : reports.filter { held[$0.id] == nil }
    }

    /// A trial said all this at once.
    func take(_ readings: [Reading], of id: AttemptID) {
        for reading in readings { take(reading, of: id) }
        hold(readings, of: id)
    }

    /// Records what trials have reported, has it judged, and answers once it is on record. Where it is much, requests to end
    /// and what else is due are looked after in between.
    func recordReports() throws(StudyError) {
        let due = takeDueReports()
        for start in stride(from: 0, to: due.count, by: Self.mostReportsAtOnce) {
            if start > 0 {
                try attend()
                if plan.wantsOut { return }
            }
            try record(Array(due[start..<min(due.count, start + Self.mostReportsAtOnce)]))
        }
    }

    private static let mostReportsAtOnce = 500

    /// Records reports, all in one transaction. A program that has ended meanwhile is neither pruned nor paused.
    private func record(_ reports: [(id: AttemptID, report: EpochReport)]) throws(StudyError) {
        let reports = reports.compactMap { id, report in
            plan.counts(id) ? trials[id].map { (id, report, $0.claimed.attempt) } : nil
        }
        let over = Set(reports.map(\.0)).filter { plan.hasEnded($0) || launcher.hasEnded($0) }
        let receipts = try journal.record(
            reports.map { ($1, $2) }, ended: Set(over.compactMap { trials[$0]?.claimed.attempt }))
        for ((id, report, _), receipt) in zip(reports, receipts) {
            switch receipt {
            case .recorded(let recorded):
                observe(.reported(trial: id.trial, report, recorded))
                perform(plan.reported(id, epoch: report.epoch, verdict: recorded.verdict, at: now))
            case .merged(let recorded, let change):
                if let change {
                    trials[id]?.changed(change, at: report.epoch).map { observe(.note(trial: id.trial, $0)) }
                }
                observe(.reported(trial: id.trial, report, recorded))
                perform(plan.reported(id, epoch: report.epoch, verdict: recorded.verdict, at: now))
            case .repeated: perform(plan.reported(id, epoch: report.epoch, verdict: nil, at: now))
            case .unwanted: break
            case .refused(let error): if trials[id] != nil { try lose(id, because: error) }
            }
        }
    }
}
