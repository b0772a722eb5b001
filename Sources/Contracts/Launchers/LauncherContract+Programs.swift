// What a program is given, and what is told of it.

import Runner
import Search
import Storage
import System
import Testing

extension LauncherContract {
    func surroundings(_ harness: JobHarness) throws {
        try harness.folder.write("before\n", to: "log-0.txt")
        try harness.submit(harness.job("pwd; echo $GREETING; echo trouble >&2"))
        let followed = harness.follow()
        #expect(followed.end == .exited(status: 0))
        #expect(followed.started == [AttemptID(trial: 0, attempt: 1)])
        #expect(followed.text[.output] == "\(harness.folder.path)\nhello\n")
        #expect(followed.text[.errors] == "trouble\n")
        let log = try harness.folder.read("log-0.txt")
        #expect(log.hasPrefix("before\n") && log.contains("hello\n") && log.contains("trouble\n"))
    }

    func status(_ harness: JobHarness) throws {
        try harness.submit(harness.job("exit 3"))
        #expect(harness.follow().end == .exited(status: 3))
    }

    func signal(_ harness: JobHarness) throws {
        try harness.submit(harness.job("kill -SEGV $$"))
        #expect(harness.follow().end == .signalled(11))
    }

    func usage(_ harness: JobHarness) throws {
        let work = "x = \"x\" * (96 << 20); n = sum(range(3000000))"
        try harness.submit(harness.job("PATH=/usr/local/bin:$PATH python3 -c '\(work)'; exit 3"))
        let followed = harness.follow()
        #expect(followed.end == .exited(status: 3))
        guard measures, !isWarm else { return #expect(!isWarm || followed.usage.isEmpty) }
        let usage = try #require(followed.usage.values.first)
        #expect((0.01...600).contains(usage.cpuSeconds))
        #expect((96 << 20...4 << 30).contains(usage.peakMemory))
    }

    func answers(_ harness: JobHarness) throws {
        let verdicts: [[Verdict]] = [[.continue, .stop], [.stop, .continue]]
        for trial in 0..<2 {
            try harness.submit(
                harness.job("echo one; read a; echo got $a; read b; echo got $b", trial: trial, sync: true))
        }
        // The input of a warm program is its trials', so that it does not end.
        if !isWarm { try harness.submit(harness.job("cat; echo end", trial: 2)) }
        var lines = [0, 0]
        let followed = harness.follow(isWarm ? 2 : 3) { event in
            guard case .printed(let id, .output, let bytes) = event, id.trial < 2 else { return }
            for byte in bytes where byte == UInt8(ascii: "\n") {
                if lines[id.trial] < 2 { harness.launcher.answer(verdicts[id.trial][lines[id.trial]], to: id) }
                lines[id.trial] += 1
            }
        }
        for (trial, verdicts) in verdicts.enumerated() {
            let expected = "one\n" + verdicts.map { "got \($0.rawValue)\n" }.joined()
            #expect(followed.outputs[AttemptID(trial: trial, attempt: 1)] == expected)
        }
        #expect(isWarm || followed.outputs[AttemptID(trial: 2, attempt: 1)] == "end\n")
    }

    func deaf(_ harness: JobHarness) throws {
        let id = AttemptID(trial: 0, attempt: 1)
        try harness.submit(harness.job("exec <&-; echo deaf; exit 0", sync: true))
        let followed = harness.follow { event in
            if case .printed = event { for _ in 0..<100 { harness.launcher.answer(.continue, to: id) } }
        }
        harness.launcher.answer(.continue, to: id)
        #expect(followed.end == .exited(status: 0))
    }

    func over(_ harness: JobHarness) throws {
        func talk() {
            for id in [AttemptID(trial: 0, attempt: 1), AttemptID(trial: 7, attempt: 3)] {
                harness.launcher.answer(.stop, to: id)
                harness.launcher.terminate(id)
                harness.launcher.kill(id)
            }
        }
        try harness.submit(harness.job("exit 0"))
        #expect(harness.follow().end == .exited(status: 0))
        talk()
        #expect(harness.launcher.events(within: 0, waking: -1).isEmpty)
        try harness.submit(harness.job("echo ready; read a; echo $a; exit 2", trial: 1, sync: true))
        let followed = harness.follow { event in
            guard event.hasPrinted("ready") else { return }
            talk()
            harness.launcher.answer(.continue, to: event.id)
        }
        #expect(followed.text[.output] == "ready\ncontinue\n")
        #expect(followed.end == .exited(status: 2))
    }

    func silent(_ harness: JobHarness) throws {
        try harness.submit(harness.job("exec >&- 2>&-; sleep 0.1; exit 5"))
        #expect(harness.follow().end == .exited(status: 5))
    }

    func order(_ harness: JobHarness) throws {
        let id = AttemptID(trial: 0, attempt: 1)
        let script = "echo one; head -c 300000 /dev/zero | tr '\\0' x; echo trouble >&2; echo; printf last"
        try harness.submit(harness.job(script))
        var events: [JobEvent] = []
        let followed = harness.follow { events.append($0) }
        #expect(
            followed.text == [.output: "one\n\(String(repeating: "x", count: 300_000))\nlast", .errors: "trouble\n"])
        #expect(events.first == .started(id))
        #expect(events.last == .ended(id, .exited(status: 0)))
        #expect(followed.started == [id])
        // While others run, nothing comes of one that is over.
        try harness.submit(harness.job("exit 0", trial: 1))
        #expect(harness.follow().ends == [AttemptID(trial: 1, attempt: 1): .exited(status: 0)])
    }

    func log(_ harness: JobHarness) throws {
        let count = (logLimit ?? 1 << 20) + (2 << 20)
        try harness.submit(harness.job("head -c \(count) /dev/zero | tr '\\0' x; echo; echo end"))
        var total = 0
        let followed = harness.follow { event in
            if case .printed(_, _, let bytes) = event { total += bytes.count }
        }
        #expect(total == count + 5)
        #expect(followed.end == .exited(status: 0))
        let log = try harness.folder.read("log-0.txt")
        let last = log.split(separator: "\n").last ?? ""
        guard let logLimit else { return #expect(log.utf8.count == total && last == "end") }
        #expect(log.utf8.count < logLimit + 100)
        #expect(last != "end" && !last.contains("xx"), "nothing says that the log is full")
    }

    func many(_ harness: JobHarness) throws {
        for trial in 0..<16 { try harness.submit(harness.job("echo \(trial); exit \(trial)", trial: trial)) }
        let followed = harness.follow(16)
        for trial in 0..<16 {
            let id = AttemptID(trial: trial, attempt: 1)
            #expect(followed.ends[id] == .exited(status: Int32(trial)))
            #expect(followed.outputs[id] == "\(trial)\n")
        }
    }

    func wake(_ harness: JobHarness) throws {
        try harness.submit(harness.job("sleep \(patience / 4); touch slept"))
        let pipe = try System.Pipe()
        _ = try pipe.writing.send([1])
        _ = harness.launcher.events(within: 0, waking: -1)
        let events = harness.launcher.events(within: patience, waking: pipe.reading.number)
        #expect(!harness.folder.exists("slept"), "it has waited for the job")
        #expect(events.allSatisfy { if case .started = $0 { true } else { false } })
    }
}
