// How programs are ended, and that nothing is left of them.

import Runner
import Testing

extension LauncherContract {
    func terminate(_ harness: JobHarness) throws {
        let child = "trap 'echo child; exit 0' TERM; echo ready; while :; do sleep 0.01; done"
        try harness.submit(
            harness.job(
                "trap 'wait; echo saved; exit 0' TERM\nsh -c \"\(child)\" & while :; do sleep 0.01; done"))
        let followed = harness.follow { event in
            if event.hasPrinted("ready") { harness.launcher.terminate(event.id) }
        }
        #expect(followed.text[.output] == "ready\nchild\nsaved\n")
        #expect(followed.end == .exited(status: 0))
    }

    func kill(_ harness: JobHarness) throws {
        try harness.submit(
            harness.job("trap '' TERM; sleep 1000 & echo $!; sleep 1000 & echo $!; echo ready; wait; sleep 1000"))
        let followed = harness.follow { event in
            guard event.hasPrinted("ready") else { return }
            harness.launcher.terminate(event.id)
            harness.launcher.kill(event.id)
        }
        #expect(followed.end == .signalled(9))
        #expect(followed.numbers.count == 2)
        for child in followed.numbers { harness.expectGone(child) }
    }

    func heldPipe(_ harness: JobHarness) throws {
        try harness.submit(harness.job("sleep 1000 & echo $!; exit 4"))
        let followed = harness.follow()
        #expect(followed.end == .exited(status: 4))
        harness.expectGone(try #require(followed.numbers.first))
    }

    func escaped(_ harness: JobHarness) throws {
        let child = "echo $$; touch escaped; exec sleep 1000"
        try harness.submit(
            harness.job("setsid sh -c '\(child)' & while [ ! -e escaped ]; do sleep 0.01; done; exit 0"))
        let followed = harness.follow()
        #expect(followed.end == .exited(status: 0))
        harness.expectGone(try #require(followed.numbers.first))
    }

    func elsewhere(_ harness: JobHarness) throws {
        let program = "import os, time; os.setpgid(0, os.getpgid(os.getppid())); print(1, flush=True); time.sleep(1000)"
        try harness.submit(harness.job("PATH=/usr/local/bin:$PATH exec python3 -c '\(program)'"))
        let followed = harness.follow { event in
            if event.hasPrinted("1") { harness.launcher.kill(event.id) }
        }
        #expect(followed.end == .signalled(9))
    }

    func running(_ harness: JobHarness) throws {
        let id = AttemptID(trial: 0, attempt: 1)
        try harness.submit(harness.job("echo 1; while [ ! -e enough ]; do sleep 0.01; done; exit 0"))
        _ = try harness.firstNumber()
        #expect(!harness.launcher.hasEnded(id))
        try harness.folder.write("", to: "enough")
        #expect(harness.follow().end == .exited(status: 0))
    }

    func missing(_ harness: JobHarness) {
        var job = harness.job("")
        job.command = ["no-such-program-3141", "--lr", "1"]
        do {
            try harness.submit(job)
        } catch {
            return #expect(!"\(error)".isEmpty)
        }
        switch harness.follow().end {
        case .lost(let reason)?: #expect(!reason.isEmpty)
        case .exited(let status)?: #expect(status != 0)
        case let end: Issue.record("it ended otherwise: \(String(describing: end))")
        }
    }

    func dismissed(_ harness: JobHarness) throws {
        var job = harness.job("echo $$")
        if isWarm { job.command = ["/bin/sh", "-c", "while echo '{\"next\": true}'; read trial; do echo $$; done"] }
        try harness.submit(job)
        let followed = harness.follow()
        #expect(followed.end == .exited(status: 0))
        harness.launcher.dismiss(waking: -1)
        harness.expectGone(try #require(followed.numbers.first))
    }
}
