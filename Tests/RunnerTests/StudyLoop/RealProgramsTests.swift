import Definitions
import Expressions
import Search
import Storage
import TestSupport
import Testing

@testable import Runner
@testable import Studies

/// Programs as they are found, each with the way that it is read and what must be on record then.
@Suite("Programs that know nothing of the protocol")
struct RealProgramsTests {
    private func metric(_ name: String, _ harness: StudyHarness, trial: Int = 0) throws -> [Int: Double] {
        let epochs = try harness.database.epochs(of: trial, in: harness.study.id)
        return Dictionary(
            uniqueKeysWithValues: epochs.compactMap { epoch in
                epoch.metrics.first { $0.name == name }.map { (epoch.epoch, $0.value) }
            })
    }

    @Test(
        "a table is on record as it says, in whatever dialect",
        arguments: [
            ("'\\357\\273\\277epoch;val\\r\\n10;2,0\\r\\n20;0,5\\r\\n'", TableFormat(), nil),
            ("'epoch\\tval\\n10\\t2\\n20\\t0.5\\n'", TableFormat(), nil),
            ("'epoch val\\n10 2\\n20 0.5'", TableFormat(), nil),
            ("'# seed 1\\nepoch,val\\n10,2\\n20,0.5\\n'", TableFormat(), nil),
            ("'Epoch,val\\n10,2\\n20,0.5\\n'", TableFormat(), "Epoch"),
            ("'epoch,step,val\\n1,10,2\\n1,20,0.5\\n'", TableFormat(), "step"),
            ("'epoch|val\\n10|2,000\\n20|0,500\\n'", TableFormat(delimiter: 0x7C, decimalComma: true), nil),
        ] as [(String, TableFormat, String?)])
    func dialects(text: String, format: TableFormat, epoch: String?) throws {
        let harness = try StudyHarness("printf \(text) > \"$HPO_TRIAL_DIR/log.csv\"") {
            ($0.reader, $0.epochName) = (.csv("log.csv", format), epoch)
        }
        try harness.run(trials: 1)
        #expect(try metric("val", harness) == [10: 2, 20: 0.5])
    }

    @Test("a table that is written whole at each epoch, with more columns than before")
    func wholeTable() throws {
        let script = """
            cd "$HPO_TRIAL_DIR"; printf 'epoch,train\\n1,3\\n' > log.csv; sleep 0.4
            printf 'epoch,train,val\\n1,3,\\n2,2,0.5\\n' > log.csv; sleep 0.4
            printf 'epoch,train,val\\n1,3,\\n2,2,0.5\\n3,1,0.25\\n' > log.csv
            """
        let harness = try StudyHarness(script) { $0.reader = .csv("log.csv") }
        try harness.run(trials: 1)
        #expect(try metric("train", harness) == [1: 3, 2: 2, 3: 1])
        #expect(try metric("val", harness) == [2: 0.5, 3: 0.25])
    }

    @Test("a table in one place for all trials gives each its own rows")
    func staleTable() throws {
        let script = """
            sleep 0.4; printf 'epoch,val\\n' > results.csv
            for epoch in 1 2; do echo "$epoch,$1$epoch" >> results.csv; done
            """
        let harness = try StudyHarness(
            script, domain: .float(low: 0, high: 1),
            start: [Configuration(["x": .float(0.25)]), Configuration(["x": .float(0.75)])]
        ) { $0.reader = .csv("{directory}/../../../results.csv") }
        try harness.run(trials: 2)
        #expect(try metric("val", harness, trial: 0) == [1: 0.251, 2: 0.252])
        #expect(try metric("val", harness, trial: 1) == [1: 0.751, 2: 0.752])
        #expect(harness.notes.isEmpty)
    }

    @Test("trials that run at once and write one table are warned about")
    func sharedTable() throws {
        let harness = try StudyHarness("sleep 0.3; printf 'epoch,val\\n1,2\\n' > r.csv") {
            $0.reader = .csv("{directory}/../../../r.csv")
        }
        try harness.run(trials: 2, jobs: 2)
        #expect(harness.notes.contains { $0.contains("trial 0 runs and writes") })
    }

    @Test("a file of lines of JSON, and lines of JSON whose epochs have another name")
    func jsonLines() throws {
        let lines = "printf '{\"step\": 10, \"val\": \"2\"}\\n{\"step\": \"20\", \"val\": 0.5}\\n'"
        let inFile = try StudyHarness(lines + " > \"$HPO_TRIAL_DIR/m.jsonl\"") {
            ($0.reader, $0.epochName) = (.jsonFile("m.jsonl"), "step")
        }
        try inFile.run(trials: 1)
        #expect(try metric("val", inFile) == [10: 2, 20: 0.5])
        let printed = try StudyHarness(lines) { $0.epochName = "step" }
        try printed.run(trials: 1)
        #expect(try metric("val", printed) == [10: 2, 20: 0.5])
    }

    @Test("a bar that is drawn over itself, in colours")
    func progressBar() throws {
        let script = """
            for epoch in 1 2; do
                for step in 9 8 $epoch; do printf '\\rEpoch %s [loss=\\033[1m%s\\033[0m]' $epoch $step >&2; done; echo >&2
            done
            """
        let harness = try StudyHarness(script) { $0.reader = .regex([#"Epoch (?<epoch>\d+) \[loss=(?<val>[^\]]+)"#]) }
        try harness.run(trials: 1)
        #expect(try metric("val", harness) == [1: 1, 2: 2])
    }

    @Test("an epoch that stands on a line of its own, above its results")
    func severalLines() throws {
        let script = "for epoch in 1 2; do echo \"Epoch $epoch\"; echo \"  lr 0.1\"; echo \"  valid: $epoch.5\"; done"
        let harness = try StudyHarness(script) {
            $0.reader = .regex([#"^Epoch (?<epoch>\d+)"#, #"valid: (?<val>\S+)"#])
        }
        try harness.run(trials: 1)
        #expect(try metric("val", harness) == [1: 1.5, 2: 2.5])
    }

    @Test("an interrupted program that goes on without numbering its epochs is counted on from those on record")
    func countedOn() throws {
        let script = """
            if [ "$HPO_ATTEMPT" = 1 ]; then echo val=101; echo val=102; sleep 60; else echo val=103; echo val=104; fi
            """
        let harness = try StudyHarness(script) { ($0.reader, $0.resume) = (.regex([#"val=(?<val>\S+)"#]), true) }
        let interrupts = harness.interrupts
        try harness.run(trials: 1) { event in
            if case .reported(_, let report, _) = event, report.epoch == 2 { interrupts.request() }
        }
        try harness.run(trials: 0)
        #expect(try metric("val", harness) == [1: 101, 2: 102, 3: 103, 4: 104])
    }

    @Test(
        "a program that waits for an answer gets one to each report, be it of use or not",
        arguments: [
            (#"echo '{"epoch": -1, "val": 1}'"#, "integer from 0"),
            (#"echo '{"epoch": "one", "val": 1}'"#, "integer from 0"),
            (#"echo '{"epoch": 0.5, "val": 1}'"#, "integer from 0"),
            (#"echo '{"val": 1, "phase": "warm"}'"#, "has no `epoch`"),
            (#"echo '{"step": 1, "loss": 1}'"#, "has no `epoch`"),
            (#"echo "{'epoch': 1, 'val': 1}""#, "is no JSON"),
            (#"echo '{"epoch": 1, "val": 1'"#, "is no JSON"),
            (#"echo 'INFO {"epoch": 1, "val": 1}'"#, "behind other text"),
            (#"printf '{"epoch": 1, "x": "'; head -c 1100000 /dev/zero | tr '\0' x; echo '"}'"#, "longer than 1048576"),
            (
                #"printf '{"epoch": 1'; i=0; while [ $i -lt 10001 ]; do printf ', "m%s": 1' $i; i=$((i+1)); done; echo '}'"#,
                "10001 metrics"
            ),
        ])
    func answered(report: String, words: String) throws {
        let script = """
            \(report); read answer; echo '{"epoch": 1, "val": 2}'; read again; [ "$answer $again" = "continue continue" ]
            """
        let harness = try StudyHarness(script) { $0.sync = true }
        try harness.run(trials: 1)
        #expect(try harness.state(0).name == .completed)
        #expect(harness.notes.count == 1 && harness.notes[0].contains(words), "\(harness.notes)")
    }

    @Test("and none to a line of its log, be it JSON too: the answers would come one too early from then on")
    func log() throws {
        let script = """
            echo '{"level": "info", "time": 1.5}'; echo 'loss {1}'; echo '{"epoch": 1, "val": 2}'; read answer
            echo '{"epoch": 2, "val": 2}'; read again; [ "$answer $again" = "continue stop" ]
            """
        let harness = try StudyHarness(script, pruner: Cutter(epoch: 2)) { ($0.sync, $0.grace) = (true, 1000) }
        try harness.run(trials: 1)
        #expect(try harness.state(0) == .pruned(epoch: 2))
        #expect(harness.notes == [])
    }

    @Test("a synchronous program that never reports ends within the grace time of one Ctrl-C, and is kept")
    func silent() throws {
        let harness = try StudyHarness("sleep 600") { ($0.sync, $0.grace) = (true, 0.2) }
        let interrupts = harness.interrupts
        let end = try harness.run(trials: 1) { event in
            if case .started = event { interrupts.request() }
        }
        #expect(end == .interrupted)
        #expect(try harness.state(0) == .stopped(reason: nil))
    }

    @Test(
        "a trial without results says what was seen instead",
        arguments: [
            (
                "printf '{\"val\": 1}\\n{\"val\": 2}\\n'", .jsonLines,
                "it ended without having reported an epoch; 2 lines of JSON without `epoch` such as `{\"val\": 1}`"
            ),
            (
                "printf '{\"epoch\": 1, \"val\": \"high\"}\\n{\"epoch\": 2, \"val\": \"higher\"}\\n'", .jsonLines,
                "it ended without having reported an epoch; `val` was the string \"high\" in 2 reports"
            ),
            (
                "echo '{\"epoch\": 1, \"deep\": {\"val\": 1}}'", .jsonLines,
                "it ended without having reported an epoch; `deep` was an object in 1 report"
            ),
            (
                "echo '12:00 INFO {\"epoch\": 1}'", .jsonLines,
                "it ended without having reported an epoch; 1 line with braces behind other text such as `12:00 INFO"
            ),
            (
                "printf '{\"epoch\": 1, \"val\": null, \"loss\": 3}\\n'", .jsonLines,
                "it never reported the objective \"val\", only: loss; `val` was null in 1 report"
            ),
            (
                "echo 'epoch 1 val 0.5,x'", .regex([#"epoch (?<epoch>\d+) val (?<val>\S+)"#]),
                "it ended without having reported an epoch; 1 line of its log match; `val` was `0.5,x` in 1 report"
            ),
            (
                "echo hello", .regex([#"epoch (?<epoch>\d+) val (?<val>\S+)"#]),
                "it ended without having reported an epoch; no line of its log matches train.read.regex\nhello"
            ),
            (
                "printf 'step,val\\n1,2\\n' > \"$HPO_TRIAL_DIR/r.csv\"", .csv("r.csv"),
                "it ended without having reported an epoch; 1 line of a table with the columns `step`, `val`; the table has no column `epoch`, but one `step`"
            ),
            (
                "echo hello", .csv("r.csv"), "it ended without having reported an epoch; there is no file "
            ),
        ] as [(String, Training.Reader, String)])
    func complaints(script: String, reader: Training.Reader, complaint: String) throws {
        let harness = try StudyHarness(script) { $0.reader = reader }
        try harness.run(trials: 1)
        let reason = try harness.reason(0)
        #expect(reason.hasPrefix(complaint), "\(reason)")
        #expect(!harness.notes.contains { $0.contains("longer than 0 bytes") })
    }

    @Test("a table that is not where it was looked for: the place, and what is there")
    func absentTable() throws {
        let harness = try StudyHarness("echo x > \"$HPO_TRIAL_DIR/metrics.csv\"") { $0.reader = .csv("results.csv") }
        try harness.run(trials: 1)
        let folder = "\(harness.folder.path)/studies/test/trial-0000"
        #expect(
            try harness.reason(0).hasSuffix(
                "there is no file \(folder)/results.csv; \(folder) holds config.json, log.txt, metrics.csv"))
    }
}
