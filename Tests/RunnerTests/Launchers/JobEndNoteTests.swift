import JSON
import Storage
import Testing

@testable import Runner

@Suite("A job's end as it is written down")
struct JobEndNoteTests {
    @Test(
        "comes back as it was",
        arguments: [
            JobEndNote(.exited(status: 0), output: 12, usage: ProgramUsage(cpuSeconds: 1.5, peakMemory: 3 << 30)),
            JobEndNote(.signalled(9), output: 0, usage: ProgramUsage(cpuSeconds: 0, peakMemory: 0)),
            JobEndNote(.interrupted(reason: "asked"), output: 1), JobEndNote(.lost(reason: "gone"), output: 1),
        ])
    func written(_ note: JobEndNote) throws {
        #expect(JobEndNote(try JSONValue(parsing: note.json(token: "t").text(), syntax: .json)) == note)
    }

    @Test(
        "is the end whatever else is said, and figures that no program can have are none",
        arguments: [
            "", ", \"cpu_seconds\": 1", ", \"peak_memory\": 1", ", \"cpu_seconds\": -1, \"peak_memory\": 1",
            ", \"cpu_seconds\": 1e300, \"peak_memory\": 1", ", \"cpu_seconds\": \"nan\", \"peak_memory\": 1",
            ", \"cpu_seconds\": 1, \"peak_memory\": -1", ", \"cpu_seconds\": 1, \"peak_memory\": 9e18",
            ", \"cpu_seconds\": 1, \"peak_memory\": 9223372036854775807", ", \"cpu_seconds\": [], \"peak_memory\": {}",
        ])
    func hostileUsage(_ more: String) throws {
        let json = try JSONValue(parsing: "{\"output\": 5, \"exited\": 0\(more)}", syntax: .json)
        #expect(JobEndNote(json) == JobEndNote(.exited(status: 0), output: 5))
    }

    @Test(
        "is none where it does not say how, or of how much output",
        arguments: [
            "{}", "{\"exited\": 0}", "{\"output\": -1, \"exited\": 0}", "{\"output\": 1}",
            "{\"output\": 1, \"exited\": 99999999999}", "[1]", "{\"output\": 0.5, \"exited\": 0}",
        ])
    func noEnd(_ text: String) throws {
        #expect(JobEndNote(try JSONValue(parsing: text, syntax: .json)) == nil)
    }
}
