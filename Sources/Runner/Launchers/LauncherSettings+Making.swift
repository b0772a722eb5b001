public import Definitions

extension LauncherSettings {
    /// A launcher with these settings, which has no job yet.
    ///
    /// - Parameters:
    ///   - executable: this program, by a path that is the same wherever jobs run; or one that does with `job FOLDER` what this one
    ///     does, which is to run a `TrialAgent`.
    ///   - logLimit: the bytes up to which a job's log is kept.
    public func makeLauncher(executable: String, logLimit: Int = 64 << 20) -> any Launcher {
        switch self {
        case .local: LocalLauncher(logLimit: logLimit)
        case .slurm(let settings):
            FolderLauncher(SlurmScheduler(settings: settings), executable: executable, logLimit: logLimit)
        case .custom(let settings):
            FolderLauncher(CustomScheduler(settings: settings), executable: executable, logLimit: logLimit)
        }
    }
}
