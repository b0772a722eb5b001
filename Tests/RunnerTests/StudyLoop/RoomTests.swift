import Storage
import Testing

@testable import Runner
@testable import Studies

@Suite("Too little room for all trials")
struct RoomTests {
    private static func program(_ job: Job) -> [Step] { [.print("{\"epoch\": 1, \"val\": 1}"), .wait(1)] }

    @Test("a trial for which there is no room now waits until another has ended, and fails no more than that one")
    func waits() throws {
        let place = MemoryPlace(Self.program)
        place.room = 2
        let harness = try StudyHarness()
        try harness.run(in: place, trials: 6, jobs: 4)
        #expect(try harness.trials.map(\.state.name) == Array(repeating: .completed, count: 6))
        #expect(harness.notes.count == 1 && harness.notes[0].contains("no room to run it now: no more descriptors"))
    }

    @Test("where there is room for none the run ends and says why, and the trial can be resumed")
    func none() throws {
        let place = MemoryPlace(Self.program)
        place.room = 0
        let harness = try StudyHarness()
        #expect(throws: StudyError.noRoom(why: "no more descriptors")) { try harness.run(in: place, trials: 1) }
        #expect(try harness.state(0) == .stopped(reason: nil))
        place.room = 1
        try harness.run(in: place, trials: 0)
        #expect(try harness.state(0).name == .completed)
    }
}
