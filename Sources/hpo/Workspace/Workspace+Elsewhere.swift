// Runs on machines of a cluster, which other machines reach by their files beside the database.

import Arguments
import Definitions
import Runner
import Storage
import Studies
import System

extension Workspace {
    /// The run of another machine that is meant, without a look at the database: of the study that is named, or the only one.
    func runElsewhere(_ arguments: ParsedArguments) throws -> SignedRun? {
        guard let here = try? Owner.current() else { return nil }
        let runs = RunRegister(ofDatabase: databasePath).elsewhere(seenFrom: here, at: SystemClock.secondsSince1970)
        guard let name = try arguments.studyName() else {
            return Set(runs.map(\.study)).count == 1 ? runs.last : nil
        }
        return runs.last { $0.study == name }
    }

    /// The jobs on this machine that drive a study.
    func drivers(of study: String) throws -> [SignedRun] {
        RunRegister(ofDatabase: databasePath).here(
            seenFrom: try Owner.current(), at: SystemClock.secondsSince1970
        ).filter { $0.study == study && $0.job != nil }
    }
}

extension RunAttendance {
    /// The presence of a run of `study` where others may look from other machines; nil where its trials run on this one alone.
    convenience init?(
        of study: OpenStudy, in workspace: Workspace, on place: RunPlace, driver: StudyDriver? = nil,
        interrupts: Interrupts
    ) throws {
        guard place.settings != .local else { return nil }
        try self.init(of: study, in: workspace.databasePath, driver: driver, interrupts: interrupts)
    }
}

extension SignedRun {
    /// `process 4242 on node3 (Slurm job 17)`
    var place: String {
        "process \(owner.process.pid) on \(owner.host)" + (job.map { " (Slurm job \($0))" } ?? "")
    }
}
