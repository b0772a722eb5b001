import Testing

@testable import Runner

@Suite("The log of a trial")
struct LogSampleTests {
    @Test("is counted by stream where reports are read, and where they are not")
    func counts() {
        var output = TrialOutput(reader: JSONLinesReader(), limit: 1 << 10)
        output.keepLog()
        #expect(output.read(Array("loading\n{\"epoch\": 1, \"loss\": 2}\n\nbye".utf8), from: .output).count == 1)
        _ = output.read(Array("a warning\n".utf8), from: .errors)
        _ = output.finish()
        #expect(output.log?.counts == [.output: 2, .errors: 1])
        #expect(output.log?.lines.map(\.text) == ["loading", "a warning", "bye"])
    }

    @Test("is not kept unless someone wants it")
    func none() {
        var output = TrialOutput(reader: JSONLinesReader(), limit: 1 << 10)
        _ = output.read(Array("loading\n".utf8), from: .output)
        #expect(output.log == nil)
    }
}
