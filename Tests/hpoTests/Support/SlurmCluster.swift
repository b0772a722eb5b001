import Foundation
import System
import TestSupport

/// A Slurm cluster of its own on this machine, four nodes of two processors or more, for as long as the object lives.
final class SlurmCluster {
    /// Whether Slurm is installed, and the scripts that start it lie beside the checkout.
    static let isThere: Bool = {
        let programs = ["/usr/sbin/slurmctld", "/usr/sbin/slurmd", "/usr/sbin/munged", "/usr/bin/sbatch"]
        guard programs.allSatisfy({ FileManager.default.isExecutableFile(atPath: $0) }) else {
            print("skipped: Slurm is not installed (apt-get install slurm-wlm munge)")
            return false
        }
        return Repository.shared("slurm/up.sh") != nil
    }()

    let root: String
    /// What tells Slurm's commands which cluster is meant.
    var variables: [String: String] { ["SLURM_CONF": "\(root)/etc/slurm.conf"] }

    /// - Parameter processors: of each node.
    init(processors: Int = 2) throws {
        root =
            FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
            .appendingPathComponent("slurm-\(UUID().uuidString.prefix(8))").path
        let port = 20_000 + Int.random(in: 0..<1000) * 8
        try run("/bin/bash", [Repository.shared("slurm/up.sh") ?? "", root, "4", "\(processors)", "\(port)"])
    }

    deinit {
        signal("slurmctld", "CONT")
        _ = try? run("/bin/bash", [Repository.shared("slurm/down.sh") ?? "", root])
        try? FileManager.default.removeItem(atPath: root)
    }

    /// Runs a line of shell in which the cluster is the one that is meant; what it printed.
    @discardableResult
    func shell(_ line: String) throws -> String { try run("/bin/sh", ["-c", line]) }

    /// Sends a signal to one of its daemons: `slurmctld` or `slurmd.node1`.
    func signal(_ daemon: String, _ name: String) {
        _ = try? run("/bin/sh", ["-c", "kill -\(name) $(cat '\(root)/run/\(daemon).pid')"])
    }

    /// Foundation's own would wait for the daemons, which inherit what it waits for.
    @discardableResult
    private func run(_ program: String, _ arguments: [String]) throws -> String {
        let path = "\(NSTemporaryDirectory())/slurm-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let end: ProcessEnd
        do {
            let nothing = try Descriptor(reading: "/dev/null")
            let output = try Descriptor(writing: path)
            end = try ChildCommand(
                arguments: [program] + arguments,
                environment: ProcessInfo.processInfo.environment.merging(variables) { $1 }, workingDirectory: "/",
                input: nothing.number, output: output.number, errors: output.number
            ).start().reap()
        }
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        guard end == .exited(0) else { throw Trouble(text: "\(arguments): \(text)") }
        return text
    }

    struct Trouble: Error { let text: String }
}
