import Testing

@testable import System

@Suite("Inquiries")
struct InquiryTests {
    @Test("give what a command prints, from the folder that it is asked in")
    func answers() {
        #expect(Inquiry.text(of: ["sh", "-c", "pwd; echo to nobody >&2"], in: "/", within: 30) == "/\n")
    }

    @Test(
        "give nothing of a command that fails, is not there, or takes too long",
        arguments: [["sh", "-c", "echo half; exit 3"], ["/no/such/command"], ["sh", "-c", "echo half; sleep 600"]])
    func refuses(command: [String]) {
        #expect(Inquiry.text(of: command, in: "/", within: command.last?.contains("sleep") == true ? 0.2 : 30) == nil)
    }

    @Test("do not wait for what a command leaves behind with its pipe open")
    func leftovers() {
        #expect(Inquiry.text(of: ["sh", "-c", "sleep 600 & echo done"], in: "/", within: 30) == "done\n")
    }

    @Test("hand over much output whole")
    func much() {
        var count = 0
        let isDone = Inquiry.run(["head", "-c", "3000000", "/dev/zero"], in: "/", within: 30) { count += $0.count }
        #expect(isDone && count == 3_000_000)
    }
}
