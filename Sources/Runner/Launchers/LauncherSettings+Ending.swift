import Definitions
import Storage

extension LauncherSettings {
    /// A launcher that can end the job of `handle`, which may be of another launcher than these settings have: one run of a
    /// study may be here, and the next on a cluster. nil where its commands are not known.
    func launcher(of handle: JobHandle, executable: String) -> (any Launcher)? {
        let settings: LauncherSettings
        switch (handle.launcher, self) {
        case ("local", _): settings = .local
        case ("slurm", .slurm), ("custom", .custom): settings = self
        case ("slurm", _): settings = .slurm(SlurmSettings())
        default: return nil
        }
        return settings.makeLauncher(executable: executable)
    }
}
