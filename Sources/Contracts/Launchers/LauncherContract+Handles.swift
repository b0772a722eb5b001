// Jobs on record, and what a launcher of a later process can do with them.

import Runner
import Search
import Storage
import System
import Testing

extension LauncherContract {
    func recorded(_ harness: JobHarness) throws {
        var handles: [JobHandle] = []
        try harness.submit(harness.job("touch dropped")) { handle in
            handles.append(handle)
            return false
        }
        #expect(handles.count == 1)
        #expect(harness.launcher.events(within: 0, waking: -1).isEmpty)
        var isEarly = false
        try harness.submit(harness.job("touch begun", trial: 1)) { handle in
            handles.append(handle)
            // One that runs already would have begun by then.
            SystemClock.sleep(seconds: 0.2)
            isEarly = harness.folder.exists("begun")
            return true
        }
        #expect(!isEarly, "it has begun before it was on record")
        #expect(harness.follow().ends == [AttemptID(trial: 1, attempt: 1): .exited(status: 0)])
        #expect(harness.folder.exists("begun") && !harness.folder.exists("dropped"))
        #expect(isWarm || Set(handles).count == 2)
    }

    func endedByHandle(_ harness: JobHarness) throws {
        let handle = try #require(try harness.submit(harness.job("sleep 1000 & echo $!; wait")))
        let child = try harness.firstNumber()
        let later = make()
        let foreign = JobHandle(launcher: "another", text: handle.text)
        later.end(foreign)
        #expect(!isHere || ProcessIdentity(running: child) != nil, "the handle was another launcher's")
        later.end(handle)
        harness.expectGone(child)
        switch harness.follow().end {
        case .signalled(9)?: break
        // A scheduler ends its jobs in its own way.
        case .interrupted(let reason)?: #expect(!reason.isEmpty)
        case let end: Issue.record("it ended otherwise: \(String(describing: end))")
        }
        // What is gone already is left.
        later.end(handle)
        later.end(foreign)
    }

    func foreignHandles(_ harness: JobHarness) throws {
        var own = ""
        try harness.submit(harness.job("true")) { handle in
            own = handle.launcher
            return false
        }
        #expect(!own.isEmpty)
        for name in Set([own, LocalLauncher.name, "slurm", ""]) {
            for text in ["", "1", "x y z", "1 1 1", "-1 0 \u{0}"] {
                let handle = JobHandle(launcher: name, text: text)
                harness.launcher.end(handle)
                #expect(!harness.launcher.adopt(harness.job("true"), handle))
            }
        }
    }

    func adopted(_ harness: JobHarness) throws {
        let script = "for e in 1 2 3 4; do echo report $e; read answer; echo $e $answer; done"
        let job = harness.job(script, sync: true)
        let handle = try #require(try harness.submit(job))
        guard adopts else {
            let later = make()
            #expect(!later.adopt(job, handle))
            return #expect(later.events(within: 0, waking: -1).isEmpty)
        }
        var reports = Reports()
        while reports.lines.count < 2, let events = harness.events() {
            for event in events {
                for _ in reports.take(event) { harness.launcher.answer(.continue, to: job.id) }
            }
        }
        harness.forget(job.id)
        let later = harness.later()
        defer { later.close() }
        try #require(later.launcher.adopt(job, handle))
        later.follows(job.id)
        reports = Reports()
        let followed = later.follow { event in
            // An answer that is given again does no harm.
            for report in reports.take(event) {
                later.launcher.answer(report == "report 4" ? .stop : .continue, to: job.id)
            }
        }
        #expect(followed.end == .exited(status: 0))
        let lines = followed.output.split(separator: "\n")
        #expect(reports.lines == ["report 1", "report 2", "report 3", "report 4"])
        #expect(lines.filter { !$0.hasPrefix("report") } == ["1 continue", "2 continue", "3 continue", "4 stop"])
    }

    /// The lines of a job's output that begin with "report".
    private struct Reports {
        private(set) var lines: [Substring] = []
        private var text = ""

        /// Those that an event has completed.
        mutating func take(_ event: JobEvent) -> [Substring] {
            guard case .printed(_, .output, let bytes) = event else { return [] }
            text += String(decoding: bytes, as: UTF8.self)
            let all = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            let new = all.filter { $0.hasPrefix("report") }.dropFirst(lines.count)
            lines += new
            return Array(new)
        }
    }
}
