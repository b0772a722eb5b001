import Definitions
import Foundation
import TestSupport

@testable import Runner

/// A scheduler of a few lines of shell: it starts each job at once, and forgets it when it has ended.
final class StandInScheduler: Sendable {
    static let shared = StandInScheduler()
    private let folder: TemporaryFolder
    private let script: String

    init() {
        do {
            folder = try TemporaryFolder()
            script = try folder.write(
                """
                #!/bin/sh
                # submit NAME SCRIPT | poll NAME… | cancel NAME
                verb=$1; shift
                cd "$(dirname "$0")" || exit 1
                case $verb in
                submit) [ -e full ] && { echo "no room, try again later" >&2; exit 1; }
                    [ -e broken ] && { echo "no such partition" >&2; exit 1; }
                    setsid "$2" > /dev/null 2>&1 < /dev/null & echo $! > "$1.pid"; echo "submitted $1" ;;
                poll) [ -e away ] && exit 1
                    for name; do pid=$(cat "$name.pid" 2> /dev/null) || continue
                    kill -0 "$pid" 2> /dev/null && echo "$name RUNNING"; done; exit 0 ;;
                cancel) pid=$(cat "$1.pid") || exit 0; kill -TERM "$pid"; exit 0 ;;
                esac
                """, to: "scheduler.sh", executable: true)
        } catch {
            fatalError("\(error)")
        }
    }

    /// A launcher that submits to it.
    func launcher(grace: Double = 2) -> FolderLauncher {
        var settings = CustomSettings(
            submit: [script, "submit", "{name}", "{script}"], poll: [script, "poll", "{names}"],
            cancel: [script, "cancel", "{name}"])
        settings.every = 0.1
        return FolderLauncher(
            CustomScheduler(settings: settings), executable: BuiltProgram.path, grace: grace, logLimit: 1 << 20)
    }

    /// Has it say that it has no room, does not take jobs at all, or is away, until `body` has ended.
    func having(_ trouble: String, _ body: () throws -> Void) throws {
        try folder.write("", to: trouble)
        defer { try? FileManager.default.removeItem(atPath: folder.path(trouble)) }
        try body()
    }
}
