import Arguments
import Definitions
import Runner
import System

/// Where a command's trials run, and how many at once.
struct RunPlace {
    /// This program.
    let executable: String
    /// Its settings.
    let settings: LauncherSettings
    /// What runs them.
    let launcher: any Launcher
    /// How many at once.
    let jobs: Int

    static let jobs = Option(
        "jobs", short: "j", .integer(in: 1...), placeholder: "J",
        help: "Run J trials at once (1; on a cluster the launcher's jobs, 16).")
    static let launcher = Option(
        "launcher", .choice(of: Name.self), placeholder: "NAME",
        help: "Run them there in place of where the study says: local, slurm, or custom where the study has one.")

    enum Name: String, CaseIterable, Sendable {
        case local, slurm, custom
    }

    /// The place that the study's definition names, or the command line.
    init(_ arguments: ParsedArguments, _ definition: StudyDefinition) throws {
        settings = try Self.settings(arguments[Self.launcher], definition.launcher, arguments)
        if definition.training.isWarm, settings != .local {
            throw arguments.error(
                .other(
                    "--launcher \(arguments[Self.launcher]?.rawValue ?? ""): "
                        + "the study's program is warm, and serves trials on this machine alone"
                ))
        }
        executable = try CurrentProcess.executable()
        launcher = settings.makeLauncher(executable: executable)
        jobs = arguments[Self.jobs] ?? settings.standardJobs
    }

    private static func settings(
        _ name: Name?, _ defined: Method<LauncherSettings>, _ arguments: ParsedArguments
    ) throws -> LauncherSettings {
        guard let name, name.rawValue != defined.name else { return defined.algorithm }
        switch name {
        case .local: return .local
        case .slurm: return .slurm(SlurmSettings())
        case .custom:
            throw arguments.error(
                .other("--launcher custom: the study has no launcher: { custom: { submit, poll, cancel } }"))
        }
    }
}
