public import Definitions

extension LauncherSettings {
    /// A launcher with these settings, which has no job yet.
    public func makeLauncher() -> any Launcher {
        switch self {
        case .local: LocalLauncher()
        }
    }
}
