public import Definitions

extension LauncherSettings {
    /// A launcher with these settings, which has no job yet.
    ///
    /// - Parameter executable: this program, by a path that is the same wherever jobs run.
    public func makeLauncher(executable: String) -> any Launcher {
        switch self {
        case .local: LocalLauncher()
        case .slurm(let settings): FolderLauncher(SlurmScheduler(settings: settings), executable: executable)
        case .custom(let settings): FolderLauncher(CustomScheduler(settings: settings), executable: executable)
        }
    }
}
