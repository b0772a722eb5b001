import Definitions
import Foundation
import HPOLauncherTesting
import OwnLauncher
import Runner
import Testing

@Suite("Where somebody else runs trials")
struct LauncherTests {
    @Test("a launcher in Swift keeps the launchers' contract", arguments: LauncherContract.Rule.allCases)
    func launcher(rule: LauncherContract.Rule) throws {
        let mine = LauncherContract("devices", logLimit: 1 << 20) {
            DeviceLauncher(devices: ["0", "1"], logLimit: 1 << 20)
        }
        try mine.check(rule)
    }

    @Test("a scheduler's three commands keep it", arguments: LauncherContract.Rule.allCases)
    func commands(rule: LauncherContract.Rule) throws {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("scheduler.sh")
        let agent = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("agent")
        var settings = CustomSettings(
            submit: ["sh", script.path, "submit", "{name}", "{script}"], poll: ["sh", script.path, "poll", "{names}"],
            cancel: ["sh", script.path, "cancel", "{name}"])
        settings.every = 0.1
        let mine = LauncherContract("commands", logLimit: 1 << 20, adopts: true) { [settings] in
            LauncherSettings.custom(settings).makeLauncher(executable: agent.path, logLimit: 1 << 20)
        }
        try mine.check(rule)
    }
}
