// launcher: { NAME: { options } }

/// Where a study's trials run.
public enum LauncherSettings: Sendable, Hashable {
    /// As processes of the machine that the loop is on.
    case local
}

extension MethodSection where Algorithm == LauncherSettings {
    /// The launchers, by the names that definitions use.
    static var launcher: MethodSection {
        MethodSection(
            kind: "launcher", standard: Method(name: "local", algorithm: .local),
            makers: ["local": { _ in .local }])
    }
}
