import Foundation
import Testing

/// Runs what is given to it in a mount of its own, in which the database's folder cannot be written.
private let mounting =
    "unshare -m sh -c 'mount --bind db db && mount -o remount,ro,bind db && \"$@\"' sh "

private func canMount() -> Bool {
    guard let sandbox = try? Sandbox(), (try? sandbox.write("", to: "db/.gitkeep")) != nil else { return false }
    return (try? sandbox.shell("\(mounting) true").status) == 0
}

@Suite("A database that cannot be written", .enabled(if: canMount()))
struct ReadOnlyTests {
    @Test("can be looked at, and what would write says so")
    func reads() throws {
        let sandbox = try SmallStudy.sandbox()
        try sandbox.output("study create small")
        try sandbox.output("study run --trials 2")
        for line in ["study list", "study show small", "trial list", "trial show 1", "study best", "study verify"] {
            let answer = try sandbox.shell("\(mounting) hpo \(line)")
            #expect(answer.status == 0, "\(line): \(answer.errors)")
            #expect(answer.output.contains("small") || answer.output.contains("trial") || line.contains("verify"))
        }
        let before = try sandbox.contents()
        for line in ["study run --trials 1", "study create small --name other", "ask", "study delete small --yes"] {
            let answer = try sandbox.shell("\(mounting) hpo \(line)")
            #expect(answer.status == 1, "\(line): \(answer.output)")
            #expect(
                answer.errors.contains("cannot be written") || answer.errors.contains("read-only"), "\(answer.errors)")
        }
        #expect(try sandbox.contents() == before)
    }
}
