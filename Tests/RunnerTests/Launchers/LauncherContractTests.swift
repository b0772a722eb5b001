import HPOLauncherTesting
import Runner
import Testing

@Suite("Every launcher")
struct LauncherContractTests {
    static let local = LauncherContract("local", logLimit: 1 << 20) { LocalLauncher(logLimit: 1 << 20) }
    /// Those that keep the contract; a new one joins them. What only one of them does is tested beside.
    static let all = [
        local,
        LauncherContract("local, warm", logLimit: 1 << 20, isWarm: true) { LocalLauncher(logLimit: 1 << 20) },
        LauncherContract("custom", logLimit: 1 << 20, adopts: true) { StandInScheduler.shared.launcher() },
    ]

    @Test("keeps the launchers' contract", arguments: all, LauncherContract.Rule.allCases)
    func contract(of launcher: LauncherContract, rule: LauncherContract.Rule) throws { try launcher.check(rule) }
}
