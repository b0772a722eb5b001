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

    @Test("is caught where it is wrong", arguments: WrongLauncher.Fault.allCases)
    func wrong(_ fault: WrongLauncher.Fault) {
        for rule in fault.broken {
            // One that sleeps on is seen by a job that ends in a quarter of this time.
            let launcher = LauncherContract(
                fault.rawValue, logLimit: 1 << 20, isWarm: fault == .keepsIdle, patience: fault == .sleepsOn ? 20 : 4
            ) { WrongLauncher(fault) }
            withKnownIssue("\(rule.rawValue)") { try launcher.check(rule) }
        }
    }

    @Test("is held to no rule that nothing breaks")
    func covered() {
        #expect(Set(WrongLauncher.Fault.allCases.flatMap(\.broken)) == Set(LauncherContract.Rule.allCases))
    }
}
