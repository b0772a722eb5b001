import Definitions
import Foundation
import JSON
import Storage
import Studies
import TestSupport
import Testing

@testable import Runner

@Suite("Where a trial's program runs, and what files it finds")
struct ProgramFilesTests {
    @Test("its configuration files are in its folder, filled in, before it starts")
    func files() throws {
        let check = """
            grep -q "^x: $1$" "$HPO_TRIAL_DIR/conf/a.yaml" || exit 3
            grep -q '"trial": 0' "$HPO_TRIAL_DIR/b.json" || exit 4

            """
        let harness = try StudyHarness(check + threeEpochs) { training in
            training.files = [
                Training.ConfigurationFile(path: "conf/a.yaml", content: .text("# {trial}\nx: {x}\n")),
                Training.ConfigurationFile(path: "b.json", content: .object(["trial": "{trial}"])),
            ]
        }
        try harness.run(trials: 1)
        #expect(try harness.trials.map(\.state.name) == [.completed])
    }

    @Test("it runs in the folder that the study names, and fails with a word where that is not there")
    func folder() throws {
        let script = "[ \"$(basename \"$PWD\")\" = sub ] || exit 3\n" + threeEpochs
        let harness = try StudyHarness(script, command: ["sh", "../trial.sh", "{x}"]) { $0.workingDirectory = "sub" }
        try harness.run(trials: 1)
        #expect(try harness.reason(0) == "cannot start sh: its directory \(harness.folder.path)/sub does not exist")
        try FileManager.default.createDirectory(
            atPath: "\(harness.folder.path)/sub", withIntermediateDirectories: false)
        try harness.run(trials: 1)
        #expect(try harness.state(1).name == .completed)
    }

    @Test("where its folder cannot be made the run ends at once, and the trial can be resumed")
    func noFolder() throws {
        let harness = try StudyHarness()
        try harness.folder.write("", to: "studies/test")
        let place = MemoryPlace { _ in [] }
        #expect(throws: StudyError.self) { try harness.run(in: place, trials: 1) }
        #expect(try harness.state(0) == .stopped(reason: nil) && place.clock.now == 0)
    }
}
